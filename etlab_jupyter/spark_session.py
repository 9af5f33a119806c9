"""What a Spark session is started with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SparkSettings:
    """`remote` is the address of a Spark Connect server; without it there is a `master`.

    `conf` and `remote` hold secrets: they go to the process that starts Spark, nowhere else.
    """

    master: str | None = None
    remote: str | None = field(default=None, repr=False)
    conf: Mapping[str, str] = field(default_factory=dict, repr=False)
    env: Mapping[str, str] = field(default_factory=dict)

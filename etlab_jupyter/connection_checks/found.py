"""What a check of a connection gives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etlab_jupyter.problems import ETLabError


@dataclass(frozen=True, slots=True)
class Found:
    """What answered, for people, and how long one request or one small job took."""

    message: str
    latency_ms: int
    spark_version: str | None = None
    master: str | None = None


class CheckError(ETLabError):
    """The connection does not work, and why."""


OLDEST = (3, 5)
"""The oldest Spark that generated code runs on."""


def check_version(spark: str) -> None:
    """`CheckError` where Spark is too old for generated code."""
    found = re.match(r"(\d+)\.(\d+)", spark)
    if found and tuple(map(int, found.groups())) < OLDEST:
        told = f"Spark answers, but is {spark}; generated code needs 3.5 or newer."
        raise CheckError(told, failed="version")

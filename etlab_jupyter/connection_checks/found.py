"""What a check of a connection gives."""

from __future__ import annotations

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

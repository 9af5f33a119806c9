"""What is new in the log of a session's driver."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NEWS = re.compile(r"\b(?:WARN|ERROR|FATAL)\b|^Traceback|Exception")
# What Spark says to `getOrCreate()` in a session that is there, as all generated code has it.
_EXPECTED = re.compile(r"WARN SparkSession: Using an existing Spark session")


class DriverLog:
    """Livy keeps the newest lines only and does not number them: overlaps tell what is new."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._before = list(lines)

    def news(self, lines: Sequence[str]) -> list[str]:
        """The warnings and errors among the lines that were not there the last time."""
        before, self._before = self._before, list(lines)
        new = lines[overlap(before, lines) :]
        return [line.strip() for line in new if _NEWS.search(line) and not _EXPECTED.search(line)]


def overlap(before: Sequence[str], lines: Sequence[str]) -> int:
    """How many of the lines are the end of those before."""
    for count in range(min(len(before), len(lines)), 0, -1):
        if before[-count:] == lines[:count]:
            return count
    return 0

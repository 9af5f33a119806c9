"""Rows that stay in Spark, so that a sink can run again without computing them anew."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Iterable  # noqa: UP035


class Kept:
    """The DataFrames that the agent itself has persisted, by node.

    Spark finds kept rows by the plan, and a file that has changed leaves the plan of its reader
    as it was. So a node's rows must be dropped before its cell runs again.
    """

    def __init__(self) -> None:
        self._frames: dict[str, list[Any]] = {}

    def keep(self, node: str, frames: Iterable[Any]) -> None:
        """Persist these outputs, unless the user did; the first job over them stores the rows."""
        for frame in frames:
            level = frame.storageLevel
            if not (level.useMemory or level.useDisk):
                self._frames.setdefault(node, []).append(frame.persist())

    def drop(self, node: str) -> None:
        """Let go of what is kept of the node."""
        for frame in self._frames.pop(node, []):
            with suppress(Exception):  # the JVM has ended, and with it all that was kept
                frame.unpersist()

"""What the newest cell has told, for a runner that comes when the one that ran it is lost."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import Any, Iterator  # noqa: UP035


class Journal:
    """Written by the thread of the cell and the one that watches it, read by the control thread.

    It is no longer than what the agent lets a cell print.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spec: dict[str, Any] = {}
        self._told: list[dict[str, Any]] = []
        self._read = 0
        self._over = True

    @contextmanager
    def of(self, spec: dict[str, Any]) -> Iterator[None]:
        """What is added inside the `with` belongs to this cell."""
        with self._lock:
            self._spec, self._told, self._read, self._over = spec, [], 0, False
        try:
            yield
        finally:
            self._over = True

    def add(self, kind: str, **content: Any) -> None:
        """Note what is told; of progress that nobody has read, the newest."""
        with self._lock:
            if kind == "progress" and self._last == kind:
                self._told.pop()
            self._told.append({"kind": kind, **content})

    def add_text(self, name: str, text: str) -> None:
        """Note what is printed, together with what stands before it on the same stream."""
        with self._lock:
            if self._last != "stream" or self._told[-1]["name"] != name:
                self._told.append({"kind": "stream", "name": name, "parts": []})
            self._told[-1]["parts"].append(text)

    @property
    def _last(self) -> str:
        return str(self._told[-1]["kind"]) if len(self._told) > self._read else ""

    def since(self, run: str, node: str, count: int) -> dict[str, Any]:
        """What came after the first `count`; `{}` if the newest cell was not this run's node.

        `run_id` is what the cell's run is cancelled by.
        """
        with self._lock:
            run_id = self._spec.get("run_id", "")
            if run_id.rpartition("-")[0] != run or self._spec["node"] != node:
                return {}
            self._read = len(self._told)
            told = [_joined(one) for one in self._told[count:]]
            return {"run_id": run_id, "told": told, "over": self._over}


def _joined(one: dict[str, Any]) -> dict[str, Any]:
    if one["kind"] != "stream":
        return one
    return {"kind": "stream", "name": one["name"], "text": "".join(one["parts"])}

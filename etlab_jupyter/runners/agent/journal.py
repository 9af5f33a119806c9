"""What the newest cells have told, for a runner that comes when the one that ran them is lost."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from typing import Any, Deque, Iterator  # noqa: UP035

# Cells of several runs may wait in one kernel: one has hardly ended when another begins.
KEPT = 4


class Journal:
    """Written by the thread of the cell and the one that watches it, read by the control thread.

    What is kept of a cell is no longer than what the agent lets it print.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cells: Deque[_Cell] = deque(maxlen=KEPT)  # noqa: UP006

    @contextmanager
    def of(self, spec: dict[str, Any]) -> Iterator[None]:
        """What is added inside the `with` belongs to this cell."""
        cell = _Cell(spec)
        with self._lock:
            self._cells.append(cell)
        try:
            yield
        finally:
            cell.over = True

    def add(self, kind: str, **content: Any) -> None:
        """Note what is told; of progress that nobody has read, the newest."""
        with self._lock:
            cell = self._cells[-1]
            if kind == "progress" and cell.last == kind:
                cell.told.pop()
            cell.told.append({"kind": kind, **content})

    def add_text(self, name: str, text: str) -> None:
        """Note what is printed, together with what stands before it on the same stream."""
        with self._lock:
            cell = self._cells[-1]
            if cell.last != "stream" or cell.told[-1]["name"] != name:
                cell.told.append({"kind": "stream", "name": name, "parts": []})
            cell.told[-1]["parts"].append(text)

    def since(self, run: str, node: str, count: int) -> dict[str, Any]:
        """What a run's node has told after the first `count`; `{}` where that is not known.

        `run_id` is what the cell's run is cancelled by.
        """
        with self._lock:
            for cell in reversed(self._cells):
                run_id = cell.spec["run_id"]
                if (run_id.rpartition("-")[0], cell.spec["node"]) == (run, node):
                    cell.read = len(cell.told)
                    told = [_joined(one) for one in cell.told[count:]]
                    return {"run_id": run_id, "told": told, "over": cell.over}
        return {}


class _Cell:
    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.told: list[dict[str, Any]] = []
        self.read = 0
        self.over = False

    @property
    def last(self) -> str:
        """The kind of what was noted last, if nobody has read it."""
        return str(self.told[-1]["kind"]) if len(self.told) > self.read else ""


def _joined(one: dict[str, Any]) -> dict[str, Any]:
    if one["kind"] != "stream":
        return one
    return {"kind": "stream", "name": one["name"], "text": "".join(one["parts"])}

"""Events of a run that is read again: only what was not told yet is new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from etlab_jupyter.runners.events import NodeEvent, Output, Progress, RunEvent, RunFinished


class Retelling:
    """Numbers events, from the one after those that were `told` on.

    The streams of a job come in other pieces each time, so that lines are compared one by one, but
    only until it has `caught_up`; of everything else, how often there was the like. Where only what
    one node has printed is read again, `printed_by` names it.
    """

    def __init__(self, told: Iterable[RunEvent] = (), *, printed_by: str | None = None) -> None:
        self._seq = 0
        self._began: str | None = None
        self._events: Counter[tuple[str, str]] = Counter()
        printed: defaultdict[str, list[str]] = defaultdict(list)
        for event in told:
            self._seq = event.seq
            self._began = self._began or event.time
            if not isinstance(event, Output):
                self._events[_like(event)] += 1
            elif printed_by in (None, event.node):
                printed[event.stream].append(event.text)
        lines = [line for texts in printed.values() for line in _lines("".join(texts))]
        self._lines = Counter(line for line in lines if line.endswith("\n"))
        self._begun = [line for line in lines if not line.endswith("\n")]

    def take(self, event: RunEvent) -> RunEvent | None:
        """The event with its number, or what is new of it; None where nothing is."""
        if isinstance(event, Output):
            text = self._new_text(event.text)
            if not text:
                return None
            event = event.model_copy(update={"text": text})
        elif self._events[_like(event)]:
            self._events[_like(event)] -= 1
            return None
        self._seq += 1
        self._began = self._began or event.time
        news: dict[str, object] = {"seq": self._seq}
        if isinstance(event, RunFinished):
            began = datetime.fromisoformat(self._began)
            passed = datetime.fromisoformat(event.time) - began
            news["seconds"] = round(passed.total_seconds(), 3)
        return event.model_copy(update=news)

    def caught_up(self) -> None:
        """From now on all lines are new."""
        self._lines.clear()
        self._begun.clear()

    def _new_text(self, text: str) -> str:
        if not self._lines and not self._begun:
            return text
        new = []
        for line in _lines(text):
            if self._lines[line]:
                self._lines[line] -= 1
            else:
                new.append(self._rest(line))
        return "".join(new)

    def _rest(self, line: str) -> str:
        """What is new of a line whose beginning may have been told."""
        for begun in self._begun:
            if line.startswith(begun):
                self._begun.remove(begun)
                return line.removeprefix(begun)
        return line


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _like(event: RunEvent) -> tuple[str, str]:
    counts = event.told if isinstance(event, Progress) else ""
    node = event.node if isinstance(event, NodeEvent) else ""
    return f"{type(event).__name__} {counts}", node

"""Events of a run that is read again: only what was not told yet is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from etlab_jupyter.runners.events import NodeEvent, Output, Progress, RunEvent, RunFinished


class Retelling:
    """Numbers events, from the one after those that were `told` on.

    The streams of a job come in other pieces each time, so that lines are compared one by one, but
    only until it has `caught_up`; of everything else, how often there was the like.
    """

    def __init__(self, told: Iterable[RunEvent] = ()) -> None:
        self._seq = 0
        self._began: str | None = None
        self._events: Counter[tuple[str, str]] = Counter()
        self._lines: Counter[str] = Counter()
        for event in told:
            self._seq = event.seq
            self._began = self._began or event.time
            if isinstance(event, Output):
                self._lines.update(event.text.splitlines(keepends=True))
            else:
                self._events[_like(event)] += 1

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

    def _new_text(self, text: str) -> str:
        if not self._lines:
            return text
        new = []
        for line in text.splitlines(keepends=True):
            if self._lines[line]:
                self._lines[line] -= 1
            else:
                new.append(line)
        return "".join(new)


def _like(event: RunEvent) -> tuple[str, str]:
    counts = event.told if isinstance(event, Progress) else ""
    node = event.node if isinstance(event, NodeEvent) else ""
    return f"{type(event).__name__} {counts}", node

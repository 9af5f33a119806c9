"""Keeps what a run writes within bounds."""

from __future__ import annotations

import re
from collections import deque
from typing import Literal

Stream = Literal["stdout", "stderr"]
Text = tuple[Stream, str]

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# Spark's progress bar, and pyspark's log record of an error that is raised as well.
_NOISE = re.compile(
    r"\r?\[Stage \d+:[^\r\n]*\]| {40,}(?=\r)|\r(?!\n)"
    r'|^\{"ts": .*"logger": "\w*QueryContextLogger".*\n?',
    re.MULTILINE,
)


# What the agent puts where it has left something out already.
_MARK = re.compile(r"\[… (\d+) characters left out …\]\n")


class BoundedOutput:
    """Lets half of `limit` characters through at once, and of the rest the newest.

    `add` gives what may be shown now; `drain` the newest part of what was held back,
    after a mark that says how much is missing.
    """

    def __init__(self, limit: int = 1_000_000) -> None:
        self._room = limit // 2
        self._tail_limit = limit - self._room
        self._tail: deque[Text] = deque()
        self._tail_size = 0
        self._lost = 0

    def add(self, stream: Stream, text: str) -> list[Text]:
        """Take text of a stream; the parts to show at once."""
        text = _NOISE.sub("", _ANSI.sub("", text))
        if not text:
            return []
        now, later = text[: self._room], text[self._room :]
        self._room -= len(now)
        if later:
            self._hold(stream, later)
        return [(stream, now)] if now else []

    def drain(self) -> list[Text]:
        """What was held back; call it when a node has ended."""
        held = list(self._tail)
        if self._lost:
            held.insert(0, ("stderr", f"[… {self._lost} characters left out …]\n"))
        self._tail_limit -= self._tail_size
        self._tail.clear()
        self._tail_size = self._lost = 0
        return held

    def _hold(self, stream: Stream, text: str) -> None:
        if stream == "stderr":  # one mark for all that is left out
            self._lost += sum(int(count) for count in _MARK.findall(text))
            text = _MARK.sub("", text)
        if len(text) > self._tail_limit:
            self._lost += len(text) - self._tail_limit
            text = text[len(text) - self._tail_limit :]
        if not text:
            return
        self._tail.append((stream, text))
        self._tail_size += len(text)
        while self._tail_size > self._tail_limit:
            name, oldest = self._tail.popleft()
            cut = min(len(oldest), self._tail_size - self._tail_limit)
            self._lost += cut
            self._tail_size -= cut
            if cut < len(oldest):
                self._tail.appendleft((name, oldest[cut:]))

"""Takes what a cell prints and keeps the beginning and the newest of it."""

from __future__ import annotations

import io
import sys
from collections import deque
from contextlib import contextmanager
from typing import Any, Iterable, Iterator  # noqa: UP035


class Printed:
    """Text of both streams in the order of writing, half of `limit` from each end."""

    def __init__(self, limit: int) -> None:
        self._room = limit // 2
        self._size = 0
        self._limit = limit - self._room
        self._head: list[tuple[str, str]] = []
        self._tail: deque[tuple[str, str]] = deque()
        self._lost = 0

    def add(self, stream: str, text: str) -> None:
        now, later = text[: self._room], text[self._room :]
        if now:
            self._room -= len(now)
            self._first(stream, now)
        if not later:
            return
        if len(later) > self._limit:
            self._lost += len(later) - self._limit
            later = later[len(later) - self._limit :]
        self._tail.append((stream, later))
        self._size += len(later)
        while self._size > self._limit:
            name, oldest = self._tail.popleft()
            cut = min(len(oldest), self._size - self._limit)
            self._lost += cut
            self._size -= cut
            if cut < len(oldest):
                self._tail.appendleft((name, oldest[cut:]))

    def _first(self, stream: str, text: str) -> None:
        self._head.append((stream, text))

    def parts(self) -> list[tuple[str, str]]:
        """What is kept, with a mark for what is not, neighbours of one stream joined."""
        gap = [("stderr", f"[… {self._lost} characters left out …]\n")] if self._lost else []
        return joined([*self._head, *gap, *self._tail])


def joined(parts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parts, neighbours of one stream as one."""
    found: list[tuple[str, list[str]]] = []
    for stream, text in parts:
        if found and found[-1][0] == stream:
            found[-1][1].append(text)
        else:
            found.append((stream, [text]))
    return [(stream, "".join(texts)) for stream, texts in found]


@contextmanager
def printed(limit: int) -> Iterator[Printed]:
    """Everything that is written to stdout and stderr inside the `with`."""
    found = Printed(limit)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (stream(found, name) for name in ("stdout", "stderr"))
    try:
        yield found
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def stream(found: Printed, name: str) -> Any:
    """A text stream whose text is taken down under a name."""
    return io.TextIOWrapper(_Bytes(found, name), "utf-8", "surrogatepass", write_through=True)


class _Bytes(io.RawIOBase):
    """The bytes below a text stream; what is no UTF-8 becomes the replacement character."""

    def __init__(self, found: Printed, name: str) -> None:
        super().__init__()
        self._found = found
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._found.add(self._name, bytes(data).decode("utf-8", "replace"))
        return len(data)

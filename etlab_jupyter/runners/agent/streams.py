"""Bounds what a cell writes to the kernel's streams, before it is sent anywhere."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from functools import partial
from typing import Any, Callable, Iterator  # noqa: UP035

from .bounded import Printed


@contextmanager
def bounded(limit: int, note: Callable[[str, str], None]) -> Iterator[None]:
    """Inside the `with` half of `limit` characters pass at once, and at its end the newest.

    What passes is also given to `note`, with the name of its stream.

    The streams' own `write` is replaced, since ipykernel also sends through it what other
    processes write to the kernel's stdout and stderr.
    """
    streams = {name: getattr(sys, name) for name in ("stdout", "stderr")}
    kept = _Passing({name: stream.write for name, stream in streams.items()}, limit, note)
    for name, stream in streams.items():
        stream.write = partial(kept.write, name)
    try:
        yield
    finally:
        for stream in streams.values():
            vars(stream).pop("write", None)
        if kept.end():
            for stream in streams.values():
                stream.flush()  # or it comes when nobody listens any more


@contextmanager
def displayed(shell: Any, note: Callable[[str, str], None]) -> Iterator[None]:
    """The texts of what is displayed inside the `with` are given to `note`, as of stdout.

    Older ipykernels have no such hook for the value of a cell's last expression.
    """

    def hear(message: dict[str, Any]) -> dict[str, Any]:
        if data := message["content"].get("data"):
            note("stdout", f"{data.get('text/plain', '')}\n")
        return message

    publishers = [p for p in (shell.displayhook, shell.display_pub) if hasattr(p, "register_hook")]
    for publisher in publishers:
        publisher.register_hook(hear)
    try:
        yield
    finally:
        for publisher in publishers:
            publisher.unregister_hook(hear)


class _Passing(Printed):
    def __init__(
        self, writes: dict[str, Callable[[str], Any]], limit: int, note: Callable[[str, str], None]
    ) -> None:
        super().__init__(limit)
        self._writes = writes
        self._note = note
        self._lock = threading.RLock()

    def write(self, name: str, text: str) -> int:
        if not isinstance(text, str):
            return int(self._writes[name](text))  # which says what is wrong with it
        with self._lock:
            self.add(name, text)
        return len(text)

    def _first(self, stream: str, text: str) -> None:
        self._writes[stream](text)
        self._note(stream, text)

    def end(self) -> bool:
        """Pass what was held back; whether there was anything."""
        with self._lock:
            parts = self.parts()
            for name, text in parts:
                self._first(name, text)
            return bool(parts)

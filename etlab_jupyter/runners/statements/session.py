"""What a runner needs of a session that runs statements, and of the statements in it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from etlab_jupyter.runners.connection import KernelEndedError

Json = dict[str, Any]


class RemoteError(KernelEndedError):
    """The service refused, or could not be reached, or a session there is no more."""

    def while_running(self, label: str) -> str:
        return f"{self} Node {label!r} was running."


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement as it is at a moment; `text` is what it has printed, once it is over.

    `error` is a name and a text where it failed, or was cancelled, outside of our own code.
    """

    waiting: bool
    over: bool
    progress: float = 0.0
    text: str = ""
    error: tuple[str, str] | None = None


class StatementSession(ABC):
    """A session of ours. Its methods raise `RemoteError` where it cannot be reached or is gone."""

    part = 0
    """So many characters of an answer are printed at once; 0 is all of it."""

    def __init__(self) -> None:
        self.told: list[str] = []
        """What people should know of how it came about."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What the session is called in sentences."""

    @property
    @abstractmethod
    def address(self) -> str:
        """What leads to the session, for a runner after this one; at most 1000 characters."""

    @abstractmethod
    async def starts(self) -> None:
        """Wait until statements run; `RemoteError` with the reason if they never will."""

    @abstractmethod
    async def alive(self) -> bool:
        """Whether the session is there and not over."""

    @abstractmethod
    async def delete(self) -> None:
        """End the session; nothing happens where it is over."""

    @abstractmethod
    async def touch(self) -> None:
        """Tell the service that somebody needs the session."""

    @abstractmethod
    async def send(self, code: str, mark: str) -> str:
        """Start a statement; its id. `mark` is in its code and in no other.

        It is never started twice, whatever happens on the way.
        """

    @abstractmethod
    async def find(self, mark: str) -> str | None:
        """The id of the newest statement with the mark, if the service still has it."""

    @abstractmethod
    def watch(self, id: str, mark: str) -> AsyncIterator[Seen]:
        """A statement each time that it is asked for, until it is over."""

    @abstractmethod
    async def cancel(self, id: str, mark: str) -> None:
        """Ask the service to cancel a statement."""

    async def left(self) -> None:
        """Wait until Python has left a statement that is said to be cancelled."""
        return

    async def log(self) -> list[str]:
        """The warnings and errors that are new in the driver's log, as far as it is known."""
        return []

    async def result(self, id: str, mark: str) -> Seen:
        """A statement when it is over."""
        async for seen in self.watch(id, mark):
            if seen.over:
                return seen
        raise AssertionError("unreachable")


def between(text: str, mark: str) -> str | None:
    """What our own code has printed between its marks; None where it is not there."""
    _, opened, rest = text.partition(f"[{mark}[")
    inside, closed, _ = rest.rpartition(f"]{mark}]")
    return inside if opened and closed else None


def answer(text: str, mark: str) -> Any:
    """The JSON that our own code has printed between its marks; None where it is not there."""
    found = between(text, mark)
    return None if found is None else json.loads(found)

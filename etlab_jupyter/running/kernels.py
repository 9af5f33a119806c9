"""The kernels that pages run on: one per user and page, and those of notebooks."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import KernelRunner, SessionRunner
from etlab_jupyter.runners.choosing import runner_on
from etlab_jupyter.spark_session import Settings


@dataclass(frozen=True, slots=True)
class Key:
    """Whose kernel, and which: one of the Jupyter server's, or one of a page's own.

    `page` is the id of a stored page or the path of a file; all others share one kernel. Each
    connection that a page runs on has a kernel of its own.
    """

    user_id: uuid.UUID
    kernel_id: str | None = None
    page: uuid.UUID | str | None = None
    connection_id: uuid.UUID | None = None


class NoKernelError(ETLabError):
    """The kernel that was asked for is not there."""


class BusyKernelError(ETLabError):
    """Something runs on the kernel."""


@dataclass
class Slot:
    """A kernel, and whose turn it is."""

    runner: SessionRunner
    settings: Settings | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    idle_since: float = field(default_factory=time.monotonic)


class Kernels:
    """Starts kernels when they are first needed and stops those that idle.

    `find_kernel` gives the manager of a kernel of the Jupyter server by its id, or None. `limit`
    bounds how many kernels of our own run; the one that idled longest makes room.
    """

    def __init__(
        self,
        folder: Path,
        find_kernel: Callable[[str], Any] = lambda _: None,
        *,
        limit: int = 20,
        idle_seconds: float = 3600,
    ) -> None:
        self._folder = folder
        self._find_kernel = find_kernel
        self._limit = limit
        self._idle_seconds = idle_seconds
        self._slots: dict[Key, Slot] = {}

    @asynccontextmanager
    async def slot(self, key: Key, settings: Settings | None = None) -> AsyncIterator[Slot]:
        """The kernel for a key, held for one run; others wait for their turn.

        `settings` are those of the key's connection. Where they are not what its kernel was
        started with, that is stopped as soon as nothing runs on it.
        """
        slot = self._slots.get(key)
        if slot is not None and slot.users == 0 and slot.settings not in (None, settings):
            await self._stop(key)
            slot = None
        if slot is None:
            await self._make_room()
            slot = self._slots[key] = Slot(self._runner(key, settings), settings)
        slot.users += 1
        try:
            async with slot.turn:
                yield slot
        finally:
            slot.users -= 1
            slot.idle_since = time.monotonic()

    async def stop(self, key: Key) -> None:
        """Stop a kernel that nothing runs on; `BusyKernelError` else."""
        slot = self._slots.get(key)
        if slot is not None and slot.users > 0:
            raise BusyKernelError("A run is on this kernel. Cancel it first.")
        await self._stop(key)

    def adopt(self, key: Key, runner: SessionRunner) -> None:
        """Take over a kernel that outlived the server before."""
        self._slots[key] = Slot(runner)

    async def stop_idle(self) -> None:
        """Stop the kernels that have idled for too long, and tell the others to stay."""
        end = time.monotonic() - self._idle_seconds
        for key, slot in list(self._slots.items()):
            if slot.users == 0 and slot.idle_since < end:
                await self._stop(key)
            else:
                slot.runner.stay()

    async def close(self) -> None:
        """Stop all kernels of our own."""
        await asyncio.gather(*(self._stop(key) for key in list(self._slots)))

    async def _make_room(self) -> None:
        idle = [(slot.idle_since, key) for key, slot in self._slots.items() if slot.users == 0]
        if len(self._slots) >= self._limit and idle:
            await self._stop(min(idle, key=lambda entry: entry[0])[1])

    async def _stop(self, key: Key) -> None:
        slot = self._slots.pop(key, None)
        if slot is not None:
            await slot.runner.close()

    def _runner(self, key: Key, settings: Settings | None) -> SessionRunner:
        if key.kernel_id is None:
            env = {"ETLAB_ORPHAN_SECONDS": str(self._idle_seconds)}
            return runner_on(settings, cwd=self._folder, env=env, independent=True)
        manager = self._find_kernel(key.kernel_id)
        if manager is None:
            raise NoKernelError("There is no such kernel. It may have been shut down.")
        return KernelRunner.attach(manager)

"""A run that goes on: its events in memory, for those who listen, and on their way to the store."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from sqlalchemy import update

from etlab_jupyter.db.models import ExecutionHistory
from etlab_jupyter.db.store import Store, StoreUnavailableError
from etlab_jupyter.runners import events
from etlab_jupyter.runners.base import Runner
from etlab_jupyter.runners.submit import SubmitRunner
from etlab_jupyter.running.record import Record
from etlab_jupyter.services import runs

STORE_SECONDS = 0.5
RETRY_SECONDS = 2.0
PATIENCE_SECONDS = 2.0


class LiveRun:
    """One run. `take` an event; `follow` them from a number on; `store_events` until the end."""

    def __init__(self, record: Record, owner: uuid.UUID, first: int = 1) -> None:
        self.record = record
        self.owner = owner
        self.runner: Runner | None = None
        self.job: SubmitRunner | None = None
        self.cancelled = False
        self.left = False
        self.task: asyncio.Task[None] | None = None
        self._first = first
        self._events: list[dict[str, Any]] = []
        self._stored = 0
        self._told = 0
        self._hurry = asyncio.Event()
        self._news = asyncio.Condition()
        self._closed = asyncio.Event()

    @property
    def id(self) -> uuid.UUID:
        return self.record.run_id

    @property
    def next_seq(self) -> int:
        """The number of the next event."""
        return self._first + len(self._events)

    async def take(self, event: events.RunEvent) -> None:
        """Record an event and tell it to those who listen.

        The last one is told when it is stored, so that whoever hears it finds the run over.
        """
        self.record.take(event)
        self._events.append(event.to_dict())
        async with self._news:
            if isinstance(event, events.RunFinished):
                self._hurry.set()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait_for(self._all_stored), PATIENCE_SECONDS)
            self._told = len(self._events)
            self._news.notify_all()

    async def leave(self) -> None:
        """Stop following a job that goes on."""
        self.left = True
        if self.task is not None:
            self.task.cancel()

    async def close(self) -> None:
        """There will be no more events."""
        self._closed.set()
        self._hurry.set()
        async with self._news:
            self._news.notify_all()

    async def follow(self, start: int) -> AsyncIterator[dict[str, Any]]:
        """The events that are in memory from number `start` on, then those that come."""
        index = max(0, start - self._first)
        while True:
            while index < self._told:
                yield self._events[index]
                index += 1
            async with self._news:
                if index < self._told:
                    continue
                if self._closed.is_set():
                    return
                await self._news.wait()

    @property
    def first(self) -> int:
        """The number of the first event in memory; those before are in the store."""
        return self._first

    async def store_events(self, store: Store) -> None:
        """Store events and the row as they change, until the run is over and all is stored.

        While the database is away it tries again and again: nothing gets lost.
        """
        row: dict[str, Any] = {}
        while True:
            done = self._closed.is_set()
            values = self.record.values()
            if self._stored < len(self._events) or values != row:
                try:
                    await self._store(store, values)
                    row = values
                except StoreUnavailableError:
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
            if done:
                return
            with suppress(TimeoutError):
                hurry = self._closed if self._hurry.is_set() else self._hurry
                await asyncio.wait_for(hurry.wait(), STORE_SECONDS)

    async def _store(self, store: Store, values: dict[str, Any]) -> None:
        news = self._events[self._stored :]
        async with store.write() as session:
            await runs.add_events(session, self.id, news)
            table = ExecutionHistory
            await session.execute(update(table).where(table.id == self.id).values(**values))
        self._stored += len(news)
        async with self._news:
            self._news.notify_all()

    def _all_stored(self) -> bool:
        return self._stored == len(self._events)

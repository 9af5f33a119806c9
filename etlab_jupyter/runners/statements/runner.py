"""Runs cells in a session of the runner's own, with the agent in the session's Python."""

from __future__ import annotations

import ast
import asyncio
import time
import uuid
from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import Any, TypeVar

from etlab_jupyter.runners.cells_runner import CellsRunner
from etlab_jupyter.runners.connection import AbandonedError, Message
from etlab_jupyter.runners.evaluate import EvaluationError
from etlab_jupyter.runners.incremental import Done, KernelState
from etlab_jupyter.runners.kernel_run import KernelRun, NodeRun
from etlab_jupyter.runners.statements import messages
from etlab_jupyter.runners.statements.session import Json, RemoteError, Seen, StatementSession

T = TypeVar("T")
CANCEL_SECONDS = 10.0
END_SECONDS = 10.0
LOG_SECONDS = 2.0


class StatementRunner(CellsRunner):
    """Runs pages in a session and executes only what changed since the last run.

    The session is started with the first run, serves all later ones, and is nobody else's; one
    that has ended is replaced by the next run, which says so. `session` is one that runs already,
    of a runner that was lost. `close` ends it.
    """

    def __init__(self, session: StatementSession | None = None) -> None:
        super().__init__()
        self._session = session
        self._opening: asyncio.Task[None] | None = None
        self._has_agent = False
        self._news: list[str] = []
        self._current: tuple[str, str] | None = None
        self._given_up = asyncio.Event()
        self._touching: asyncio.Task[None] | None = None

    @abstractmethod
    async def _create(self) -> StatementSession:
        """Ask for a session; it may take a while until it `starts`."""

    @abstractmethod
    async def _disconnect(self) -> None:
        """Close the connections to the service."""

    @property
    def connection_file(self) -> str | None:
        """What leads to the session, once there is one."""
        return None if self._session is None else self._session.address

    async def open(self) -> None:
        """Be connected to a session that runs statements; `RemoteError` if that is impossible.

        Once begun it goes on, also if the caller is cancelled: a session that was asked for
        must not be forgotten.
        """
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open())
        await asyncio.shield(self._opening)

    async def alive(self) -> bool:
        """Whether there is a session that runs statements."""
        return self._session is not None and await self._session.alive()

    async def cancel(self, *, now: bool = False) -> None:
        """Cancel the statement. If that does not end it, or with `now`, the session is ended."""
        run = self._run
        if run is None:
            return
        run.cancelled.set()
        node, statement, session = run.current, self._current, self._session
        if node is None:
            return
        if statement is not None and session is not None and not now:
            with suppress(RemoteError, TimeoutError):
                async with asyncio.timeout(CANCEL_SECONDS):
                    await session.cancel(*statement)
                    await node.done.wait()
                    await session.left()
                    return
        await self._give_up(session)

    async def evaluate(self, code: str, expression: str) -> Any:
        """Run code that is no cell; the value of an expression after it. Not during a run."""
        if self._run is not None:
            raise RuntimeError("This runner is busy with a run.")
        await self.open()
        found = await self._ask("evaluate", code, expression)
        return ast.literal_eval(found["value"])

    def stay(self) -> None:
        """Tell the service that the session is still needed."""
        if self._session is not None and (self._touching is None or self._touching.done()):
            self._touching = asyncio.create_task(self._touch(self._session))

    async def close(self) -> None:
        """Cancel what runs and end the session."""
        for task in (self._opening, self._touching):
            if task is not None and not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await self.cancel(now=True)
        await self._end_session()
        await self._disconnect()

    async def _give_up(self, session: StatementSession | None) -> None:
        await self._end_session()
        self._given_up.set()
        if session is not None:
            self._news.append(f"{session.name} had to be ended to cancel a run; this one is new.")

    async def _open(self) -> None:
        if self._session is not None and not await self._session.alive():
            self._news.append(
                f"{self._session.name} has ended meanwhile. A new one was started, "
                "in which nothing has run yet."
            )
            self._session = None
        if self._session is None:
            self._has_agent = False
            self._session = await self._create()
        await self._session.starts()
        self._news += self._session.told
        self._session.told.clear()

    async def _prepare(self, run: KernelRun) -> KernelState:
        paths = sorted({path for cell in run.cells for path in cell.reads})
        self._given_up.clear()
        before = self._session
        try:
            state = await self._state(paths)
        except RemoteError:
            if before is None or before is not self._session or await before.alive():
                raise
            state = await self._state(paths)  # it has ended just now
        record = {node: Done(**done) for node, done in state["record"].items()}
        return KernelState(state["application"], record, state["files"])

    async def _state(self, paths: list[str]) -> Json:
        await self.open()
        for again in (True, False):
            try:
                return await self._ask("state", paths)
            except EvaluationError as error:
                if error.name != messages.LOST or not again:
                    told = f"The session is not usable: {error.name}: {error}"
                    raise RemoteError(told) from None
        raise AssertionError("unreachable")

    async def _ask(self, what: str, *arguments: object) -> Json:
        """What a method of the agent prints."""
        session = self._session
        assert session is not None  # noqa: S101
        mark = uuid.uuid4().hex
        code = messages.call(mark, session.part, what, *arguments)
        if not self._has_agent:
            code = f"{messages.agent()}\n{code}"
        seen = await session.result(await session.send(code, mark), mark)
        found = await self._answer(session, seen, mark)
        if found is None:
            self._has_agent = False
            name, text = seen.error or (messages.LOST, "it was lost on the way to Spark")
            raise EvaluationError(name, text, "")
        self._has_agent = True
        return found

    async def _answer(self, session: StatementSession, seen: Seen, mark: str) -> Json | None:
        """What the agent has printed, the parts of a long answer fetched one after the other."""
        found = messages.parse(seen.text, mark)
        if found is None or found.whole is not None:
            return None if found is None else found.whole
        parts = [found.first]
        for number in range(1, found.count):
            own = uuid.uuid4().hex
            code = messages.call(own, 0, "rest", mark, number)
            more = await session.result(await session.send(code, own), own)
            part = messages.parse(more.text, own)
            if part is None or part.whole is None:
                raise RemoteError(f"A part of what a cell has told is lost: {more.error}.")
            parts.append(part.whole["part"])
        return messages.joined(parts)

    async def _messages(self, run: KernelRun, node: NodeRun) -> AsyncIterator[Message]:
        session = self._session
        assert session is not None  # noqa: S101
        mark = messages.mark_of(run, node)
        code = messages.run_code(run, node, mark, session.part)
        sent = await self._unless_given_up(session.send(code, mark))
        async for message in self._told(run, session, sent, mark, begun=False):
            yield message

    async def _under_way(self, run: KernelRun, node: NodeRun) -> AsyncIterator[Message] | None:
        session = self._session
        if session is None or not await session.alive():
            name = "The session" if session is None else session.name
            raise RemoteError(f"{name} has ended meanwhile, and with it what this run had there.")
        mark = messages.mark_of(run, node)
        known = await session.find(mark)
        return None if known is None else self._told(run, session, known, mark, begun=True)

    async def _told(
        self, run: KernelRun, session: StatementSession, id: str, mark: str, *, begun: bool
    ) -> AsyncIterator[Message]:
        self._current = id, mark
        try:
            if run.cancelled.is_set():
                await session.cancel(id, mark)
            async for message in self._follow(session, id, mark, begun):
                yield message
        finally:
            self._current = None

    async def _follow(
        self, session: StatementSession, id: str, mark: str, begun: bool
    ) -> AsyncIterator[Message]:
        """What a statement has to say, as a kernel's messages."""
        progress, looked = 0.0, time.monotonic()
        watching = session.watch(id, mark)
        while (seen := await self._unless_given_up(anext(watching, None))) is not None:
            if not begun and not seen.waiting:
                begun = True
                yield messages.busy()
                while self._news:
                    yield messages.stderr(self._news.pop(0))
            if not seen.over and seen.progress != progress:
                progress = seen.progress
                yield messages.progress(progress)
            if time.monotonic() - looked > LOG_SECONDS:
                looked = time.monotonic()
                for line in await session.log():
                    yield messages.stderr(line)
            if seen.over:
                found = await self._unless_given_up(self._answer(session, seen, mark))
                for message in messages.told(seen, found):
                    yield message

    async def _unless_given_up(self, work: Awaitable[T]) -> T:
        """The result of `work`; `AbandonedError` as soon as the session is given up."""
        task = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self._given_up.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise AbandonedError("The session was given up.")
            return task.result()
        finally:
            for other in (task, stop):
                other.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)

    async def _end_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(RemoteError, TimeoutError):
                async with asyncio.timeout(END_SECONDS):
                    await session.delete()

    async def _touch(self, session: StatementSession) -> None:
        with suppress(RemoteError):
            await session.touch()

"""Runs cells in a Livy session of the runner's own, with the agent in the session's Python."""

from __future__ import annotations

import ast
import asyncio
import hashlib
import time
import uuid
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import Any, TypeVar

from etlab_jupyter.runners.agent import livy_agent_code
from etlab_jupyter.runners.cells_runner import CellsRunner
from etlab_jupyter.runners.connection import AbandonedError, Message
from etlab_jupyter.runners.evaluate import EvaluationError
from etlab_jupyter.runners.incremental import Done, KernelState
from etlab_jupyter.runners.kernel_run import KernelRun, NodeRun
from etlab_jupyter.runners.livy.client import Json, LivyClient, LivyError
from etlab_jupyter.runners.livy.driver_log import DriverLog
from etlab_jupyter.runners.livy.session import LivySession, Seen, answer
from etlab_jupyter.spark_session import LivySettings

T = TypeVar("T")
ADDRESS = "livy:"
CANCEL_SECONDS = 10.0
BUSY_PAUSE = 0.2
END_SECONDS = 10.0
LOG_SECONDS = 2.0
LOG_LINES = 100
_AGENT = "__import__('sys').modules['_etlab_agent'].agent"
_COUNTS = (
    "jobs_running", "jobs_done", "stages_done", "stages_total", "tasks_done", "tasks_total",
    "tasks_active", "tasks_failed",
)  # fmt: skip


class LivyRunner(CellsRunner):
    """Runs pages on a Livy server and executes only what changed since the last run.

    The session is started with the first run, serves all later ones, and is nobody else's; one
    that has ended is replaced by the next run, which says so. `session`, as in
    `connection_file`, is one that runs already, of a runner that was lost. `close` ends it.
    """

    def __init__(self, settings: LivySettings, session: str | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._client = LivyClient(settings)
        self._session = None if session is None else self._known(session)
        self._opening: asyncio.Task[None] | None = None
        self._has_agent = False
        self._news: list[str] = []
        self._log: DriverLog | None = None
        self._current: tuple[int, str] | None = None
        self._given_up = asyncio.Event()
        self._touching: asyncio.Task[None] | None = None

    @property
    def connection_file(self) -> str | None:
        """What leads to the session, once there is one."""
        session = self._session
        return None if session is None else f"{ADDRESS}{session.id}:{session.name}"

    async def open(self) -> None:
        """Be connected to a session that runs statements; `LivyError` if that is impossible.

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
        node, statement = run.current, self._current
        if node is None:
            return
        session = self._session
        if statement is not None and session is not None and not now:
            with suppress(LivyError, TimeoutError):
                async with asyncio.timeout(CANCEL_SECONDS):
                    await session.cancel(*statement)
                    await node.done.wait()
                    # Livy calls a statement cancelled that its Python has not left yet.
                    while await session.busy():  # noqa: ASYNC110
                        await asyncio.sleep(BUSY_PAUSE)
                    return
        await self._end_session()
        self._given_up.set()
        self._news.append("The Livy session of the cancelled run had to be ended; this one is new.")

    async def evaluate(self, code: str, expression: str) -> Any:
        """Run code that is no cell; the value of an expression after it. Not during a run."""
        if self._run is not None:
            raise RuntimeError("This runner is busy with a run.")
        await self.open()
        found = await self._ask("evaluate", code, expression)
        return ast.literal_eval(found["value"])

    def stay(self) -> None:
        """Tell Livy that the session is still needed."""
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
        await self._client.close()

    async def _open(self) -> None:
        if self._session is not None and not await self._session.alive():
            self._news.append(
                f"Livy's session {self._session.id} has ended meanwhile. A new one was started, "
                "in which nothing has run yet."
            )
            self._session = None
        if self._session is None:
            self._has_agent, self._log = False, None
            self._session = await LivySession.create(self._client, self._settings.session)
        await self._session.starts()
        if self._log is None:
            self._log = DriverLog(await self._session.log(LOG_LINES))

    async def _prepare(self, run: KernelRun) -> KernelState:
        paths = sorted({path for cell in run.cells for path in cell.reads})
        self._given_up.clear()
        try:
            state = await self._state(paths)
        except LivyError:
            if self._session is not None and await self._session.alive():
                raise
            state = await self._state(paths)  # it has ended just now
        record = {node: Done(**done) for node, done in state["record"].items()}
        return KernelState(state["application"], record, state["files"])

    async def _state(self, paths: list[str]) -> Json:
        await self.open()
        try:
            return await self._ask("state", paths)
        except EvaluationError as error:
            raise LivyError(f"The Livy session is not usable: {error.name}: {error}") from None

    async def _ask(self, what: str, *arguments: object) -> Json:
        """What a method of the agent prints."""
        assert self._session is not None  # noqa: S101
        mark = uuid.uuid4().hex
        code = _call(mark, what, *arguments)
        if not self._has_agent:
            code = f"{livy_agent_code()}\n{code}"
        sent = await self._session.send(code, mark)
        output = await self._session.result(sent, mark)
        found = answer(output, mark)
        if found is None:
            self._has_agent = False
            name, text = output.get("ename") or "Cancelled", output.get("evalue") or "no answer"
            raise EvaluationError(str(name), str(text), "")
        self._has_agent = True
        return found

    async def _messages(self, run: KernelRun, node: NodeRun) -> AsyncIterator[Message]:
        session = self._session
        assert session is not None  # noqa: S101
        mark, known = _mark(run, node), None
        resumed = run.options.resume is not None and node.cell.node in run.options.resume.begun
        if resumed:
            known = await session.find(mark)
        if known is None:
            known = await self._unless_given_up(session.send(_code(run, node, mark), mark))
        self._current = known, mark
        try:
            if run.cancelled.is_set():
                await session.cancel(known, mark)
            async for message in self._follow(session, known, mark, resumed):
                yield message
        finally:
            self._current = None

    async def _follow(
        self, session: LivySession, id: int, mark: str, begun: bool
    ) -> AsyncIterator[Message]:
        """What a statement has to say, as a kernel's messages."""
        progress, looked = 0.0, time.monotonic()
        watching = session.watch(id, mark)
        while (seen := await self._unless_given_up(anext(watching, None))) is not None:
            if not begun and seen.state != "waiting":
                begun = True
                yield _message("status", execution_state="busy")
                while self._news:
                    yield _message("stream", name="stderr", text=f"{self._news.pop(0)}\n")
            if not seen.over and seen.progress != progress:
                progress = seen.progress
                counts = dict.fromkeys(_COUNTS, 0)
                yield _message(
                    "etlab_event", kind="progress", **counts, fraction=min(progress, 1.0)
                )
            if self._log is not None and time.monotonic() - looked > LOG_SECONDS:
                looked = time.monotonic()
                for line in self._log.news(await session.log(LOG_LINES)):
                    yield _message("stream", name="stderr", text=f"{line}\n")
            if seen.over:
                for message in _told(seen, mark):
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
            with suppress(LivyError, TimeoutError):
                async with asyncio.timeout(END_SECONDS):
                    await session.delete()

    async def _touch(self, session: LivySession) -> None:
        with suppress(LivyError):
            await session.touch()

    def _known(self, address: str) -> LivySession:
        """`ValueError` if the address is none of a session."""
        number, _, name = address.removeprefix(ADDRESS).partition(":")
        return LivySession(self._client, int(number), name)


def _mark(run: KernelRun, node: NodeRun) -> str:
    """What a node's statement is known by, also to a runner that comes after this one."""
    parts = (run.id, node.cell.node, "cell" if node.has_key else "preview")
    return "etlab-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _call(mark: str, what: str, *arguments: object) -> str:
    return f"{_AGENT}.{what}({', '.join(map(repr, (mark, *arguments)))})"


def _code(run: KernelRun, node: NodeRun, mark: str) -> str:
    kind, content, metadata = node.request()
    if kind == "execute_request":
        task, source = metadata["etlab"], content["code"]
    else:
        task, source = content, None
    return _call(mark, "run", task, source, run.options.output_limit)


def _told(seen: Seen, mark: str) -> list[Message]:
    """What the agent has told of a cell, or what Livy says instead."""
    output = seen.output or {}
    found = answer(output, mark)
    if found is None:
        name = output.get("ename") or "Cancelled"
        text = output.get("evalue") or "The statement was cancelled on the Livy server."
        return [_message("error", ename=str(name), evalue=str(text))]
    return [_as_message(one) for one in found["told"]]


def _as_message(one: Json) -> Message:
    if one["kind"] == "stream":
        return _message("stream", name=one["name"], text=one["text"])
    return _message("etlab_event", **one)


def _message(msg_type: str, **content: Any) -> Message:
    return {"header": {"msg_type": msg_type}, "content": content}

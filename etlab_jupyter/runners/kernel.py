"""Runs cells on a Jupyter kernel, one of its own or one that is there already."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager

from etlab_jupyter.runners import session
from etlab_jupyter.runners.agent import agent_code
from etlab_jupyter.runners.cells_runner import CellsRunner
from etlab_jupyter.runners.connection import (
    AbandonedError,
    KernelConnection,
    KernelEndedError,
    Message,
)
from etlab_jupyter.runners.evaluate import evaluate
from etlab_jupyter.runners.incremental import Done, KernelState
from etlab_jupyter.runners.kernel_run import KernelRun, NodeRun
from etlab_jupyter.runners.told import of_agent
from etlab_jupyter.spark_session import SparkSettings

QUEUE_SECONDS = 0.2
CANCEL_SECONDS = 1.0
GIVE_UP_SECONDS = 15.0
FOLLOW_SECONDS = 0.3


class LostCellError(KernelEndedError):
    """What became of a cell is not known any more."""

    def while_running(self, label: str) -> str:
        return f"How node {label!r} has ended is not known. {self}"


class KernelRunner(CellsRunner):
    """Runs pages on a Jupyter kernel and executes only what changed since the last run.

    The kernel is started with the first run and serves all later ones, so that Spark
    and the DataFrames stay. `kernel_name` is a kernelspec's name; without it the
    ipykernel of the running interpreter is used. `cwd` and `env` (added to this
    process' environment) are the kernel's. An ended kernel is started again by the next
    run. An `independent` kernel outlives this process, if that is killed. With `settings`
    Spark is started by them before the first cell, which then finds its session.
    """

    def __init__(
        self,
        kernel_name: str | None = None,
        *,
        cwd: str | os.PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
        independent: bool = False,
        settings: SparkSettings | None = None,
    ) -> None:
        super().__init__()
        if settings is not None:
            env = {**(env or {}), **session.environment(settings)}
        self._connection = KernelConnection(
            kernel_name=kernel_name, cwd=cwd, env=env, independent=independent
        )
        self._starts_spark = settings is not None

    @classmethod
    def attach(
        cls,
        kernel: str | os.PathLike[str] | AsyncKernelManager | AsyncKernelClient,
        *,
        adopt: bool = False,
    ) -> KernelRunner:
        """A runner on a kernel that runs already and that `close` leaves running.

        `kernel` is a connection file, or a manager or client of the kernel. Its sockets
        are not touched: the runner opens its own. With `adopt`, `close` stops the kernel.
        """
        runner = cls()
        if isinstance(kernel, AsyncKernelManager):
            runner._connection = KernelConnection(manager=kernel)
        else:
            runner._connection = KernelConnection(info=_connection_info(kernel), adopted=adopt)
        return runner

    @property
    def connection_file(self) -> str | None:
        """The file that leads to the kernel, once it runs."""
        return self._connection.file

    async def open(self) -> None:
        """Start or reach the kernel; `KernelEndedError` if that is impossible."""
        await self._connection.open()

    async def cancel(self, *, now: bool = False) -> None:
        """Stop the run: Spark's jobs at once, then, if need be, the cell.

        With `now` the cell is not waited for: a kernel of the runner's own is stopped.
        """
        run = self._run
        if run is None:
            return
        run.cancelled.set()
        self._post_cancel(run)
        node = run.current
        if node is None or (not now and await self._stop(node)):
            return
        self._connection.abandon()
        node.abandoned = True
        if node.busy and self._connection.owned:
            await self._connection.close()

    async def evaluate(self, code: str, expression: str) -> Any:
        """Run code that is no cell; the value of an expression after it. Not during a run."""
        if self._run is not None:
            raise RuntimeError("This runner is busy with a run.")
        try:
            if self._starts_spark:
                await session.start(self._connection)
            return await evaluate(self._connection, code, expression)
        except asyncio.CancelledError:
            await self._connection.interrupt()
            raise

    def stay(self) -> None:
        """Tell an adopted kernel that somebody still needs it."""
        self._connection.stay()

    async def close(self) -> None:
        """Cancel what runs; stop the kernel if the runner has started it."""
        run = self._run
        await self.cancel(now=run is not None and run.cancelled.is_set())
        if self._starts_spark:
            await session.stop(self._connection)
        await self._connection.close()

    def _post_cancel(self, run: KernelRun) -> None:
        request = {"op": "cancel", "run_id": run.token}
        self._connection.post("control", "etlab_request", request)

    async def _stop(self, node: NodeRun) -> bool:
        """Interrupt the cell until it ends; whether it did."""
        if not node.busy and not await node.wait(QUEUE_SECONDS) and not node.busy:
            # Somebody else's cell is before ours, which the agent will now leave out.
            return False
        for _ in range(int(GIVE_UP_SECONDS / CANCEL_SECONDS)):
            if await node.wait(CANCEL_SECONDS):
                return True
            await self._connection.interrupt()
        return await node.wait(CANCEL_SECONDS)

    async def _prepare(self, run: KernelRun) -> KernelState:
        await self._connection.open()
        state = await self._state(run)
        if state["spark_ended"] and self._connection.owned:
            await self._connection.restart()
            state = await self._state(run)
        if self._starts_spark and await session.start(self._connection):
            state = await self._state(run)
        record = {node: Done(**done) for node, done in state["record"].items()}
        return KernelState(state["application"], record, state["files"])

    async def _state(self, run: KernelRun) -> dict[str, Any]:
        install = {
            "code": agent_code(),
            "silent": True,
            "store_history": False,
            "allow_stdin": False,
            "stop_on_error": False,
            "user_expressions": {},
        }
        reply = await self._ask("execute_request", install)
        if reply["status"] != "ok":
            raise KernelEndedError(f"The kernel is not usable: {reply.get('evalue')}")
        paths = sorted({path for cell in run.cells for path in cell.reads})
        state = await self._ask("etlab_request", {"op": "state", "paths": paths})
        if "error" in state:
            raise KernelEndedError(f"The kernel is not usable: {state['error']}")
        return state

    async def _ask(self, msg_type: str, content: Message) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        async for message in self._connection.exchange(msg_type, content):
            if message["header"]["msg_type"].endswith("_reply"):
                answer = message["content"]
        return answer

    async def _under_way(self, run: KernelRun, node: NodeRun) -> AsyncIterator[Message] | None:
        await self._connection.open()
        request = {"op": "told", "run": run.id, "node": node.cell.node}
        told = await self._connection.ask({**request, "after": 0})
        if not told:
            return None
        run.token = told["run_id"]
        if run.cancelled.is_set():  # before it was known what it is called there
            self._post_cancel(run)
        return self._follow(node, request, told)

    async def _follow(
        self, node: NodeRun, request: Message, told: Message | None
    ) -> AsyncIterator[Message]:
        """What the agent tells of a cell until it has ended."""
        count = 0
        while not (told and told["over"]):
            for one in told["told"] if told else ():
                yield of_agent(one)
                count += 1
            await asyncio.sleep(FOLLOW_SECONDS)
            if node.abandoned:
                raise AbandonedError("The cell was given up.")
            told = await self._connection.ask({**request, "after": count})
            if told == {}:
                raise LostCellError("Other cells ran in the kernel since.")
        for one in told["told"]:
            yield of_agent(one)

    def _messages(self, run: KernelRun, node: NodeRun) -> AsyncIterator[Message]:
        return self._connection.exchange(*node.request())


def _connection_info(
    kernel: str | os.PathLike[str] | AsyncKernelClient,
) -> KernelConnectionInfo:
    client = kernel
    if not isinstance(client, AsyncKernelClient):
        client = AsyncKernelClient(connection_file=str(Path(os.fspath(client)).resolve()))
        client.load_connection_file()
    return client.get_connection_info(session=False)

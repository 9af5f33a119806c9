"""One kernel and this process' own sockets to it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_async

from etlab_jupyter.problems import ETLabError

Message = dict[str, Any]

START_SECONDS = 60.0
SHUTDOWN_SECONDS = 1.0
STOPPED_SECONDS = 5.0
HEART_SECONDS = 3.0
MISSED_BEATS = 10
QUIET_SECONDS = 5.0
QUIET_TIMES = 3
_ALIVE_EVERY = 0.5


class KernelEndedError(ETLabError):
    """The kernel could not be started, or has ended."""

    def while_running(self, label: str) -> str:
        """What is told of the node whose cell ran."""
        return f"The kernel ended unexpectedly while running node {label!r}."


class AbandonedError(ETLabError):
    """A request was given up before the kernel got to it."""


class _ThisEnvironment(KernelSpecManager):
    """Knows one kernel: the ipykernel of the interpreter that runs this code."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python", language="python")


class KernelConnection:
    """Starts or joins a kernel, sends it requests and hears what it answers.

    A kernel that was started here is `owned`: it is started again when it has ended,
    and stopped by `close`. Others are left running, but for an `adopted` one, which `close`
    stops.
    """

    def __init__(
        self,
        *,
        kernel_name: str | None = None,
        cwd: str | os.PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
        manager: AsyncKernelManager | None = None,
        info: KernelConnectionInfo | None = None,
        independent: bool = False,
        adopted: bool = False,
    ) -> None:
        self.owned = manager is None and info is None
        self._kernel_name = kernel_name
        self._cwd = None if cwd is None else os.fspath(cwd)
        self._env = dict(env or {})
        self._manager = manager
        self._info = info
        self._independent = independent
        self._adopted = adopted
        self._client: AsyncKernelClient | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._waiting: dict[str, asyncio.Queue[Message | Exception]] = {}
        self._heard = asyncio.Event()
        self._log: TextIO | None = None
        self._opening: asyncio.Task[None] | None = None
        self._pid: int | None = None

    async def open(self) -> None:
        """Be connected to a running kernel; `KernelEndedError` if that is impossible.

        Once begun it goes on, also if the caller is cancelled; the next call joins it.
        """
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open())
        await asyncio.shield(self._opening)

    async def _open(self) -> None:
        await self._settle()
        if self._client is not None and await self._alive():
            return
        await self._disconnect()
        if self.owned:
            await self._start()
        elif self._manager is not None and not await self._manager.is_alive():
            raise KernelEndedError("The kernel is not running.")
        await self._connect()

    async def _settle(self) -> None:
        """Wait until a kernel that others restart is there again.

        jupyter_client sets `shutting_down` while it ends the old kernel, and has none until the
        new one is launched. A kernel that was only stopped is not waited for in vain for long.
        """
        manager = self._manager
        if self.owned or manager is None:
            return
        now = asyncio.get_running_loop().time
        began = seen = now()
        while now() < began + START_SECONDS and now() < seen + STOPPED_SECONDS:
            if manager.has_kernel:
                if not manager.shutting_down:
                    return
                seen = now()
            await asyncio.sleep(_ALIVE_EVERY / 5)

    async def restart(self) -> None:
        """End an owned kernel and start another."""
        await self.close()
        await self.open()

    async def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the cell that runs."""
        if self._manager is not None:
            await self._manager.interrupt_kernel()
        elif self._client is not None:
            self._send(self._client, "control", "interrupt_request", {}, {})

    async def close(self) -> None:
        """Disconnect; an owned kernel is stopped."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        if self._adopted and self._client is not None:
            await self._shut_down()
        await self._disconnect()
        await self._stop()

    @property
    def file(self) -> str | None:
        """The connection file of a kernel that runs under a manager."""
        manager = self._manager
        return manager.connection_file if manager is not None and manager.has_kernel else None

    async def _shut_down(self) -> None:
        """Ask the kernel to end. With sockets of its own: the loop of ours may have ended."""
        assert self._info is not None  # noqa: S101
        await asyncio.to_thread(_ask_to_end, self._info)

    async def _stop(self) -> None:
        if self.owned and self._manager is not None:
            manager, self._manager = self._manager, None
            if await manager.is_alive():
                await manager.shutdown_kernel(now=True)
            await ensure_async(manager.cleanup_resources())
        if self._log is not None:
            self._log.close()
            self._log = None

    def post(self, channel: str, msg_type: str, content: Message) -> None:
        """Send a request whose answer does not matter."""
        if self._client is not None:
            self._send(self._client, channel, msg_type, content, {})

    async def exchange(
        self, msg_type: str, content: Message, metadata: Message | None = None
    ) -> AsyncIterator[Message]:
        """Send a shell request; all messages that answer it, until it is done.

        `KernelEndedError` if the kernel ends meanwhile, `AbandonedError` after
        `abandon`.
        """
        if self._client is None:
            raise KernelEndedError("The kernel is not running.")
        answers: asyncio.Queue[Message | Exception] = asyncio.Queue()
        msg_id = self._send(self._client, "shell", msg_type, content, metadata or {})
        self._waiting[msg_id] = answers
        replied = idle = False
        quiet = 0
        try:
            while not (replied and idle):
                try:
                    timeout = QUIET_SECONDS if replied else None
                    message = await asyncio.wait_for(answers.get(), timeout)
                except TimeoutError:
                    # The agent may be at work after the reply, or the "idle" got lost.
                    quiet = 0 if await self._works_on(msg_id) else quiet + 1
                    if quiet == QUIET_TIMES:
                        return
                    continue
                if isinstance(message, Exception):
                    raise message
                quiet = 0
                kind = message["header"]["msg_type"]
                replied = replied or kind.endswith("_reply")
                idle = idle or _state(message) == "idle"
                yield message
        finally:
            del self._waiting[msg_id]

    async def _works_on(self, request: str) -> bool:
        """Whether the agent says that it is still at work for a request."""
        try:
            answer = await self.ask({"op": "busy", "request": request})
        except ETLabError:
            return False
        return bool(answer and answer["busy"])

    async def ask(self, content: Message) -> Message | None:
        """What the agent answers, also while a cell runs; None if it does not in time.

        `KernelEndedError` and `AbandonedError` as in `exchange`.
        """
        if self._client is None:
            raise KernelEndedError("The kernel is not running.")
        msg_id = self._send(self._client, "control", "etlab_request", content, {})
        queue = self._waiting[msg_id] = asyncio.Queue()
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                while not isinstance(message := await queue.get(), Exception):
                    if message["header"]["msg_type"] == "etlab_reply":
                        return dict(message["content"])
            raise message
        except TimeoutError:
            return None
        finally:
            del self._waiting[msg_id]

    def abandon(self) -> None:
        """Give up the requests that are under way."""
        self._tell_all(AbandonedError("The request was given up."))

    async def _start(self) -> None:
        await self._stop()
        env = {**os.environ, **self._env}
        # As in an activated environment: Spark's Python workers are started by name.
        env["PATH"] = os.pathsep.join(
            [str(Path(sys.executable).parent), env.get("PATH", os.defpath)]
        )
        if self._kernel_name is None:
            manager = AsyncKernelManager(kernel_spec_manager=_ThisEnvironment())
        else:
            manager = AsyncKernelManager(kernel_name=self._kernel_name)
        self._manager = manager
        self._log = tempfile.TemporaryFile(  # noqa: SIM115
            "w+", encoding="utf-8", errors="replace"
        )
        try:
            await manager.start_kernel(
                cwd=self._cwd, env=env, stdout=subprocess.DEVNULL, stderr=self._log,
                independent=self._independent,
            )  # fmt: skip
        except Exception as error:
            message = f"The kernel could not be started: {error}"
            raise KernelEndedError(message) from error

    async def _connect(self) -> None:
        if self._manager is not None:
            client = self._manager.client()
        else:
            assert self._info is not None  # noqa: S101
            client = AsyncKernelClient()
            client.load_connection_info(self._info)
        client.start_channels(stdin=False, hb=self._manager is None)
        self._client = client
        self._pid = self._kernel_pid
        self._heard.clear()
        for channel in (
            client.iopub_channel,
            client.shell_channel,
            client.control_channel,
        ):
            self._tasks.append(asyncio.create_task(self._listen(channel)))
        await self._greet(client)
        self._tasks.append(asyncio.create_task(self._watch()))

    async def _greet(self, client: AsyncKernelClient) -> None:
        """Ask something harmless until its effect is heard: then nothing gets lost."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        # A heart that is listened to from outside counts only after a few beats.
        unsure = began + (0 if self._manager is not None else HEART_SECONDS)
        while not self._heard.is_set():
            now = loop.time()
            if now > began + START_SECONDS or (now >= unsure and not await self._alive()):
                await self._disconnect()
                words = self._last_words()
                raise KernelEndedError(f"The kernel does not answer.{words}")
            self._send(client, "control", "kernel_info_request", {}, {})
            with suppress(TimeoutError):
                await asyncio.wait_for(self._heard.wait(), 0.2)

    async def _disconnect(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client is not None:
            self._client.stop_channels()
            self._client = None

    async def _listen(self, channel: Any) -> None:
        iopub = self._client is not None and channel is self._client.iopub_channel
        while True:
            try:
                message = await channel.get_msg()
            except ValueError:
                continue  # not signed with this kernel's key
            if iopub:
                self._heard.set()
            queue = self._waiting.get(message["parent_header"].get("msg_id", ""))
            if queue is not None:
                queue.put_nowait(message)

    async def _watch(self) -> None:
        # A heart that is only listened to may miss beats on a busy machine.
        allowed = 0 if self._manager is not None else MISSED_BEATS
        missed = 0
        while True:
            await asyncio.sleep(_ALIVE_EVERY)
            missed = 0 if await self._alive() else missed + 1
            if missed > allowed:
                self._tell_all(KernelEndedError("The kernel ended unexpectedly."))

    def stay(self) -> None:
        """Tell the kernel that somebody still needs it."""
        self.post("control", "etlab_request", {"op": "busy", "request": ""})

    async def _alive(self) -> bool:
        if self._manager is not None:
            # One that others have restarted is another kernel: these sockets may not reach it.
            return bool(await self._manager.is_alive()) and self._kernel_pid == self._pid
        return self._client is not None and bool(await self._client.is_alive())

    @property
    def _kernel_pid(self) -> int | None:
        """The process of a kernel under a manager, where it is one of this machine."""
        provisioner = None if self._manager is None else self._manager.provisioner
        pid: int | None = getattr(provisioner, "pid", None)
        return pid

    def _tell_all(self, error: Exception) -> None:
        for queue in self._waiting.values():
            queue.put_nowait(error)

    def _last_words(self) -> str:
        if self._log is None:
            return ""
        self._log.seek(0)
        lines = self._log.read().strip().splitlines()
        return f" Its last words: {lines[-1]}" if lines else ""

    def _send(
        self,
        client: AsyncKernelClient,
        channel: str,
        msg_type: str,
        content: Message,
        metadata: Message,
    ) -> str:
        message = client.session.msg(msg_type, content, metadata=metadata)
        sockets = {"shell": client.shell_channel, "control": client.control_channel}
        sockets[channel].send(message)
        return str(message["header"]["msg_id"])


def _ask_to_end(info: KernelConnectionInfo) -> None:
    client = BlockingKernelClient()
    client.load_connection_info(info)
    client.start_channels(shell=False, iopub=False, stdin=False, hb=False)
    control = client.control_channel
    try:
        # Jupyter's own request takes half a minute where Spark runs; the agent is faster.
        for kind, content in (
            ("etlab_request", {"op": "end"}),
            ("shutdown_request", {"restart": False}),
        ):
            control.send(client.session.msg(kind, content))
        control.socket.poll(SHUTDOWN_SECONDS * 1000)
    finally:
        client.stop_channels()


def _state(message: Message) -> str | None:
    """The kernel's state if this is a message about it."""
    if message["header"]["msg_type"] != "status":
        return None
    return str(message["content"]["execution_state"])

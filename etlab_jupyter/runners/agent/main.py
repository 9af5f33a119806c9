"""The agent runs beside the user's code in the kernel and reports what Spark does.

It is no cell and has no name in the user's namespace. It adds a message type to the
shell and the control channel, and looks at those execute requests that carry `etlab`
metadata; every other request passes through untouched. What it has to tell goes out as
messages of a type of its own, which front ends ignore.
"""

from __future__ import annotations

import inspect
import time
from typing import Any

from .core import Core
from .journal import Journal
from .orphan import Orphan
from .streams import bounded, displayed
from .watch import Task, Watch


def install(namespace: dict[str, Any]) -> Agent:
    """Start serving a runner's messages in this process' kernel."""
    from IPython import get_ipython

    return Agent(get_ipython())


class Agent(Core):
    """Serves the runner's requests."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell, Watch(self.publish))
        self.kernel = shell.kernel
        self.journal = Journal()
        self.orphan = Orphan(self.kernel, lambda: self.watch.busy)
        self._original = self.kernel.shell_handlers["execute_request"]
        self.kernel.shell_handlers["execute_request"] = self.execute_request
        self.kernel.shell_handlers["etlab_request"] = self.shell_request
        self.kernel.control_handlers["etlab_request"] = self.control_request

    def uninstall(self) -> None:
        """Undo the installation."""
        self.orphan.stop()
        self.kernel.shell_handlers["execute_request"] = self._original
        del self.kernel.shell_handlers["etlab_request"]
        del self.kernel.control_handlers["etlab_request"]

    def publish(self, task: Task, kind: str, **content: Any) -> None:
        """Send the runner an event of the task."""
        if task.spec.get("key"):
            self.journal.add(kind, **content)
        self.kernel.session.send(
            self.kernel.iopub_socket,
            "etlab_event",
            {"kind": kind, **content},
            parent=task.parent,
            ident=b"etlab_event",
        )

    async def execute_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """Run a cell; those of a runner are watched and reported."""
        self.orphan.hear()
        spec = (parent.get("metadata") or {}).get("etlab")
        if spec is None:
            if not parent["content"].get("silent"):
                self.watch.share()
            await _finish(self._original(stream, ident, parent))
            return
        with self.watch.task(spec, parent) as task:
            if task.cancelled:
                aborted = {"status": "aborted"}
                self.kernel.session.send(stream, "execute_reply", aborted, parent, ident=ident)
                return
            with self.journal.of(spec):
                self.forget(spec["node"])
                self.shell.last_execution_result = None
                note = self.journal.add_text
                with bounded(spec["limit"], note), displayed(self.shell, note):
                    await _finish(self._original(stream, ident, parent))
                task.seconds = time.monotonic() - task.started
                result = self.shell.last_execution_result
                error = None
                if result is not None:
                    error = result.error_before_exec or result.error_in_exec
                self.report(task, error)

    async def shell_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """What has to wait for its turn among the cells."""
        content = parent["content"]
        if content["op"] == "state":
            try:
                reply = self.state(content["paths"])
            except Exception as error:
                reply = {"error": f"{type(error).__name__}: {error}"}
        else:
            reply = {}
            with self.watch.task(content, parent) as task:
                if not task.cancelled:
                    self.report(task, None)
        self.kernel.session.send(stream, "etlab_reply", reply, parent, ident=ident)

    def control_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """Cancel a run, end the kernel, or tell what is going on or what a cell has told.

        Served by another thread, also while a cell runs.
        """
        self.orphan.hear()
        content = parent["content"]
        reply = {}
        if content["op"] == "busy":
            reply["busy"] = self.watch.works_on(content["request"])
        elif content["op"] == "told":
            reply = self.journal.since(content["run"], content["node"], content["after"])
        elif content["op"] == "end":
            self.orphan.end()
        else:
            self.watch.cancel(content["run_id"])
        self.kernel.session.send(stream, "etlab_reply", reply, parent, ident=ident)


async def _finish(result: Any) -> None:
    if inspect.isawaitable(result):
        await result

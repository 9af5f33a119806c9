"""The agent runs beside the user's code in the kernel and reports what Spark does.

It is no cell and has no name in the user's namespace. It adds a message type to the
shell and the control channel, and looks at those execute requests that carry `etlab`
metadata; every other request passes through untouched. What it has to tell goes out as
messages of a type of its own, which front ends ignore.
"""

from __future__ import annotations

import ast
import inspect
import time
from typing import Any, Callable  # noqa: UP035

from . import errors, local_files, spark, values
from .kept import Kept
from .orphan import Orphan
from .watch import Task, Watch

_MISSING = object()


def install(shell: Any) -> Agent:
    """Start serving a runner's messages in the kernel of `shell`."""
    return Agent(shell)


class Agent:
    """Serves the runner's requests. The record of what has succeeded lives here.

    So it is gone with the kernel, and several runners on one kernel share it.
    """

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.kernel = shell.kernel
        self.record: dict[str, dict[str, Any]] = {}
        self.kept = Kept()
        self.watch = Watch(self.publish)
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
            self._forget(spec["node"])
            self.shell.last_execution_result = None
            await _finish(self._original(stream, ident, parent))
            task.seconds = time.monotonic() - task.started
            result = self.shell.last_execution_result
            error = None
            if result is not None:
                error = result.error_before_exec or result.error_in_exec
            self._report(task, error)

    def run_here(
        self, spec: dict[str, Any], tell: Callable[..., None],
        execute: Callable[[], BaseException | None] | None,
    ) -> BaseException | None:  # fmt: skip
        """Watch a cell that code of this kernel executes itself, and `tell` what happens.

        Without `execute` only what is shown of a node that has run before is told. The error.
        """
        parent = {"header": {"msg_id": ""}}
        publish = lambda task, kind, **content: tell(kind, **content)  # noqa: E731
        with self.watch.task(spec, parent, publish) as task:
            error = None
            if execute is not None:
                self._forget(spec["node"])
                error = execute()
                task.seconds = time.monotonic() - task.started
            return self._report(task, error)

    def _forget(self, node: str) -> None:
        self.record.pop(node, None)
        self.kept.drop(node)

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
                    self._report(task, None)
        self.kernel.session.send(stream, "etlab_reply", reply, parent, ident=ident)

    def control_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """Cancel a run, end the kernel, or tell what is going on.

        Served by another thread, also while a cell runs.
        """
        self.orphan.hear()
        content = parent["content"]
        reply = {}
        if content["op"] == "busy":
            reply["busy"] = self.watch.works_on(content["request"])
        elif content["op"] == "end":
            self.orphan.end()
        else:
            self.watch.cancel(content["run_id"])
        self.kernel.session.send(stream, "etlab_reply", reply, parent, ident=ident)

    def _report(self, task: Task, error: BaseException | None) -> BaseException | None:
        result: dict[str, Any] = {"status": "ok"}
        try:
            if error is None:
                result.update(self._outcome(task))
        except BaseException as raised:
            error = raised
        if error is not None:
            result = {
                "status": "error",
                "spark_ended": spark.jvm_ended(),
                "failure": errors.describe(error, self.shell.user_ns),
            }
        elif task.spec.get("key") and not task.cancelled:
            self._remember(task.spec)
        task.publish("result", seconds=task.seconds, **result)
        return error

    def _outcome(self, task: Task) -> dict[str, Any]:
        spec = task.spec
        frames = {}
        for port, name in spec["outputs"].items():
            value = self.shell.user_ns.get(name)
            if type(value).__module__.startswith("pyspark.sql"):
                frames[port] = value
        schemas = {port: frame.schema.jsonValue() for port, frame in frames.items()}
        bounded = {p: frame for p, frame in frames.items() if not frame.isStreaming}
        if spec["keep"]:
            self.kept.keep(spec["node"], bounded.values())
        if spec["preview_rows"]:
            for port, frame in bounded.items():
                shown = values.preview(frame, spec["preview_rows"])
                task.publish("preview", port=port, **shown)
        counts = {p: f.count() for p, f in bounded.items()} if spec["count"] else {}
        task.publish_progress()
        return {
            "schemas": schemas,
            "output_rows": counts,
            "rows": task.written_rows(),
            "application": spark.application(),
        }

    def _remember(self, spec: dict[str, Any]) -> None:
        names = set(spec["outputs"].values()) | bound_names(spec)
        self.record[spec["node"]] = {
            "key": spec["key"],
            "cell_key": spec["cell_key"],
            "application": spark.application(),
            "objects": {name: self.shell.user_ns.get(name, _MISSING) for name in names},
            "writes": spec["writes"] if local_files.exists(spec["writes"] or "") else None,
        }

    def state(self, paths: list[str]) -> dict[str, Any]:
        """What has run in this Spark application, and the files at these paths."""
        ended = spark.jvm_ended()
        if ended:
            spark.forget()
        application = spark.application()
        self.record = {
            node: entry
            for node, entry in self.record.items()
            if application is not None and entry["application"] == application
        }
        return {
            "spark_ended": ended,
            "application": application,
            "record": {node: self._entry(entry) for node, entry in self.record.items()},
            "files": {path: local_files.fingerprint(path) for path in paths},
        }

    def _entry(self, entry: dict[str, Any]) -> dict[str, Any]:
        intact = all(
            self.shell.user_ns.get(name, _MISSING) is value
            for name, value in entry["objects"].items()
        )
        written = entry["writes"] is None or local_files.exists(entry["writes"])
        return {
            "key": entry["key"],
            "cell_key": entry["cell_key"],
            "intact": intact,
            "written": written,
        }


def bound_names(spec: dict[str, Any]) -> set[str]:
    """The names that a set-up or parameters cell binds: other cells rely on them."""
    names: set[str] = set()
    for statement in ast.parse(spec.get("binds", "")).body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            aliases = ((a.asname or a.name).partition(".")[0] for a in statement.names)
            names.update(aliases)
        elif isinstance(statement, ast.Assign):
            names.update(t.id for t in statement.targets if isinstance(t, ast.Name))
    return names


async def _finish(result: Any) -> None:
    if inspect.isawaitable(result):
        await result

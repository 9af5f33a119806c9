"""What the agent does wherever Python runs: watches a cell, keeps the record of what has run."""

from __future__ import annotations

import ast
import time
from typing import Any, Callable  # noqa: UP035

from . import connect, errors, local_files, spark, values
from .kept import Kept
from .watch import Task, Watch

_MISSING = object()


class Core:
    """Runs cells in the namespace `shell.user_ns`. The record of what has succeeded lives here.

    So it is gone with the process, and several runners on it share it.
    """

    def __init__(self, shell: Any, watch: Watch) -> None:
        self.shell = shell
        self.watch = watch
        self.record: dict[str, dict[str, Any]] = {}
        self.kept = Kept()

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
                self.forget(spec["node"])
                error = execute()
                task.seconds = time.monotonic() - task.started
            return self.report(task, error)

    def forget(self, node: str) -> None:
        """Note that the node's cell runs again."""
        self.record.pop(node, None)
        self.kept.drop(node)

    def report(self, task: Task, error: BaseException | None) -> BaseException | None:
        """Tell how a cell has ended and what is to be shown of it; the error."""
        result: dict[str, Any] = {"status": "ok"}
        try:
            if error is None:
                result.update(self._outcome(task))
        except BaseException as raised:
            error = raised
        if error is not None:
            connect.note(error)
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
            "application": spark.identity(),
            "objects": {name: self.shell.user_ns.get(name, _MISSING) for name in names},
            "writes": spec["writes"] if local_files.exists(spec["writes"] or "") else None,
        }

    def state(self, paths: list[str]) -> dict[str, Any]:
        """What has run in this Spark application, and the files at these paths."""
        ended = spark.ended()
        if ended:
            spark.forget()
        application = spark.identity()
        self.record = {
            node: entry
            for node, entry in self.record.items()
            if application is not None and entry["application"] == application
        }
        return {
            "spark_ended": ended,
            "application": spark.application(),
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

"""Runs cells in the kernel that the caller itself is executed in, as a magic is.

Any other runner would wait for a kernel that waits for the runner. Keys, plan and record are those
of `KernelRunner`: what one has run, the other need not run again.
"""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.agent import agent_code
from etlab_jupyter.runners.base import RunOptions
from etlab_jupyter.runners.events import PlannedNode, RunEvent, RunFinished, RunQueued, RunStarted
from etlab_jupyter.runners.incremental import Done, KernelState, effective_keys, make_plan
from etlab_jupyter.runners.kernel_run import KernelRun, NodeRun

Tell = Callable[[RunEvent], None]


class InProcessRunner:
    """Runs pages in this kernel; the cells' variables are the user's."""

    def __init__(self, shell: Any) -> None:
        if not hasattr(shell, "kernel"):
            raise ETLabError("Pages run in a Jupyter kernel; this is none.")
        self._shell = shell
        exec(agent_code(), {})  # noqa: S102
        self._agent = sys.modules["_etlab_agent"].agent

    @property
    def application(self) -> str | None:
        """The id of the Spark application that cells run in now, None without one."""
        found: str | None = sys.modules["_etlab_agent"].spark.application()
        return found

    def run(self, cells: Sequence[Cell], options: RunOptions, tell: Tell) -> RunFinished:
        """Run the cells and tell each event, some of them from another thread; the last one.

        An interrupt cancels the run.
        """
        run = KernelRun(cells, options)
        work = _Work(self._shell, self._agent, run, tell)
        work.tell([run.stamp(RunQueued, nodes=tuple(cell.node for cell in cells))])
        state = self._state(cells)
        keys = effective_keys(cells, state.files)
        plan = make_plan(cells, keys, state, to_node=options.to_node, force=options.force)
        run.application = state.application
        work.tell([run.stamp(RunStarted, plan=tuple(plan), application=state.application)])
        for cell, planned in zip(cells, plan, strict=True):
            try:
                work.take(cell, planned, keys[cell.node])
            except KeyboardInterrupt:
                work.cancel()
        last = run.stamp(RunFinished, **run.summary())
        work.tell([last])
        return last

    def _state(self, cells: Sequence[Cell]) -> KernelState:
        paths = sorted({path for cell in cells for path in cell.reads})
        state = self._agent.state(paths)
        record = {node: Done(**done) for node, done in state["record"].items()}
        return KernelState(state["application"], record, state["files"])


class _Work:
    """One run."""

    def __init__(self, shell: Any, agent: Any, run: KernelRun, tell: Tell) -> None:
        self._shell = shell
        self._agent = agent
        self._run = run
        self._tell = tell
        self._lock = threading.RLock()

    def tell(self, events: Iterable[RunEvent]) -> None:
        """Tell events, which are numbered when they are made: one thread at a time."""
        with self._lock:
            for event in events:
                self._tell(event)

    def take(self, cell: Cell, planned: PlannedNode, key: str) -> None:
        """Run a cell, or say why it does not run."""
        run = self._run
        reason = run.stopped or (planned.reason if planned.action == "skip" else None)
        if reason is None:
            self._execute(NodeRun(run, cell, key), cell.source)
            return
        self.tell([run.skip(cell, reason)])
        if not run.stopped and run.previews_skipped(cell, planned):
            self._execute(NodeRun(run, cell, None), None)

    def cancel(self) -> None:
        """Stop Spark's jobs; no further cell runs."""
        self._run.unfinished = True
        self._run.cancelled.set()
        self._agent.watch.cancel(self._run.token)

    def _execute(self, node: NodeRun, source: str | None) -> None:
        _, content, metadata = node.request()
        spec = content if source is None else metadata["etlab"]

        def hear(kind: str, **found: Any) -> None:
            self.tell(node.take(_message("etlab_event", {"kind": kind, **found})))

        def execute() -> BaseException | None:
            self.tell(node.take(_message("status", {"execution_state": "busy"})))
            with _copied_output(lambda name, text: self.tell(
                node.take(_message("stream", {"name": name, "text": text}))
            )):  # fmt: skip
                return self._code(source or "")

        error = self._agent.run_here(spec, hear, None if source is None else execute)
        if isinstance(error, KeyboardInterrupt):
            self.cancel()
        self.tell(node.end())

    def _code(self, source: str) -> BaseException | None:
        """Execute code as IPython does, a last expression's value shown; the error, if any."""
        try:
            name = self._shell.compile.cache(source, 0)
            body = ast.parse(source, name).body
            last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
            namespace = self._shell.user_ns
            exec(compile(ast.Module(body, []), name, "exec"), namespace)  # noqa: S102
            if last is not None:
                exec(compile(ast.Interactive([last]), name, "single"), namespace)  # noqa: S102
        except BaseException as error:  # the cell's own, whatever it is
            return error
        return None


class _Copy:
    """A stream that also tells what is written, a line at a time."""

    def __init__(self, stream: TextIO, hear: Callable[[str], None]) -> None:
        self._stream = stream
        self._hear = hear
        self._line = ""

    def write(self, text: str) -> int:
        lines, newline, self._line = (self._line + text).rpartition("\n")
        if newline:
            self._hear(lines + newline)
        return self._stream.write(text)

    def finish(self) -> None:
        """Tell a last line that has no end."""
        if self._line:
            self._hear(self._line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _copied_output(hear: Callable[[str, str], None]) -> Iterator[None]:
    out: Any = _Copy(sys.stdout, lambda text: hear("stdout", text))
    err: Any = _Copy(sys.stderr, lambda text: hear("stderr", text))
    with redirect_stdout(out), redirect_stderr(err):
        yield
    out.finish()
    err.finish()


def _message(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"header": {"msg_type": kind}, "content": content}

"""The state of one run on a kernel, and of the node that it is at."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.runners.base import Resume, RunOptions
from etlab_jupyter.runners.connection import AbandonedError, Message
from etlab_jupyter.runners.events import (
    NodeCancelled,
    NodeFailed,
    NodeFinished,
    NodeSkipped,
    NodeStarted,
    Output,
    PlannedNode,
    Preview,
    Progress,
    RunEvent,
)
from etlab_jupyter.runners.output import BoundedOutput, Stream
from etlab_jupyter.runners.retelling import Retelling

E = TypeVar("E", bound=RunEvent)
T = TypeVar("T")


class KernelRun:
    """What has happened in a run so far; `retelling` numbers its events.

    `under_way` is the cell that ran when the runner before was lost; `settled` are the nodes of a
    picked up run that have ended.
    """

    def __init__(self, cells: Sequence[Cell], options: RunOptions) -> None:
        self.id = options.run_id
        # What the kernel knows the run by: options, and the id in them, may be used again.
        self.token = f"{options.run_id}-{uuid.uuid4().hex[:8]}"
        self.cells = tuple(cells)
        self.options = options
        self.output = BoundedOutput(options.output_limit)
        self.kept = _before_sinks(cells) if options.reuse else frozenset()
        self.cancelled = asyncio.Event()
        self.current: NodeRun | None = None
        self.application: str | None = None
        self.error: str | None = None
        self.ran: list[str] = []
        self.skipped: list[str] = []
        self.failed: list[str] = []
        self.rows: dict[str, int | None] = {}
        self.unfinished = False
        self._seq = 0
        self._started = time.monotonic()
        self.retelling = self._resumed()

    def _resumed(self) -> Retelling:
        """Take over what a runner before this one has told."""
        resume = self.options.resume or Resume()
        ended = resume.done.keys() | resume.failed
        begun = [c for c in self.cells if c.node in resume.begun and c.node not in ended]
        self.under_way = begun[0] if begun else None
        self.settled = {cell.node for cell in self.cells if cell.node in ended}
        self.failed = [cell.node for cell in self.cells if cell.node in resume.failed]
        for cell in self.cells:
            if (done := resume.done.get(cell.node)) is not None:
                self.ran.append(cell.node)
                if cell.type == "sink":
                    self.rows[cell.node] = done.rows
        return Retelling(resume.events, printed_by=begun[0].node if begun else None)

    def stamp(self, kind: type[E], **fields: Any) -> E:
        """The next event."""
        self._seq += 1
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return kind(run_id=self.id, seq=self._seq, time=now.replace("+00:00", "Z"), **fields)

    def skip(self, cell: Cell, reason: str) -> NodeSkipped:
        """Note and report that a cell does not run."""
        self.skipped.append(cell.node)
        if self.cancelled.is_set():
            self.unfinished = True
        return self.stamp(NodeSkipped, node=cell.node, label=cell.label, reason=reason)

    def left(self) -> Iterator[Cell]:
        """The cells that have not ended where the run was picked up."""
        return (cell for cell in self.cells if cell.node not in self.settled)

    @property
    def stopped(self) -> str | None:
        """Why no further cell runs, None as long as they do."""
        if self.cancelled.is_set():
            return "the run was cancelled"
        return "an earlier node failed" if self.failed else None

    def previews_skipped(self, cell: Cell, planned: PlannedNode) -> bool:
        """Whether the rows of a node that does not run are shown all the same."""
        unchanged = planned.reason == "unchanged"
        return unchanged and bool(cell.outputs) and self.options.previews(cell.node) > 0

    async def unless_cancelled(self, work: Awaitable[T]) -> T:
        """The result of `work`; `AbandonedError` as soon as the run is cancelled."""
        task = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self.cancelled.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            self.unfinished = True
            raise AbandonedError("The run was cancelled.")
        finally:
            for other in (task, stop):
                other.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)

    def summary(self) -> dict[str, Any]:
        """The fields of the run's last event."""
        status = "completed"
        if self.failed or self.error is not None:
            status = "failed"
        elif self.cancelled.is_set() and self.unfinished:
            status = "cancelled"
        return {
            "status": status,
            "seconds": round(time.monotonic() - self._started, 3),
            "ran": tuple(self.ran),
            "skipped": tuple(self.skipped),
            "failed": tuple(self.failed),
            "rows": self.rows,
            "application": self.application,
            "error": self.error,
        }


def _before_sinks(cells: Sequence[Cell]) -> frozenset[str]:
    """The nodes whose rows a sink takes."""
    return frozenset(feed for cell in cells if cell.type == "sink" for feed in cell.inputs)


class NodeRun:
    """One cell's execution, or, without a key, the preview of one that was skipped."""

    def __init__(self, run: KernelRun, cell: Cell, key: str | None) -> None:
        self.cell = cell
        self.busy = False
        self.abandoned = False
        self.done = asyncio.Event()
        self._run = run
        self._key = key
        self._result: Message | None = None
        self._error: Message | None = None
        self._began = time.monotonic()

    @property
    def has_key(self) -> bool:
        """Whether a cell runs; else what a node that ran before has is only shown."""
        return self._key is not None

    def request(self) -> tuple[str, Message, Message]:
        """Type, content and metadata of the message that the kernel is sent."""
        cell, options = self.cell, self._run.options
        task = {
            "run_id": self._run.token,
            "node": cell.node,
            "description": f"{cell.label} ({cell.node})",
            "type": cell.type,
            "key": self._key,
            "cell_key": cell.key,
            "outputs": dict(cell.outputs),
            "binds": cell.source if cell.type in ("setup", "parameters") else "",
            "writes": cell.writes,
            "preview_rows": options.previews(cell.node),
            "count": options.count_rows == "all",
            "keep": cell.node in self._run.kept,
            "limit": options.output_limit,
        }
        if self._key is None:
            return "etlab_request", {**task, "op": "preview", "count": False, "keep": False}, {}
        content = {
            "code": cell.source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        return "execute_request", content, {"cellId": cell.node, "etlab": task}

    def take(self, message: Message) -> Iterator[RunEvent]:
        """The events that a message of the kernel amounts to."""
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "busy":
            self.busy = True
            if self._key is not None:
                yield self._stamp(NodeStarted)
        elif kind == "stream":
            # What a cancelled cell has to say for itself is noise.
            if not self._run.cancelled.is_set():
                yield from self._output(content["name"], content["text"])
        elif kind in ("execute_result", "display_data"):
            text = content["data"].get("text/plain", "")
            yield from self._output("stdout", f"{text}\n")
        elif kind == "error":
            self._error = content
        elif kind == "etlab_event":
            yield from self._report(dict(content))

    async def wait(self, seconds: float) -> bool:
        """Whether the cell has ended within this time."""
        try:
            await asyncio.wait_for(self.done.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def kernel_ended(self, message: str) -> None:
        """Note that there will be no answer, and why."""
        self._result = {
            "status": "error",
            "seconds": time.monotonic() - self._began,
            "failure": {"error": "KernelEnded", "message": message},
        }

    def end(self) -> Iterator[RunEvent]:
        """What was held back of the output, and how the cell ended."""
        for stream, text in self._run.output.drain():
            yield self._stamp(Output, stream=stream, text=text)
        run, node = self._run, self.cell.node
        result = self._result or self._without_result()
        seconds = round(result["seconds"], 3)
        ok = result["status"] == "ok"
        if self.abandoned or (not ok and run.cancelled.is_set()):
            run.unfinished = True
            yield self._stamp(NodeCancelled, seconds=seconds)
        elif not ok:
            run.failed.append(node)
            yield self._stamp(NodeFailed, seconds=seconds, **self._failure(result))
        elif self._key is not None:
            run.ran.append(node)
            run.application = result["application"] or run.application
            yield self._finished(seconds, result)

    def _finished(self, seconds: float, result: Message) -> NodeFinished:
        rows, counted = result["rows"], result["output_rows"]
        if self.cell.type == "sink":
            self._run.rows[self.cell.node] = rows
        elif len(counted) == 1 and len(self.cell.outputs) == 1:
            rows = next(iter(counted.values()))
        return self._stamp(
            NodeFinished,
            seconds=seconds,
            rows=rows,
            schemas=result["schemas"],
            output_rows=counted,
        )

    def _failure(self, result: Message) -> dict[str, Any]:
        if result.get("spark_ended"):
            return {
                "error": "SparkEnded",
                "message": "Spark stopped unexpectedly (the driver JVM ended) while "
                f"running node {self.cell.label!r}.",
                "line": result["failure"]["line"],
            }
        return dict(result["failure"])

    def _report(self, content: Message) -> Iterator[RunEvent]:
        kind = content.pop("kind")
        if kind == "result":
            self._result = content
        elif kind == "progress":
            yield self._stamp(Progress, **content)
        elif kind == "preview":
            yield self._stamp(Preview, spark_schema=content.pop("schema"), **content)

    def _output(self, stream: Stream, text: str) -> Iterator[RunEvent]:
        for name, part in self._run.output.add(stream, text):
            yield self._stamp(Output, stream=name, text=part)

    def _without_result(self) -> Message:
        error = self._error or {"ename": "KeyboardInterrupt", "evalue": ""}
        return {
            "status": "error",
            "seconds": time.monotonic() - self._began,
            "failure": {
                "error": error["ename"],
                "message": error["evalue"] or "The cell was interrupted.",
            },
        }

    def _stamp(self, kind: type[E], **fields: Any) -> E:
        return self._run.stamp(kind, node=self.cell.node, label=self.cell.label, **fields)

"""Makes a run's events of what its job writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from etlab_jupyter.runners.events import Output, RunEvent, RunFinished, RunStarted
from etlab_jupyter.runners.incremental import KernelState, effective_keys, make_plan
from etlab_jupyter.runners.kernel_run import KernelRun, NodeRun
from etlab_jupyter.runners.output import Stream, Text
from etlab_jupyter.runners.submit.job import JobState, Phase
from etlab_jupyter.runners.submit.script import LONGEST_LINE, Reader, Told, job_script

LAST_LINES = 15
LONGEST_WORDS = 2_000
REASON = "a job runs all of its page"
UNHEARD = (
    "The job has succeeded, but nothing that its nodes told could be read: how many rows they "
    "wrote, and how long each of them took, is not known.\n"
)


class Following:
    """What is known of a job so far. `take` each look at it, then `end`."""

    def __init__(self, run: KernelRun, *, follows: bool = True) -> None:
        self._run = run
        self._follows = follows
        plan = make_plan(
            run.cells, effective_keys(run.cells, {}), KernelState(), to_node=run.options.to_node
        )
        self._plan = tuple(
            one if one.action == "skip" else one.model_copy(update={"reason": REASON})
            for one in plan
        )
        wanted = {one.node for one in self._plan if one.action == "run"}
        self._nodes = {
            cell.node: NodeRun(run, cell, key="") for cell in run.cells if cell.node in wanted
        }
        self._at = next(iter(self._nodes.values()))
        self._reader = Reader(run.id)
        self._half_line = ""
        self._last: list[str] = []
        self._started = False
        self._begun: set[str] = set()
        self._done: set[str] = set()
        self._ended: Told | None = None
        self._state: JobState | None = None

    def script(self) -> str:
        """What is submitted."""
        run = self._run
        return job_script(run.id, list(self._nodes.values()), run.options.output_limit)

    def take(
        self, state: JobState, news: Sequence[Text], *, more: bool = False
    ) -> Iterator[RunEvent]:
        """The events that a look at the job amounts to; with `more` the news are a part of it."""
        self._state = state
        self._run.application = state.application or self._run.application
        if not self._follows and state.phase is Phase.RUNNING:
            yield from self._start()
        # What Spark had to say comes before what the cells tell of it.
        yield from self._log("".join(text for stream, text in news if stream == "stderr"))
        for stream, text in news:
            if stream == "stdout":
                for part in self._reader.take(text):
                    yield from self._part(part)
        if state.over and not more:
            yield from self._log("\n" if self._half_line else "")
            for part in self._reader.end():
                yield from self._part(part)

    def note(self, text: str) -> Iterator[RunEvent]:
        """A line of our own among those of the job."""
        node, label = self._at.cell.node, self._at.cell.label
        yield self._run.stamp(Output, node=node, label=label, stream="stderr", text=text)

    def end(self) -> Iterator[RunEvent]:
        """How the nodes and the run have ended: nothing more will be heard."""
        run, state = self._run, self._state
        if self._ended is not None:
            yield from self._from_last_line(self._ended)
        elif run.cancelled.is_set():
            run.unfinished = True
            yield from self._end_current()
        elif state is not None and state.succeeded:
            yield from self._start()
            yield from self.note(UNHEARD)
        elif state is not None and state.over:
            yield from self._broken_off(state)
        elif run.current is not None:
            run.current.kernel_ended(run.error or "")  # what has become of it is not known
            yield from self._end_current()
        if self._started and (reason := run.stopped):
            for node, one in self._nodes.items():
                if node not in self._begun:
                    yield run.skip(one.cell, reason)
        for stream, text in run.output.drain():
            yield from self._output(stream, text)
        yield run.stamp(RunFinished, **run.summary())

    def _part(self, part: str | Told) -> Iterator[RunEvent]:
        if isinstance(part, str):
            self._remember(part)
            yield from self._output("stdout", part)
            return
        kind, node = part["kind"], part.get("node")
        if kind == "begun":
            self._run.application = part["application"] or self._run.application
            yield from self._start()
        elif kind == "ended":
            self._ended = part
        elif node in self._nodes and node not in self._done:
            if node not in self._begun:
                yield from self._begin(node)
            if kind == "stream":
                yield from self._message(node, "stream", name=part["name"], text=part["text"])
            elif kind != "started":
                told = {name: value for name, value in part.items() if name != "node"}
                yield from self._message(node, "etlab_event", **told)
            if kind == "result":
                yield from self._end(node)

    def _start(self) -> Iterator[RunEvent]:
        if self._started:
            return
        self._started = True
        run = self._run
        yield run.stamp(RunStarted, plan=self._plan, application=run.application)
        for cell, planned in zip(run.cells, self._plan, strict=True):
            if planned.action == "skip":
                yield run.skip(cell, planned.reason)

    def _begin(self, node: str) -> Iterator[RunEvent]:
        yield from self._start()
        self._begun.add(node)
        self._at = self._run.current = self._nodes[node]
        yield from self._message(node, "status", execution_state="busy")

    def _end(self, node: str) -> Iterator[RunEvent]:
        self._done.add(node)
        yield from self._nodes[node].end()
        self._run.current = None

    def _end_current(self) -> Iterator[RunEvent]:
        if self._run.current is not None:
            yield from self._end(self._run.current.cell.node)

    def _from_last_line(self, ended: Told) -> Iterator[RunEvent]:
        """What of the script's last line was not heard before, as where a log has holes."""
        for node, result in ended["results"].items():
            if node in self._nodes and node not in self._done:
                if node not in self._begun:
                    yield from self._begin(node)
                yield from self._message(node, "etlab_event", **{**result, "kind": "result"})
                yield from self._end(node)
        self._run.error = ended["error"] or self._run.error
        self._run.application = ended["application"] or self._run.application

    def _broken_off(self, state: JobState) -> Iterator[RunEvent]:
        """The job is over and has not said how."""
        told = state.told or "The job ended without telling why."
        words = "".join(f"\n{line}" for line in self._last)
        told = f"{told} The end of its log:{words}" if words else told
        if self._run.current is not None:
            self._run.current.kernel_ended(told)
            yield from self._end_current()
        elif not self._run.failed:
            self._run.error = told

    def _log(self, text: str) -> Iterator[RunEvent]:
        whole, newline, self._half_line = (self._half_line + text).rpartition("\n")
        if len(self._half_line) > LONGEST_LINE:
            whole, newline, self._half_line = whole + newline + self._half_line, "", ""
        if not whole + newline:
            return
        self._remember(whole)
        yield from self._output("stderr", whole + newline)

    def _remember(self, text: str) -> None:
        lines = [line[:LONGEST_WORDS] for line in text.split("\n") if line.strip()]
        self._last = [*self._last, *lines][-LAST_LINES:]

    def _output(self, stream: Stream, text: str) -> Iterator[RunEvent]:
        yield from self._message(self._at.cell.node, "stream", name=stream, text=text)

    def _message(self, node: str, msg_type: str, **content: Any) -> Iterator[RunEvent]:
        message = {"header": {"msg_type": msg_type}, "content": content}
        yield from self._nodes[node].take(message)

"""What every runner can do, and how to use one without asyncio."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from types import FrameType, TracebackType
from typing import Any, Literal, Protocol

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.events import NodeFailed, NodeFinished, NodeStarted, RunEvent


@dataclass(frozen=True)
class Resume:
    """A run is picked up whose runner was lost while its kernel, session or job went on.

    `events` are those that were told already.
    """

    events: tuple[RunEvent, ...] = ()

    @property
    def seq(self) -> int:
        """The number of the last of them."""
        return self.events[-1].seq if self.events else 0

    @cached_property
    def begun(self) -> frozenset[str]:
        """The nodes that were started."""
        return frozenset(event.node for event in self.events if isinstance(event, NodeStarted))

    @cached_property
    def done(self) -> dict[str, NodeFinished]:
        """The nodes that have finished."""
        return {event.node: event for event in self.events if isinstance(event, NodeFinished)}

    @cached_property
    def failed(self) -> frozenset[str]:
        """The nodes that have failed."""
        return frozenset(event.node for event in self.events if isinstance(event, NodeFailed))


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run a page.

    `preview_rows` rows of each node in `preview_nodes` (of every node if that is None)
    are shown; 0 shows none. `count_rows="all"` counts every DataFrame, which runs a
    Spark job for each; the rows that a sink writes are known without one. `to_node`
    runs that node and what it depends on. `force` runs also what has not changed.
    `output_limit` bounds, in characters, what is passed on of the cells' stdout and
    stderr. `reuse` keeps the rows that reach a sink in Spark's memory and disk, so that a run
    after a change of the sink alone need not compute them again. `resume` goes on with a run on
    the kernel that it was on.
    """

    preview_rows: int = 0
    preview_nodes: frozenset[str] | None = None
    count_rows: Literal["sinks", "all"] = "sinks"
    to_node: str | None = None
    force: bool = False
    output_limit: int = 1_000_000
    reuse: bool = False
    resume: Resume | None = None
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def previews(self, node: str) -> int:
        """How many rows of this node are shown."""
        shown = self.preview_nodes is None or node in self.preview_nodes
        return self.preview_rows if shown else 0


class Runner(Protocol):
    """Runs cells somewhere, one run at a time."""

    def run(
        self, cells: Sequence[Cell], options: RunOptions | None = None
    ) -> AsyncIterator[RunEvent]:
        """Run the cells. The last event is a `RunFinished`, also if all goes wrong.

        Leaving the iteration early (`aclose`) cancels the run.
        """
        ...

    async def cancel(self, *, now: bool = False) -> None:
        """Stop the run that is going on, if any; returns when it has stopped.

        With `now` by all means, also if that ends more than the run. An `ETLabError` says why a
        run goes on that cannot be stopped.
        """
        ...

    async def close(self) -> None:
        """Stop everything that the runner itself has started."""
        ...


class OpenRunner(Runner, Protocol):
    """A runner that is made ready first, and that a later one can follow."""

    @property
    def connection_file(self) -> str | None:
        """What leads to the session, for a runner after this one; None before there is one."""
        ...

    async def open(self) -> None:
        """Start or reach the session; `KernelEndedError` if that is impossible."""
        ...


class SessionRunner(OpenRunner, Protocol):
    """A runner whose Spark session stays between runs."""

    async def evaluate(self, code: str, expression: str) -> Any:
        """Run code that is no cell; the value of an expression after it. Not during a run."""
        ...

    def stay(self) -> None:
        """Tell whatever would end the session that it is needed."""
        ...


class SyncRunner:
    """A runner for code without an event loop, such as a command line.

    While events are awaited in the main thread, the first Ctrl-C cancels the run, whose
    events still come; the second does so without waiting for what runs, the third
    raises KeyboardInterrupt. A context manager that closes the runner. `not_cancelled` is
    called with the reason where a run goes on that was to be cancelled.
    """

    def __init__(
        self, runner: Runner, not_cancelled: Callable[[str], None] = logging.warning
    ) -> None:
        self._runner = runner
        self._not_cancelled = not_cancelled
        self._loop = asyncio.new_event_loop()
        self._cancelling: set[asyncio.Task[None]] = set()

    def run(self, cells: Sequence[Cell], options: RunOptions | None = None) -> Iterator[RunEvent]:
        """Run the cells and yield the events as they come."""
        events = self._runner.run(cells, options)
        with _CancelOnInterrupt(self):
            try:
                while True:
                    try:
                        yield self._loop.run_until_complete(anext(events))
                    except StopAsyncIteration:
                        return
            finally:
                aclose = getattr(events, "aclose", None)
                if aclose is not None:
                    with suppress(RuntimeError):  # KeyboardInterrupt left it running
                        self._loop.run_until_complete(aclose())

    def cancel(self, *, now: bool = False) -> None:
        """Cancel the run; may be called from any thread while events are awaited."""
        self._loop.call_soon_threadsafe(self._start_cancel, now)

    def close(self) -> None:
        """Close the runner and its event loop."""
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._leave())
            self._loop.run_until_complete(self._runner.close())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def __enter__(self) -> SyncRunner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _start_cancel(self, now: bool) -> None:
        task = self._loop.create_task(self._cancel(now))
        self._cancelling.add(task)
        task.add_done_callback(self._cancelling.discard)

    async def _leave(self) -> None:
        """Cancel no more: the run may be over before it was told that it is cancelled."""
        left = list(self._cancelling)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _cancel(self, now: bool) -> None:
        try:
            await self._runner.cancel(now=now)
        except ETLabError as error:
            self._not_cancelled(str(error))


def run_sync(
    runner: Runner, cells: Sequence[Cell], options: RunOptions | None = None
) -> Iterator[RunEvent]:
    """Run the cells, yield the events, and close the runner."""
    with SyncRunner(runner) as sync:
        yield from sync.run(cells, options)


class _CancelOnInterrupt:
    """Turns the first SIGINT into a cancellation, the second into one that does not wait."""

    def __init__(self, runner: SyncRunner) -> None:
        self._runner = runner
        self._before = signal.getsignal(signal.SIGINT)
        self._count = 0
        self._main = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> None:
        if self._main:
            signal.signal(signal.SIGINT, self._handle)

    def __exit__(self, *error: object) -> None:
        if self._main:
            with suppress(TypeError):  # a handler that was not set from Python
                signal.signal(signal.SIGINT, self._before)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self._count += 1
        if self._count == 2:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self._runner.cancel(now=self._count > 1)

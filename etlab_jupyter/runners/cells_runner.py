"""Runs cells one after the other on something that keeps their variables between runs."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.runners.base import RunOptions
from etlab_jupyter.runners.connection import AbandonedError, KernelEndedError, Message
from etlab_jupyter.runners.events import PlannedNode, RunEvent, RunFinished, RunQueued, RunStarted
from etlab_jupyter.runners.incremental import KernelState, effective_keys, make_plan, upstream
from etlab_jupyter.runners.kernel_run import KernelRun, NodeRun


class CellsRunner(ABC):
    """The base of the runners on kernels and on sessions elsewhere."""

    def __init__(self) -> None:
        self._run: KernelRun | None = None

    @abstractmethod
    async def cancel(self, *, now: bool = False) -> None:
        """Stop the run."""

    @abstractmethod
    async def _prepare(self, run: KernelRun) -> KernelState:
        """Make ready what the cells run on; what it has of earlier runs."""

    @abstractmethod
    def _messages(self, run: KernelRun, node: NodeRun) -> AsyncIterator[Message]:
        """Run a node's cell: all that it has to say, as a kernel's messages."""

    @abstractmethod
    async def _under_way(self, run: KernelRun, node: NodeRun) -> AsyncIterator[Message] | None:
        """All that a cell has to say which a runner before this one has begun; None if unknown."""

    async def run(
        self, cells: Sequence[Cell], options: RunOptions | None = None
    ) -> AsyncIterator[RunEvent]:
        """Run the cells; RuntimeError if this runner is busy with a run already.

        ValueError if the cells have no node to stop at like the one that is asked for.
        """
        if self._run is not None:
            raise RuntimeError("This runner is busy with another run.")
        options = options or RunOptions()
        if options.to_node is not None:
            upstream(cells, options.to_node)
        run = self._run = KernelRun(cells, options)
        # A task of its own: a caller who leaves or is cancelled does not tear the run apart.
        queue: asyncio.Queue[RunEvent | None] = asyncio.Queue()
        work = asyncio.create_task(self._work(run, queue))
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            try:
                if not work.done():
                    await self.cancel()
                await work
            finally:
                self._run = None

    async def _work(self, run: KernelRun, queue: asyncio.Queue[RunEvent | None]) -> None:
        try:
            async for event in self._events(run):
                if (new := run.retelling.take(event)) is not None:
                    queue.put_nowait(new)
        finally:
            queue.put_nowait(None)

    async def _events(self, run: KernelRun) -> AsyncIterator[RunEvent]:
        yield run.stamp(RunQueued, nodes=tuple(cell.node for cell in run.cells))
        try:
            if run.under_way is not None:
                async for event in self._pick_up(run, run.under_way):
                    yield event
                run.retelling.caught_up()
            if run.failed:
                for cell in run.left():
                    yield run.skip(cell, run.stopped or "")
            else:
                state = await run.unless_cancelled(self._prepare(run))
                async for event in self._run_cells(run, state):
                    yield event
        except AbandonedError:
            pass
        except KernelEndedError as error:
            run.error = str(error)
        yield run.stamp(RunFinished, **run.summary())

    async def _run_cells(self, run: KernelRun, state: KernelState) -> AsyncIterator[RunEvent]:
        keys = effective_keys(run.cells, state.files)
        options = run.options
        plan = make_plan(
            run.cells, keys, state,
            to_node=options.to_node, force=options.force,
            begun=options.resume.begun if options.resume else (), done=run.settled,
        )  # fmt: skip
        run.application = state.application
        yield run.stamp(RunStarted, plan=tuple(plan), application=state.application)
        planned_of = {planned.node: planned for planned in plan}
        for cell in run.left():
            planned = planned_of[cell.node]
            if (reason := run.stopped or _skipped(planned)) is not None:
                yield run.skip(cell, reason)
                if run.stopped or not run.previews_skipped(cell, planned):
                    continue
                node = NodeRun(run, cell, key=None)
            else:
                node = NodeRun(run, cell, key=keys[cell.node])
            async for event in self._run_node(run, node, self._messages(run, node)):
                yield event

    async def _pick_up(self, run: KernelRun, cell: Cell) -> AsyncIterator[RunEvent]:
        """Follow the cell that was under way to its end, if anything is known of it."""
        node = run.current = NodeRun(run, cell, key=cell.key)
        node.busy = True
        try:
            messages = await self._under_way(run, node)
        except AbandonedError:
            run.unfinished = True
            raise
        finally:
            run.current = None
        if messages is None:
            node.done.set()
            return
        run.settled.add(cell.node)
        async for event in self._run_node(run, node, messages):
            yield event

    async def _run_node(
        self, run: KernelRun, node: NodeRun, messages: AsyncIterator[Message]
    ) -> AsyncIterator[RunEvent]:
        run.current = node
        try:
            async for message in messages:
                for event in node.take(message):
                    yield event
        except KernelEndedError as error:
            node.kernel_ended(error.while_running(node.cell.label))
        except AbandonedError:
            node.abandoned = True
        finally:
            node.done.set()
            run.current = None
        for event in node.end():
            yield event


def _skipped(planned: PlannedNode) -> str | None:
    return planned.reason if planned.action == "skip" else None

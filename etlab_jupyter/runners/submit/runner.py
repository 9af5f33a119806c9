"""Runs a page as a job: follows it, finds it again, and stops it where it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.base import RunOptions
from etlab_jupyter.runners.events import RunEvent, RunQueued
from etlab_jupyter.runners.incremental import upstream
from etlab_jupyter.runners.kernel_run import KernelRun
from etlab_jupyter.runners.retelling import Retelling
from etlab_jupyter.runners.submit.following import Following
from etlab_jupyter.runners.submit.job import Job, NotStartedError, UncertainJobError

FIRST_PAUSE = 0.1
AWAY_PAUSE = 10.0


class SubmitRunner:
    """Runs one page once, as a job that outlives this process.

    `run` starts the job, or with `options.resume` goes on with the one that was started before.
    When the iteration is left early, the job goes on: only `cancel` ends it. There are no previews,
    and all of the page runs.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._run: KernelRun | None = None
        # A job is started, cancelled and left by one at a time: its run may be over before the
        # call that has cancelled it has returned.
        self._steering = asyncio.Lock()
        self._changed = asyncio.Event()

    @property
    def connection_file(self) -> str | None:
        """What leads to the job, also before it is started."""
        return self._job.address

    async def open(self) -> None:
        """Nothing has to be made ready before the job itself."""

    async def run(
        self, cells: Sequence[Cell], options: RunOptions | None = None
    ) -> AsyncIterator[RunEvent]:
        """Start or find the job, and tell what happens until it is over.

        ValueError if the cells have no node to stop at like the one that is asked for.
        """
        options = options or RunOptions()
        if options.to_node is not None:
            upstream(cells, options.to_node)
        resume = options.resume
        run = self._run = KernelRun(cells, replace(options, preview_rows=0, resume=None))
        retelling = Retelling(resume.events if resume else ())
        try:
            first = True
            async for events in self._looks(run, found=resume is not None):
                for event in events:
                    if (new := retelling.take(event)) is not None:
                        yield new
                if not first and not self._job.more:
                    retelling.caught_up()
                first = False
        finally:
            self._run = None

    async def cancel(self, *, now: bool = False) -> None:
        """End the job where it runs; an `ETLabError` says that it could not be, and may go on."""
        run = self._run
        if run is None:
            return
        # A job that is being started is there first, or it is not started at all.
        async with self._steering:
            run.cancelled.set()
            try:
                await self._job.cancel()
            except BaseException:
                run.cancelled.clear()
                raise
            self._changed.set()

    async def close(self) -> None:
        """Stop following; the job goes on."""
        async with self._steering:
            await self._job.close()

    async def forget(self) -> None:
        """Remove what is left of a job that is over and whose events are stored."""
        async with self._steering:
            with suppress(ETLabError):
                await self._job.forget()

    async def _looks(self, run: KernelRun, *, found: bool) -> AsyncIterator[Sequence[RunEvent]]:
        following = Following(run, follows=self._job.follows)
        yield [run.stamp(RunQueued, nodes=tuple(cell.node for cell in run.cells))]
        try:
            if await self._begin(run, following, found=found):
                async for events in self._follow(following):
                    yield events
        except ETLabError as error:
            run.error = str(error)
        yield list(following.end())

    async def _begin(self, run: KernelRun, following: Following, *, found: bool) -> bool:
        """Whether there is a job to be followed."""
        async with self._steering:
            if found:
                await self._job.find()
                return True
            if run.cancelled.is_set():
                return False
            await self._job.start(following.script())
            return True

    async def _follow(self, following: Following) -> AsyncIterator[Sequence[RunEvent]]:
        """What the job tells, look by look, until it is over."""
        pause, away = FIRST_PAUSE, False
        while True:
            try:
                state = await self._job.state()
                news = await self._job.news()
            except (NotStartedError, UncertainJobError):
                raise
            except ETLabError as error:
                if not away:  # it may well go on: that it has failed would be a guess
                    yield list(following.note(f"{error} The job may go on; asking again.\n"))
                away = True
                await self._wait(AWAY_PAUSE)
                continue
            away = False
            yield list(following.take(state, news, more=self._job.more))
            if self._job.more:
                continue
            if state.over:
                return
            pause = FIRST_PAUSE if news else min(pause * 1.3, self._job.pause)
            await self._wait(pause)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)
            self._changed.clear()

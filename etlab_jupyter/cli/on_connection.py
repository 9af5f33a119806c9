"""Runs a page where one of the user's stored connections leads, without a server."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import cast

from etlab_jupyter.api.pages import Place
from etlab_jupyter.api.runs import RunMode
from etlab_jupyter.cli.connection import find
from etlab_jupyter.cli.database import acting, with_store
from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.connection_checks import CheckError
from etlab_jupyter.connection_checks.address import reach
from etlab_jupyter.db.own_file import jobs_folder
from etlab_jupyter.db.store import Store
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunEvent, Runner, RunOptions
from etlab_jupyter.runners.choosing import runner_on
from etlab_jupyter.runners.connection import AbandonedError
from etlab_jupyter.runners.events import RunFinished, RunQueued
from etlab_jupyter.runners.kernel_run import KernelRun
from etlab_jupyter.runners.submit import JobPlace, SubmitRunner, job_of
from etlab_jupyter.running.targets import settings_of
from etlab_jupyter.services.vault import open_vault
from etlab_jupyter.spark_session import Settings, SparkSettings


def session_on(settings: Settings, kernel: str | None) -> Runner:
    """A runner in a session of its own; `ETLabError` where a kernel is named and none is used."""
    if kernel and not isinstance(settings, SparkSettings):
        raise ETLabError("This connection's sessions are in no kernel: leave out --kernel.")
    return ReachedRunner(settings, runner_on(settings, cwd=Path.cwd(), kernel_name=kernel))


def job_on(settings: Settings, options: RunOptions, name: str) -> Runner:
    """A runner that submits a job and follows it; `name` is the page's."""
    place = JobPlace(options.run_id, name or "ETLab", jobs_folder(), Path.cwd())
    return ReachedRunner(settings, SubmitRunner(job_of(settings, place)))


def settings_by_name(name: str, address: str, email: str, *, submit: bool) -> Settings:
    """Where a user's connection leads, or its jobs go; ends the command where it is unknown."""

    async def look(store: Store) -> Settings | None:
        actor = await acting(store, email)
        place = Place(connection_id=(await find(store, actor, name)).id)
        mode: RunMode = "submit" if submit else "interactive"
        return await settings_of(store, open_vault(), actor, place, mode)

    return cast(Settings, with_store(address, look))


class ReachedRunner:
    """Tells at once where nothing answers, else runs; forgets a job that is over."""

    def __init__(self, settings: Settings, runner: Runner) -> None:
        self._settings = settings
        self._runner = runner
        self._reaching: KernelRun | None = None

    async def run(
        self, cells: Sequence[Cell], options: RunOptions | None = None
    ) -> AsyncIterator[RunEvent]:
        """Run the cells."""
        run = KernelRun(cells, options or RunOptions())
        if not await self._reaches(run):
            yield run.stamp(RunQueued, nodes=tuple(cell.node for cell in cells))
            yield run.stamp(RunFinished, **run.summary())
            return
        seq = 0
        try:
            events = cast(AsyncGenerator[RunEvent, None], self._runner.run(cells, run.options))
            async with aclosing(events):
                async for event in events:
                    seq = event.seq
                    yield event
        except ETLabError as error:
            run.error = str(error)
            last = run.stamp(RunFinished, **run.summary())
            yield last.model_copy(update={"seq": seq + 1})
        if isinstance(self._runner, SubmitRunner):
            await self._runner.forget()

    async def _reaches(self, run: KernelRun) -> bool:
        """Whether something answers, and nobody has cancelled the run meanwhile."""
        self._reaching = run
        try:
            await run.unless_cancelled(reach(self._settings))
        except AbandonedError:
            pass
        except CheckError as error:
            run.error = str(error)
        finally:
            self._reaching = None
        run.unfinished = run.cancelled.is_set()
        return not run.error and not run.unfinished

    async def cancel(self, *, now: bool = False) -> None:
        """Stop the run; an `ETLabError` says why it goes on."""
        if self._reaching is not None:
            self._reaching.cancelled.set()
        await self._runner.cancel(now=now)

    async def close(self) -> None:
        """End the session; a job goes on."""
        await self._runner.close()

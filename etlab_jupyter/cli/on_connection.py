"""Runs a page where one of the user's stored connections leads, without a server."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import cast

import click

from etlab_jupyter.api.pages import Place
from etlab_jupyter.api.runs import RunMode, RunRecord
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
from etlab_jupyter.running import recording
from etlab_jupyter.running.targets import settings_of
from etlab_jupyter.services.vault import open_vault
from etlab_jupyter.spark_session import Settings, SparkSettings


class OnConnection:
    """One run on a user's connection; ends the command where the connection is unknown.

    `address` is the database's, `email` the user's.
    """

    def __init__(self, name: str, address: str, email: str, *, submit: bool) -> None:
        self._address = address
        self._email = email
        self._mode: RunMode = "submit" if submit else "interactive"
        self._id, self._settings = with_store(address, lambda store: self._find(store, name))

    async def _find(self, store: Store, name: str) -> tuple[uuid.UUID, Settings]:
        actor = await acting(store, self._email)
        id_ = (await find(store, actor, name)).id
        place = Place(connection_id=id_)
        found = await settings_of(store, open_vault(), actor, place, self._mode)
        return id_, cast(Settings, found)

    def runner(self, options: RunOptions, name: str, kernel: str | None) -> Runner:
        """In a session of its own, or of a job; `name` is the page's.

        `ETLabError` where a kernel is named and none is used.
        """
        settings = self._settings
        if self._mode == "submit":
            place = JobPlace(options.run_id, name or "ETLab", jobs_folder(), Path.cwd())
            return ReachedRunner(settings, SubmitRunner(job_of(settings, place)))
        if kernel and not isinstance(settings, SparkSettings):
            raise ETLabError("This connection's sessions are in no kernel: leave out --kernel.")
        return ReachedRunner(settings, runner_on(settings, cwd=Path.cwd(), kernel_name=kernel))

    def record(self, run: RunRecord) -> None:
        """Put the run, which is over, into the history; says so where that fails."""
        told = run.model_copy(update={"mode": self._mode, "connection_id": self._id})

        async def add(store: Store) -> None:
            await recording.record(store, await acting(store, self._email), told)

        with_store(self._address, add, _not_recorded)


def _not_recorded(why: str, _: int) -> None:
    click.secho(f"The run is not in the history: {why}", fg="yellow", err=True)


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

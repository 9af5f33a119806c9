"""Starts, cancels and picks up runs, and sees that what happens is recorded."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from etlab_jupyter.api.enums import RunStatus
from etlab_jupyter.api.pages import (
    PathListing,
    PathSource,
    PreviewResult,
    PreviewRows,
    PreviewSource,
    Source,
)
from etlab_jupyter.api.runs import OwnKernel, Run, RunIn, RunOptionsIn, RunRequest
from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.codegen.cells import to_script
from etlab_jupyter.connection_checks.address import reach
from etlab_jupyter.db.models import ExecutionHistory
from etlab_jupyter.db.store import Store
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunOptions, events
from etlab_jupyter.runners.base import OpenRunner, Resume
from etlab_jupyter.runners.submit import JobPlace, SubmitRunner, job_of
from etlab_jupyter.running.kernels import BusyKernelError, Kernels, Key, Slot
from etlab_jupyter.running.live import LiveRun
from etlab_jupyter.running.paths import list_path
from etlab_jupyter.running.record import LOG_LIMIT, Record
from etlab_jupyter.running.targets import (
    check_job,
    options_of,
    reach_again,
    settings_again,
    settings_of,
)
from etlab_jupyter.services import looks, runs
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import BusyError, InvalidError
from etlab_jupyter.services.vault import Vault
from etlab_jupyter.spark_session import Settings

X = ExecutionHistory
STORE_TIMEOUT = 10
RECOVER_SECONDS = 30
LOST = "The server was stopped while this ran, and its {}"


class RunManager:
    """The runs of one server. `folder` is where relative paths in pages start.

    `jobs` is the folder for the files of submitted jobs.
    """

    def __init__(
        self,
        store: Store,
        kernels: Kernels,
        vault: Vault,
        folder: Path,
        *,
        jobs: Path,
        log_limit: int = LOG_LIMIT,
        log: logging.Logger | logging.LoggerAdapter[Any] | None = None,
    ) -> None:
        self._store = store
        self._kernels = kernels
        self._vault = vault
        self._folder = folder
        self._jobs = jobs
        self._log_limit = log_limit
        self._log = log or logging.getLogger(__name__)
        self._live: dict[uuid.UUID, LiveRun] = {}
        self._recovered = asyncio.Event()
        self._cancelling: set[asyncio.Task[None]] = set()

    async def start(self, actor: Actor, body: RunIn) -> Run:
        """Record a run and start it; `PageError` where the page cannot run."""
        loaded = await looks.load(self._store, actor, body, versioned=True)
        if body.mode == "submit":
            check_job(body)
        settings = await settings_of(self._store, self._vault, actor, body, body.mode)
        request = RunRequest(
            document=loaded.document,
            parameters=body.parameters,
            ansi=body.ansi,
            options=body.options,
            mode=body.mode,
            kernel_id=body.kernel_id,
            connection_id=body.connection_id,
            schemas=dict(loaded.schemas),
        )
        cells = await self._cells(request, runnable=True)
        to_node = body.options.to_node
        if to_node is not None and to_node not in {cell.node for cell in cells}:
            raise InvalidError(f"The page has no node {to_node!r}.", field="options.to_node")
        row = X(
            user_id=actor.id,
            page_id=loaded.page_id,
            page_version=loaded.version,
            page_name=loaded.document.name,
            page_path=body.page_path if loaded.page_id is None else None,
            connection_id=body.connection_id,
            code=to_script(cells),
            status=RunStatus.PENDING,
            request=request.model_dump(mode="json", exclude_unset=True),
        )
        async with self._store.write() as session:
            session.add(row)
            await session.flush()
            run = await runs.run_of(session, actor, row)
        self._begin(row, request, cells, settings=settings)
        return run

    async def again(self, actor: Actor, run_id: uuid.UUID) -> Run:
        """Start a run like an earlier one: of the page as it was then."""
        old, request = await runs.request_of(self._store, actor, run_id)
        names = RunRequest.model_fields.keys() - {"schemas"}
        asked = {name: getattr(request, name) for name in names}
        body = {"page_id": old.page_id, "page_path": old.page_path, **asked}
        return await self.start(actor, RunIn.model_validate(body, context={"folder": self._folder}))

    async def preview(self, actor: Actor, body: PreviewSource) -> PreviewResult:
        """Run up to a node and tell its first rows; cancelled when nobody waits any more."""
        options = RunOptionsIn(preview_rows=body.rows, preview_nodes=[body.node], to_node=body.node)
        run = await self.start(
            actor,
            RunIn(
                page_id=body.page_id, document=body.document, parameters=body.parameters,
                ansi=body.ansi, options=options, page_path=body.page_path, kernel_id=body.kernel_id,
                connection_id=body.connection_id,
            ),
        )  # fmt: skip
        live = self._live[run.id]
        found = []
        try:
            async for event in live.follow(1):
                if event["event"] == "preview":
                    fields = PreviewRows.model_fields
                    found.append(PreviewRows(**{name: event[name] for name in fields}))
        except asyncio.CancelledError:
            task = asyncio.create_task(self._cancel(live))
            self._cancelling.add(task)  # else it could be collected in the middle
            task.add_done_callback(self._cancelling.discard)
            raise
        if live.record.status is not RunStatus.COMPLETED:
            why = live.record.error or f"The run was {live.record.status.value}."
            raise BusyError(why, code="run-failed", node=body.node, run_id=str(run.id))
        return PreviewResult(run_id=run.id, previews=found)

    async def list_path(self, actor: Actor, body: PathSource) -> PathListing:
        """What is in a folder, as the Spark of the page's kernel sees it."""
        loaded = await looks.load(self._store, actor, body)
        made = looks.pipeline(loaded, body, self._folder)
        settings = await settings_of(self._store, self._vault, actor, body)
        page = None if body.kernel_id else loaded.page_id or body.page_path
        key = Key(actor.id, body.kernel_id, page, body.connection_id)
        kernel = self._kernel(key, settings)
        return await list_path(kernel, made.session_code, body.path)

    async def cancel(self, actor: Actor, run_id: uuid.UUID) -> Run:
        """Stop a run of one's own; nothing happens to one that is over."""
        async with self._store.read() as session:
            row = await runs.load(session, actor, run_id, own=True)
        if run_id not in self._live and not row.status.over:  # it is about to be picked up
            with suppress(TimeoutError):
                await asyncio.wait_for(self._recovered.wait(), RECOVER_SECONDS)
        live = self._live.get(run_id)
        if live is not None:
            await self._cancel(live)
        return await self.get(actor, run_id)

    async def get(self, actor: Actor, run_id: uuid.UUID) -> Run:
        """A run as it is at this moment, which the store hears of a little later."""
        found = await runs.get(self._store, actor, run_id)
        live = self._live.get(run_id)
        if live is None:
            return found
        return Run.model_validate({**found.model_dump(), **live.record.values()})

    async def delete(self, actor: Actor, run_id: uuid.UUID) -> None:
        """Delete a run that is over from the history."""
        live = self._live.get(run_id)
        if live is not None and live.record.status.over and live.task is not None:
            await asyncio.wait([live.task], timeout=STORE_TIMEOUT)
        await runs.delete(self._store, actor, run_id)

    async def stop_kernel(self, actor: Actor, page: OwnKernel) -> None:
        """Stop the kernel that a page has of its own for this person, if it has one by now."""
        place = page.page_id or page.page_path
        key = Key(actor.id, page=place, connection_id=page.connection_id)
        # A run that is over may still be about to leave its kernel.
        over = [run.task for run in self._live.values() if run.record.status.over and run.task]
        if over:
            await asyncio.wait(over, timeout=STORE_TIMEOUT)
        try:
            await self._kernels.stop(key)
        except BusyKernelError as error:
            raise BusyError(str(error)) from None

    async def follow(
        self, actor: Actor, run_id: uuid.UUID, start: int = 1
    ) -> AsyncGenerator[dict[str, Any], None]:
        """A run's events from number `start` on, as they come, until it is over."""
        async with self._store.read() as session:
            await runs.load(session, actor, run_id)
        live = self._live.get(run_id)
        end = live.first if live is not None else None
        while end is None or start < end:
            stored = await runs.events_from(self._store, run_id, start)
            for event in stored:
                start = event["seq"] + 1
                yield event
            if not stored:
                break
        if live is not None:
            async for event in live.follow(start):
                yield event

    async def recover(self) -> None:
        """Pick up the runs that a server before left unfinished, or record that they failed."""
        unfinished = (RunStatus.PENDING, RunStatus.RUNNING)
        async with self._store.read() as session:
            rows = list(await session.scalars(select(X).where(X.status.in_(unfinished))))
        await asyncio.gather(*(self._recover(row) for row in rows if row.id not in self._live))
        self._recovered.set()

    async def close(self) -> None:
        """Cancel what runs, but for jobs, record it, and stop our kernels."""
        live = list(self._live.values())
        ends = [run.leave() if run.job else self._cancel(run) for run in live]
        await asyncio.gather(*ends, return_exceptions=True)
        tasks = [run.task for run in live if run.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=10)
        await self._kernels.close()

    @asynccontextmanager
    async def _kernel(self, key: Key, settings: Settings | None) -> AsyncIterator[Slot]:
        """The kernel for a key; `CheckError` at once where its Spark cannot be reached."""
        if settings is not None:
            await reach(settings)
        async with self._kernels.slot(key, settings) as slot:
            yield slot

    @asynccontextmanager
    async def _runner(self, key: Key, settings: Settings | None) -> AsyncIterator[OpenRunner]:
        async with self._kernel(key, settings) as slot:
            yield slot.runner

    @asynccontextmanager
    async def _job(self, job: SubmitRunner, settings: Settings | None) -> AsyncIterator[OpenRunner]:
        """The runner of a job; with `settings`, if there is anything where they lead."""
        if settings is not None:
            await reach(settings)
        yield job

    async def _cells(self, request: RunRequest, *, runnable: bool = False) -> list[Cell]:
        source = Source(parameters=request.parameters, ansi=request.ansi)
        loaded = looks.Loaded(request.document, request.schemas, None, None, None)
        made = looks.pipeline(loaded, source, self._folder)
        return await asyncio.to_thread(lambda: made.runnable() if runnable else made.cells)

    def _begin(
        self,
        row: X,
        request: RunRequest,
        cells: list[Cell],
        record: Record | None = None,
        resume: Resume | None = None,
        settings: Settings | None = None,
    ) -> None:
        record = record or Record(row.id, self._log_limit)
        live = LiveRun(record, row.user_id, first=resume.seq + 1 if resume else 1)
        options = options_of(request, row.id, resume)
        self._live[row.id] = live
        if request.mode == "submit" and settings is not None:
            place = JobPlace(row.id.hex, row.page_name or "ETLab", self._jobs, self._folder)
            live.job = SubmitRunner(job_of(settings, place))
            runner = self._job(live.job, None if resume else settings)
        else:
            runner = self._runner(_key(row, request), settings)
        live.task = asyncio.create_task(self._run(live, runner, cells, options))

    async def _run(
        self,
        live: LiveRun,
        place: AbstractAsyncContextManager[OpenRunner],
        cells: list[Cell],
        options: RunOptions,
    ) -> None:
        storing = asyncio.create_task(live.store_events(self._store))
        try:
            async with place as runner:
                if not live.cancelled:
                    await runner.open()
                    live.runner = runner
                    async for event in runner.run(cells, options):
                        live.record.connection_file = runner.connection_file
                        await live.take(event)
        except ETLabError as error:
            await self._end(live, "failed", str(error))
        except asyncio.CancelledError:
            if not live.left:
                await self._end(live, "cancelled", None)
            raise
        except Exception:
            self._log.exception("Run %s ended by a mistake in ETLab", live.id)
            await self._end(live, "failed", "ETLab made a mistake; the server's log has more.")
        finally:
            live.runner = None
            if not live.record.status.over and not live.left:
                await self._end(live, "cancelled", None)
            await live.close()
            await storing
            if live.job is not None:
                if live.record.status.over:
                    await live.job.forget()
                await live.job.close()
            del self._live[live.id]

    async def _end(self, live: LiveRun, status: Any, error: str | None) -> None:
        """The last event of a run that did not come to one."""
        if not live.record.status.over:
            now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            await live.take(
                events.RunFinished(
                    run_id=live.id.hex, seq=live.next_seq, time=now, status=status, seconds=0,
                    error=error,
                )
            )  # fmt: skip

    async def _cancel(self, live: LiveRun) -> None:
        live.cancelled = True
        if live.runner is not None:
            try:
                await live.runner.cancel()
            except ETLabError as error:
                live.cancelled = False
                told = f"The run was not cancelled: {error}"
                raise BusyError(told, code="not-cancelled") from None
        elif live.task is not None and not live.task.done():
            live.task.cancel()
        if live.task is not None:
            with suppress(asyncio.CancelledError):
                await asyncio.wait([live.task], timeout=30)

    async def _recover(self, row: X) -> None:
        stored = await runs.all_events(self._store, row.id)
        told = tuple(events.RunEvent.from_dict(event) for event in stored)
        record = Record(row.id, self._log_limit)
        for event in told:
            record.take(event)
        resume = Resume(told)
        record.connection_file = row.connection_file
        request = None if row.request is None else RunRequest.model_validate(row.request)
        if request is None:
            await self._lose(LiveRun(record, row.user_id, first=resume.seq + 1), "kernel is gone.")
            return
        settings = await settings_again(self._store, self._vault, row.user_id, request)
        if request.mode == "submit":
            if settings is None:
                lost = "connection is gone: what has become of its job is not known."
                await self._lose(LiveRun(record, row.user_id, first=resume.seq + 1), lost)
                return
        else:
            runner = await reach_again(row.connection_file, settings)
            if runner is None:
                where = "Spark session" if request.connection_id else "kernel"
                await self._lose(
                    LiveRun(record, row.user_id, first=resume.seq + 1), f"{where} is gone."
                )
                return
            self._kernels.adopt(_key(row, request), runner)
        self._log.info("Picking up run %s where it was", row.id)
        self._begin(row, request, await self._cells(request), record, resume, settings)

    async def _lose(self, live: LiveRun, what: str) -> None:
        """Record that a run cannot be picked up."""
        await self._end(live, "failed", LOST.format(what))
        await live.close()
        await live.store_events(self._store)


def _key(row: X, request: RunRequest) -> Key:
    if request.kernel_id is not None:
        return Key(row.user_id, request.kernel_id)
    page = row.page_id or row.page_path
    return Key(row.user_id, page=page, connection_id=request.connection_id)

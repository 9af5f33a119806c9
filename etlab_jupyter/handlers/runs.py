"""Runs."""

from __future__ import annotations

from etlab_jupyter.api import runs as api
from etlab_jupyter.api.common import path_in
from etlab_jupyter.api.enums import RunStatus
from etlab_jupyter.handlers.route import UUID_SCHEMA, Call, Query, Routes
from etlab_jupyter.running import recording
from etlab_jupyter.services import runs
from etlab_jupyter.services.errors import InvalidError

routes = Routes("runs")
ONE = "/runs/{run_id}"
STATUS = Query({"type": "string", "enum": [s.value for s in RunStatus]}, "Only with this status.")
PAGE = Query(UUID_SCHEMA, "Only of this page.")
PATH = Query(
    {"type": "string", "maxLength": 1000},
    "Only of the page in this file, relative to the server's folder where it is in there.",
)


@routes.list("/runs", api.RunRow, page_id=PAGE, page_path=PATH, status=STATUS)
async def list_runs(call: Call) -> object:
    """One's own runs and those of pages that one can read, the newest first."""
    status = call.arguments.get("status")
    if status is not None and status not in [s.value for s in RunStatus]:
        raise InvalidError(f"There is no status {status!r}.", field="status")
    folder, path = call.context.folder, call.arguments.get("page_path")
    # Commands know no folder of the server's: they name a file as the file system does.
    paths = () if path is None else (path_in(folder, path), str(folder / path))
    found = await runs.find_all(
        call.context.store, call.actor, call.listing,
        page_id=call.uuid("page_id"), page_paths=paths,
        status=RunStatus(status) if status else None,
    )  # fmt: skip
    return found.body()


@routes.add("POST", "/runs", body=api.RunIn, answer=api.Run, status=201)
async def start_run(call: Call) -> api.Run:
    """Start a run. Its events come over the WebSocket `/runs/{run_id}/events`."""
    return await call.context.runs.start(call.actor, call.body)


@routes.add("POST", "/runs/record", body=api.RunRecord, answer=api.Run, status=201)
async def record_run(call: Call) -> api.Run:
    """Put a run into the history that a notebook's kernel has made by itself."""
    return await recording.record(call.context.store, call.actor, call.body)


@routes.add("GET", ONE, answer=api.Run)
async def get_run(call: Call) -> api.Run:
    """A run with its code and its logs."""
    return await call.context.runs.get(call.actor, call.id("run_id"))


@routes.add("DELETE", ONE, status=204)
async def delete_run(call: Call) -> None:
    """Delete a run that is over from the history."""
    await call.context.runs.delete(call.actor, call.id("run_id"))


@routes.add("POST", f"{ONE}/cancel", answer=api.Run)
async def cancel_run(call: Call) -> api.Run:
    """Stop a run; answers when it has stopped."""
    return await call.context.runs.cancel(call.actor, call.id("run_id"))


@routes.add("POST", "/stop-kernel", body=api.OwnKernel, status=204)
async def stop_kernel(call: Call) -> None:
    """Stop the kernel that a page has of its own; its next run starts a new one."""
    await call.context.runs.stop_kernel(call.actor, call.body)


@routes.add("POST", f"{ONE}/again", answer=api.Run, status=201)
async def run_again(call: Call) -> api.Run:
    """Start a run like this one, of the page as it was then."""
    return await call.context.runs.again(call.actor, call.id("run_id"))

"""Runs that went on elsewhere, in a notebook's kernel or by a command, told afterwards."""

from __future__ import annotations

import uuid

from etlab_jupyter.api.runs import Run, RunRecord, RunRequest
from etlab_jupyter.db.models import ExecutionHistory
from etlab_jupyter.db.store import Store
from etlab_jupyter.runners import events
from etlab_jupyter.running.record import LOG_LIMIT, Record
from etlab_jupyter.services import connections, looks, runs
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import InvalidError


async def record(store: Store, actor: Actor, body: RunRecord, log_limit: int = LOG_LIMIT) -> Run:
    """Put a run that is over into the history."""
    if [event.seq for event in body.events] != list(range(1, len(body.events) + 1)):
        raise InvalidError("The events are not numbered from 1.", field="events")
    if not isinstance(body.events[-1], events.RunFinished):
        raise InvalidError("The run is not over.", field="events")
    if body.connection_id is not None:
        await connections.get(store, actor, body.connection_id)
    loaded = await looks.load(store, actor, body)
    request = RunRequest(
        document=loaded.document, parameters=body.parameters, ansi=body.ansi,
        options=body.options, mode=body.mode, connection_id=body.connection_id,
        schemas=dict(loaded.schemas),
    )  # fmt: skip
    told = Record(uuid.uuid4(), log_limit)
    for event in body.events:
        told.take(event)
    row = ExecutionHistory(
        id=told.run_id,
        user_id=actor.id,
        page_id=loaded.page_id,
        page_version=loaded.version,
        page_name=loaded.document.name,
        page_path=body.page_path if loaded.page_id is None else None,
        connection_id=body.connection_id,
        code=body.code,
        request=request.model_dump(mode="json", exclude_unset=True),
        **told.values(),
    )
    stored = [{**event.to_dict(), "run_id": row.id.hex} for event in body.events]
    async with store.write() as session:
        session.add(row)
        await session.flush()
        await runs.add_events(session, row.id, stored)
        return await runs.run_of(session, actor, row)

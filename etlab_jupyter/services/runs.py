"""Runs as they are recorded: listed, looked at, deleted. `running` makes them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.enums import Role, RunStatus
from etlab_jupyter.api.runs import Run, RunRequest
from etlab_jupyter.db import models
from etlab_jupyter.db.store import Store
from etlab_jupyter.services import users
from etlab_jupyter.services.access import Actor, require_role, workspaces_of
from etlab_jupyter.services.errors import BusyError, ForbiddenError, NotFoundError
from etlab_jupyter.services.listing import Found, ListQuery, find

X, P, E, U = models.ExecutionHistory, models.Page, models.ExecutionEvent, models.User
C = models.SparkConnection
COLUMNS: dict[str, Any] = {
    "id": X.id, "user_id": X.user_id, "user_name": users.NAME, "page_id": X.page_id,
    "page_version": X.page_version, "page_name": X.page_name, "page_path": X.page_path,
    "connection_id": X.connection_id, "connection_name": C.name, "status": X.status,
    "error": X.error, "result_summary": X.result_summary, "started_at": X.started_at,
    "completed_at": X.completed_at, "created_at": X.created_at,
}  # fmt: skip
JOINED = {"user_name", "connection_name"}
"""What of it is in other tables."""


async def find_all(
    store: Store,
    actor: Actor,
    query: ListQuery,
    *,
    page_id: uuid.UUID | None = None,
    page_paths: Collection[str] = (),
    status: RunStatus | None = None,
) -> Found:
    """The actor's own runs and those of the pages that the actor can read, the newest first."""
    readable = select(P.id).where(P.workspace_id.in_(workspaces_of(actor)))
    base = select(X.id).join(U, U.id == X.user_id)
    base = base.outerjoin(C, and_(C.id == X.connection_id, C.user_id == actor.id))
    base = base.where(or_(X.user_id == actor.id, X.page_id.in_(readable)))
    if page_id is not None:
        base = base.where(X.page_id == page_id)
    if page_paths:
        base = base.where(X.page_path.in_(page_paths))
    if status is not None:
        base = base.where(X.status == status)
    async with store.read() as session:
        return await find(
            session, base, COLUMNS, query, search=[X.page_name],
            sortable=("created_at", "started_at", "completed_at", "status"), default="-created_at",
        )  # fmt: skip


async def get(store: Store, actor: Actor, id_: uuid.UUID) -> Run:
    """A run with its code and its logs."""
    async with store.read() as session:
        return await run_of(session, actor, await load(session, actor, id_))


async def delete(store: Store, actor: Actor, id_: uuid.UUID) -> None:
    """Delete a run that is over from the history."""
    async with store.write() as session:
        row = await load(session, actor, id_, own=True)
        if not row.status.over:
            raise BusyError("The run is not over: cancel it first.")
        await session.delete(row)


async def load(
    session: AsyncSession, actor: Actor, id_: uuid.UUID, *, own: bool = False
) -> models.ExecutionHistory:
    """The row of a run that the actor may see; with `own`, may steer."""
    row = await session.get(X, id_)
    if row is not None and row.user_id == actor.id:
        return row
    if row is not None and row.page_id is not None:
        page = await session.get(P, row.page_id)
        if page is not None:
            try:
                await require_role(session, actor, page.workspace_id, Role.VIEWER)
            except NotFoundError:
                raise NotFoundError("There is no such run.") from None
            if own:
                raise ForbiddenError("This is somebody else's run.")
            return row
    raise NotFoundError("There is no such run.")


async def request_of(store: Store, actor: Actor, id_: uuid.UUID) -> tuple[Run, RunRequest]:
    """A run and what was asked for, so that it can be asked for again."""
    async with store.read() as session:
        row = await load(session, actor, id_)
        if row.request is None:
            raise BusyError("This run is of an older ETLab, which did not keep what it was of.")
        return await run_of(session, actor, row), RunRequest.model_validate(row.request)


async def events_from(
    store: Store, run_id: uuid.UUID, start: int, *, limit: int = 1000
) -> list[dict[str, Any]]:
    """Stored events of a run, from number `start` on; the caller has asked `load`."""
    query = select(E.event).where(E.run_id == run_id, E.seq >= start).order_by(E.seq).limit(limit)
    async with store.read() as session:
        return list(await session.scalars(query))


async def all_events(store: Store, run_id: uuid.UUID) -> list[dict[str, Any]]:
    """All stored events of a run."""
    query = select(E.event).where(E.run_id == run_id).order_by(E.seq)
    async with store.read() as session:
        return list(await session.scalars(query))


async def add_events(
    session: AsyncSession, run_id: uuid.UUID, events: Sequence[dict[str, Any]]
) -> None:
    """Store events."""
    rows = [{"run_id": run_id, "seq": event["seq"], "event": event} for event in events]
    if rows:
        await session.execute(insert(E), rows)


async def run_of(session: AsyncSession, actor: Actor, row: models.ExecutionHistory) -> Run:
    """A row as the API tells it to somebody."""
    values = {field: getattr(row, field) for field in COLUMNS if field not in JOINED}
    connection = None if row.connection_id is None else await session.get(C, row.connection_id)
    return Run(
        **values,
        user_name=await users.name_of(session, row.user_id),
        connection_name=connection.name if connection and connection.user_id == actor.id else None,
        mode=(row.request or {}).get("mode", "interactive"),
        code=row.code,
        logs=row.logs,
    )

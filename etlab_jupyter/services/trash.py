"""The trash: what was deleted stays in it for a while, and its name is free meanwhile."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.enums import Role
from etlab_jupyter.db import models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store
from etlab_jupyter.services.access import Actor, RowT, load_row
from etlab_jupyter.services.errors import ConflictError
from etlab_jupyter.services.names import free_name
from etlab_jupyter.services.versions import flush, require_version

_EMPTIED = (models.Workspace, models.Page, models.SchemaDefinition, models.DagDefinition)


def where(table: Any, deleted: bool) -> ColumnElement[bool]:
    """That a row of the table is in the trash, or that it is not."""
    found: ColumnElement[bool] = table.deleted_at.is_(None)
    return ~found if deleted else found


async def free_live_name(
    session: AsyncSession, table: Any, workspace_id: uuid.UUID, name: str
) -> str:
    """The name, or with the next number that no row of the workspace outside of the trash has."""
    taken = select(table.live_name).where(
        table.workspace_id == workspace_id, table.live_name.is_not(None)
    )
    return free_name(name, set(await session.scalars(taken)))


async def put(
    store: Store, actor: Actor, table: type[RowT], id_: uuid.UUID, based_on: int | None
) -> None:
    """Put a row into the trash; `StaleError` unless it is at the version `based_on`."""
    async with store.write() as session:
        row = await load_row(session, actor, table, id_, Role.EDITOR, for_update=True)
        require_version(row, based_on)
        row.deleted_at, row.live_name = utc_now(), None


async def take_out(
    session: AsyncSession, actor: Actor, table: type[RowT], id_: uuid.UUID, taken: str
) -> RowT:
    """Take a row out of the trash; where its name is taken by now, it gets a number.

    Raises `NameTakenError` with the text `taken` if somebody takes that name at the same moment.
    """
    row = await load_row(session, actor, table, id_, Role.EDITOR, for_update=True, in_trash=True)
    if row.deleted_at is not None:
        row.name = await free_live_name(session, table, row.workspace_id, row.name)
        row.deleted_at, row.live_name = None, row.name
        await flush(session, taken)
        await session.refresh(row)
    return row


async def purge(store: Store, actor: Actor, table: type[RowT], id_: uuid.UUID) -> None:
    """Delete a row in the trash, and all that hangs on it, for good."""
    async with store.write() as session:
        row = await load_row(
            session, actor, table, id_, Role.EDITOR, for_update=True, in_trash=True
        )
        if row.deleted_at is None:
            raise ConflictError("Only what is in the trash can be deleted for good.")
        await session.delete(row)


async def purge_older_than(store: Store, days: float) -> int:
    """Delete for good what has been in the trash for so many days; how many rows that were."""
    end = utc_now() - timedelta(days=days)
    count = 0
    async with store.write() as session:
        for table in _EMPTIED:
            found = await session.execute(delete(table).where(table.deleted_at < end))
            count += found.rowcount  # type: ignore[attr-defined]
    return count

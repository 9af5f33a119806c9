"""Schema definitions."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter import schema_import
from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.schemas import Columns, Schema, SchemaChange, SchemaImport, SchemaIn
from etlab_jupyter.api.workspaces import Move
from etlab_jupyter.db import models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store
from etlab_jupyter.schema_comments import add_json_schema_comments, add_spark_comments
from etlab_jupyter.schema_definition import ColumnDefinition, to_definitions
from etlab_jupyter.services import trash
from etlab_jupyter.services.access import Actor, load_row, require_role, within
from etlab_jupyter.services.errors import InvalidError
from etlab_jupyter.services.listing import Found, ListQuery, find
from etlab_jupyter.services.versions import apply, flush, require_version

S = models.SchemaDefinition
COLUMNS: dict[str, Any] = {
    "id": S.id, "workspace_id": S.workspace_id, "name": S.name, "description": S.description,
    "created_at": S.created_at, "updated_at": S.updated_at, "version": S.version,
    "deleted_at": S.deleted_at,
}  # fmt: skip
TAKEN = "The workspace has a schema of this name already."


async def create(store: Store, actor: Actor, body: SchemaIn) -> Schema:
    """Make a schema."""
    async with store.write() as session:
        await require_role(session, actor, body.workspace_id, Role.EDITOR)
        values = body.model_dump(exclude={"columns"})
        row = S(version=1, live_name=body.name, **values, columns=_plain(body.columns))
        session.add(row)
        await flush(session, TAKEN)
        return _schema(row)


async def find_all(
    store: Store,
    actor: Actor,
    query: ListQuery,
    *,
    workspace_id: uuid.UUID | None = None,
    deleted: bool = False,
) -> Found:
    """Schemas, without their columns, of one workspace or of all of the actor's.

    With `deleted` those in the trash.
    """
    base = select(S.id).where(trash.where(S, deleted))
    async with store.read() as session:
        base = base.where(await within(session, actor, S.workspace_id, workspace_id))
        return await find(
            session, base, COLUMNS, query, search=[S.name],
            sortable=("name", "created_at", "updated_at"), default="name",
        )  # fmt: skip


async def get(store: Store, actor: Actor, id_: uuid.UUID) -> Schema:
    """A schema with its columns, also from the trash."""
    async with store.read() as session:
        return _schema(await load_row(session, actor, S, id_, Role.VIEWER, in_trash=True))


async def change(
    store: Store, actor: Actor, id_: uuid.UUID, body: SchemaChange, based_on: int | None
) -> Schema:
    """Save what changed of a schema as its next version."""
    values = body.model_dump(exclude_unset=True, exclude={"columns"})
    if body.columns is not None:
        values["columns"] = _plain(body.columns)
    if values.get("name", "") is None:
        del values["name"]
    async with store.write() as session:
        row = await load_row(session, actor, S, id_, Role.EDITOR, for_update=True)
        require_version(row, based_on)
        if apply(row, values):
            row.version += 1
            row.live_name = row.name
            row.updated_at = utc_now()
            await flush(session, TAKEN)
        return _schema(row)


async def move(
    store: Store, actor: Actor, id_: uuid.UUID, body: Move, based_on: int | None
) -> Schema:
    """Put a schema into another workspace. Pages that name it say so when they are checked."""
    async with store.write() as session:
        row = await load_row(session, actor, S, id_, Role.EDITOR, for_update=True)
        require_version(row, based_on)
        await require_role(session, actor, body.workspace_id, Role.EDITOR)
        row.workspace_id = body.workspace_id
        await flush(session, TAKEN)
        await session.refresh(row)
        return _schema(row)


async def delete(store: Store, actor: Actor, id_: uuid.UUID, based_on: int | None) -> None:
    """Put a schema into the trash. Pages that name it say so when they are checked."""
    await trash.put(store, actor, S, id_, based_on)


async def restore(store: Store, actor: Actor, id_: uuid.UUID) -> Schema:
    """Take a schema out of the trash; where its name is taken by now, it gets a number."""
    async with store.write() as session:
        return _schema(await trash.take_out(session, actor, S, id_, TAKEN))


async def purge(store: Store, actor: Actor, id_: uuid.UUID) -> None:
    """Delete a schema in the trash for good."""
    await trash.purge(store, actor, S, id_)


async def read(body: SchemaImport, base_dir: Path) -> Columns:
    """Columns from DDL, another kind of schema, or a file; `InvalidError` with the field."""

    def look() -> Columns:
        if body.spark is not None:
            columns = to_definitions(schema_import.from_spark_json(body.spark))
            add_spark_comments(columns, body.spark)
        elif body.json_schema is not None:
            columns = to_definitions(schema_import.from_json_schema(body.json_schema))
            add_json_schema_comments(columns, body.json_schema)
        elif body.ddl is not None:
            columns = to_definitions(schema_import.from_ddl(body.ddl))
        else:
            path = base_dir / (body.path or "")
            columns = to_definitions(schema_import.from_file(body.format, path, body.options))
        return Columns(columns=columns)

    try:
        return await asyncio.to_thread(look)
    except schema_import.SchemaImportError as error:
        kinds = ("ddl", "spark", "json_schema", "path")
        given = next(name for name in kinds if getattr(body, name) is not None)
        raise InvalidError(str(error), field=given) from None


async def of_workspace(
    session: AsyncSession, workspace_id: uuid.UUID
) -> dict[str, list[dict[str, Any]]]:
    """The schemas of a workspace: columns by name, for the pages that name them."""
    found = await session.execute(
        select(S.name, S.columns).where(S.workspace_id == workspace_id, trash.where(S, False))
    )
    return {row.name: row.columns for row in found}


def _plain(columns: list[ColumnDefinition]) -> list[dict[str, Any]]:
    return [column.model_dump(mode="json", exclude_unset=True) for column in columns]


def _schema(row: models.SchemaDefinition) -> Schema:
    return Schema(**{f: getattr(row, f) for f in COLUMNS}, columns=row.columns)

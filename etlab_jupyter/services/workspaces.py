"""Workspaces."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.workspaces import (
    Workspace,
    WorkspaceChange,
    WorkspaceIn,
    WorkspaceSettings,
)
from etlab_jupyter.db import models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store
from etlab_jupyter.services.access import Actor, require_role
from etlab_jupyter.services.errors import ConflictError, NotFoundError
from etlab_jupyter.services.listing import Found, ListQuery, find
from etlab_jupyter.services.versions import apply

W, M = models.Workspace, models.WorkspaceMember
COLUMNS: dict[str, Any] = {
    "id": W.id, "name": W.name, "description": W.description, "owner_id": W.owner_id,
    "created_at": W.created_at, "updated_at": W.updated_at, "deleted_at": W.deleted_at,
    "role": M.role,
}  # fmt: skip


def add(
    session: AsyncSession, actor: Actor, name: str, *, id_: uuid.UUID | None = None, **fields: Any
) -> models.Workspace:
    """A new workspace that the actor owns, in a session that is open."""
    workspace = W(id=id_ or uuid.uuid4(), name=name, owner_id=actor.id, **fields)
    session.add(workspace)
    workspace.members.append(M(user_id=actor.id, role=Role.OWNER))
    return workspace


async def create(store: Store, actor: Actor, body: WorkspaceIn) -> Workspace:
    """Make a workspace; its maker is its owner."""
    async with store.write() as session:
        settings = body.settings and body.settings.model_dump(mode="json", exclude_unset=True)
        row = add(session, actor, body.name, description=body.description, settings=settings)
        await session.flush()
        return _workspace(row, Role.OWNER)


async def find_all(store: Store, actor: Actor, query: ListQuery, *, deleted: bool = False) -> Found:
    """The workspaces that the actor is a member of, or those of them in the trash."""
    where = W.deleted_at.is_not(None) if deleted else W.deleted_at.is_(None)
    base = select(W.id).join(M, M.workspace_id == W.id).where(M.user_id == actor.id, where)
    async with store.read() as session:
        return await find(
            session, base, COLUMNS, query, search=[W.name],
            sortable=("name", "created_at", "updated_at"), default="name",
        )  # fmt: skip


async def get(store: Store, actor: Actor, id_: uuid.UUID) -> Workspace:
    """One workspace, also from the trash."""
    async with store.read() as session:
        role = await require_role(session, actor, id_, Role.VIEWER, in_trash=True)
        return _workspace(await session.get_one(W, id_), role)


async def change(store: Store, actor: Actor, id_: uuid.UUID, body: WorkspaceChange) -> Workspace:
    """Rename a workspace, or change its description or settings."""
    async with store.write() as session:
        role = await require_role(session, actor, id_, Role.OWNER)
        row = await session.get_one(W, id_, with_for_update=True)
        values = body.model_dump(mode="json", exclude_unset=True)
        if values.get("name", "") is None:
            del values["name"]
        if apply(row, values):
            await session.flush()
            await session.refresh(row)
        return _workspace(row, role)


async def delete(store: Store, actor: Actor, id_: uuid.UUID) -> None:
    """Put a workspace with all that is in it into the trash."""
    async with store.write() as session:
        await require_role(session, actor, id_, Role.OWNER)
        row = await session.get_one(W, id_, with_for_update=True)
        row.deleted_at = utc_now()


async def restore(store: Store, actor: Actor, id_: uuid.UUID) -> Workspace:
    """Take a workspace out of the trash."""
    async with store.write() as session:
        role = await require_role(session, actor, id_, Role.OWNER, in_trash=True)
        row = await session.get_one(W, id_, with_for_update=True)
        row.deleted_at = None
        await session.flush()
        await session.refresh(row)
        return _workspace(row, role)


async def purge(store: Store, actor: Actor, id_: uuid.UUID) -> None:
    """Delete a workspace in the trash, and all that is in it, for good."""
    async with store.write() as session:
        await require_role(session, actor, id_, Role.OWNER, in_trash=True)
        row = await session.get(W, id_, with_for_update=True)
        if row is None:
            raise NotFoundError("There is no such workspace.")
        if row.deleted_at is None:
            raise ConflictError("Only what is in the trash can be deleted for good.")
        await session.delete(row)


def _workspace(row: models.Workspace, role: Role) -> Workspace:
    values = {field: getattr(row, field) for field in COLUMNS if field != "role"}
    settings = None if row.settings is None else WorkspaceSettings.model_validate(row.settings)
    return Workspace(**values, settings=settings, role=role)

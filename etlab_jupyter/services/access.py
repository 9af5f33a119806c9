"""Who may do what: the one place that decides."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.enums import Role
from etlab_jupyter.db.models import (
    DagDefinition,
    Page,
    SchemaDefinition,
    Workspace,
    WorkspaceMember,
)
from etlab_jupyter.services.errors import ForbiddenError, NotFoundError

RowT = TypeVar("RowT", Page, SchemaDefinition, DagDefinition)
_WORDS: dict[type[Any], str] = {Page: "page", SchemaDefinition: "schema", DagDefinition: "DAG"}
_RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.OWNER: 2}
_MAY = {
    Role.VIEWER: "read",
    Role.EDITOR: "change pages, schemas and DAGs",
    Role.OWNER: "manage the workspace, its members and its share links",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts."""

    id: uuid.UUID
    email: str
    name: str | None = None


def allows(role: Role, needed: Role) -> bool:
    """Whether who has `role` may do what takes `needed`."""
    return _RANK[role] >= _RANK[needed]


async def require_role(
    session: AsyncSession,
    actor: Actor,
    workspace_id: uuid.UUID,
    needed: Role,
    *,
    in_trash: bool = False,
) -> Role:
    """The actor's role in a workspace.

    Raises `NotFoundError` for a workspace that is not there, that the actor is no member of, or
    (unless `in_trash`) that is in the trash, and `ForbiddenError` where the role is too small.
    """
    query = (
        select(WorkspaceMember.role)
        .join(Workspace, Workspace.id == WorkspaceMember.workspace_id)
        .where(Workspace.id == workspace_id, WorkspaceMember.user_id == actor.id)
    )
    if not in_trash:
        query = query.where(Workspace.deleted_at.is_(None))
    role = (await session.execute(query)).scalar_one_or_none()
    if role is None:
        raise NotFoundError("There is no such workspace.")
    if not allows(role, needed):
        raise ForbiddenError(
            f"You are {_a(role)} of this workspace; to {_MAY[needed]} takes {_a(needed)}."
        )
    return role


async def load_row(
    session: AsyncSession,
    actor: Actor,
    table: type[RowT],
    id_: uuid.UUID,
    needed: Role,
    *,
    for_update: bool = False,
    in_trash: bool = False,
) -> RowT:
    """A row of a workspace that the actor may use so; `NotFoundError`, `ForbiddenError`.

    One in the trash is not there unless `in_trash`.
    """
    row = await session.get(table, id_, with_for_update=for_update or None)
    missing = NotFoundError(f"There is no such {_WORDS[table]}.")
    if row is None:
        raise missing
    try:
        await require_role(session, actor, row.workspace_id, needed)
    except NotFoundError:
        raise missing from None
    if row.deleted_at is not None and not in_trash:
        raise missing
    return row


def workspaces_of(actor: Actor) -> Any:
    """The ids of the workspaces that the actor is a member of, as a subquery."""
    member = WorkspaceMember
    return (
        select(member.workspace_id)
        .join(Workspace, Workspace.id == member.workspace_id)
        .where(member.user_id == actor.id, Workspace.deleted_at.is_(None))
    )


async def within(
    session: AsyncSession, actor: Actor, column: Any, workspace_id: uuid.UUID | None
) -> ColumnElement[bool]:
    """That a row's `column` is this workspace, or one of all that the actor is a member of."""
    if workspace_id is None:
        return column.in_(workspaces_of(actor))  # type: ignore[no-any-return]
    await require_role(session, actor, workspace_id, Role.VIEWER)
    return column == workspace_id  # type: ignore[no-any-return]


def _a(role: Role) -> str:
    return f"{'an' if role in (Role.EDITOR, Role.OWNER) else 'a'} {role.value}"

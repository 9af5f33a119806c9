"""Members of workspaces, and the share links by which people become members."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.workspaces import (
    Join,
    MemberChange,
    MemberIn,
    MemberRow,
    ShareLinkChange,
    ShareLinkIn,
    ShareLinkRow,
    Workspace,
)
from etlab_jupyter.db import models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store
from etlab_jupyter.services import workspaces
from etlab_jupyter.services.access import Actor, require_role
from etlab_jupyter.services.errors import ConflictError, NotFoundError
from etlab_jupyter.services.listing import Found, ListQuery, find

M, U, L = models.WorkspaceMember, models.User, models.WorkspaceShareLink
COLUMNS: dict[str, Any] = {
    "id": M.id, "workspace_id": M.workspace_id, "user_id": M.user_id, "role": M.role,
    "created_at": M.created_at, "email": U.email, "name": U.name,
}  # fmt: skip
LINK_COLUMNS: dict[str, Any] = {
    "id": L.id, "workspace_id": L.workspace_id, "token": L.token, "role": L.role,
    "expires_at": L.expires_at, "is_active": L.is_active, "created_at": L.created_at,
}  # fmt: skip


async def find_all(store: Store, actor: Actor, workspace_id: uuid.UUID, query: ListQuery) -> Found:
    """The members of a workspace."""
    async with store.read() as session:
        await require_role(session, actor, workspace_id, Role.VIEWER)
        base = select(M.id).join(U, U.id == M.user_id).where(M.workspace_id == workspace_id)
        return await find(
            session, base, COLUMNS, query, search=[U.email, U.name],
            sortable=("email", "name", "role", "created_at"), default="email",
        )  # fmt: skip


async def add(store: Store, actor: Actor, workspace_id: uuid.UUID, body: MemberIn) -> MemberRow:
    """Take a person with an account into a workspace."""
    async with store.write() as session:
        await require_role(session, actor, workspace_id, Role.OWNER)
        email = body.email.strip().lower()
        user = await session.scalar(select(U).where(U.email == email))
        if user is None:
            raise NotFoundError(
                f"Nobody here has the address {email}. Send a share link instead.", field="email"
            )
        if await _membership(session, workspace_id, user.id) is not None:
            raise ConflictError(f"{email} is a member already; change the role instead.")
        member = M(workspace_id=workspace_id, user_id=user.id, role=body.role)
        session.add(member)
        await session.flush()
        return _member(member, user)


async def change(
    store: Store, actor: Actor, workspace_id: uuid.UUID, user_id: uuid.UUID, body: MemberChange
) -> MemberRow:
    """Give a member another role. The last owner stays one."""
    async with store.write() as session:
        await require_role(session, actor, workspace_id, Role.OWNER)
        member = await _load(session, workspace_id, user_id)
        if member.role is Role.OWNER and body.role is not Role.OWNER:
            await _keep_an_owner(session, workspace_id, user_id)
        member.role = body.role
        await session.flush()
        return _member(member, await session.get_one(U, user_id))


async def remove(store: Store, actor: Actor, workspace_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Take a member out of a workspace; everybody may leave. The last owner stays."""
    async with store.write() as session:
        own = user_id == actor.id
        await require_role(session, actor, workspace_id, Role.VIEWER if own else Role.OWNER)
        member = await _load(session, workspace_id, user_id)
        if member.role is Role.OWNER:
            await _keep_an_owner(session, workspace_id, user_id)
        await session.delete(member)


async def find_links(
    store: Store, actor: Actor, workspace_id: uuid.UUID, query: ListQuery
) -> Found:
    """The share links of a workspace, with their tokens: for owners."""
    async with store.read() as session:
        await require_role(session, actor, workspace_id, Role.OWNER)
        return await find(
            session, select(L.id).where(L.workspace_id == workspace_id), LINK_COLUMNS, query,
            search=[cast(L.role, String)], sortable=("created_at", "expires_at"),
            default="-created_at",
        )  # fmt: skip


async def add_link(
    store: Store, actor: Actor, workspace_id: uuid.UUID, body: ShareLinkIn
) -> ShareLinkRow:
    """Make a link that lets who opens it become a member."""
    async with store.write() as session:
        await require_role(session, actor, workspace_id, Role.OWNER)
        link = L(
            workspace_id=workspace_id,
            token=secrets.token_urlsafe(32),
            role=body.role,
            expires_at=body.expires_at,
            is_active=True,
        )
        session.add(link)
        await session.flush()
        return ShareLinkRow.model_validate(link)


async def change_link(
    store: Store, actor: Actor, workspace_id: uuid.UUID, link_id: uuid.UUID, body: ShareLinkChange
) -> ShareLinkRow:
    """Switch a link off or on, or give it another end."""
    async with store.write() as session:
        await require_role(session, actor, workspace_id, Role.OWNER)
        link = await _load_link(session, workspace_id, link_id)
        for field, value in body.model_dump(exclude_unset=True).items():
            if value is not None or field == "expires_at":
                setattr(link, field, value)
        await session.flush()
        return ShareLinkRow.model_validate(link)


async def remove_link(
    store: Store, actor: Actor, workspace_id: uuid.UUID, link_id: uuid.UUID
) -> None:
    """Delete a link. Who joined by it stays."""
    async with store.write() as session:
        await require_role(session, actor, workspace_id, Role.OWNER)
        await session.delete(await _load_link(session, workspace_id, link_id))


async def join(store: Store, actor: Actor, body: Join) -> Workspace:
    """Become a member by a link's token; who is one already keeps the role."""
    async with store.write() as session:
        live = select(models.Workspace.id).where(models.Workspace.deleted_at.is_(None))
        known = select(L).where(L.token == body.token, L.workspace_id.in_(live))
        link = await session.scalar(known)
        now = utc_now()
        if link is None or not link.is_active or (link.expires_at and link.expires_at <= now):
            raise NotFoundError("This link is not valid (any more). Ask for a new one.")
        if await _membership(session, link.workspace_id, actor.id) is None:
            session.add(M(workspace_id=link.workspace_id, user_id=actor.id, role=link.role))
        await session.flush()
        workspace_id = link.workspace_id
    return await workspaces.get(store, actor, workspace_id)


async def _load(
    session: AsyncSession, workspace_id: uuid.UUID, user_id: uuid.UUID
) -> models.WorkspaceMember:
    # All owners are locked, so that two of them cannot leave at once.
    await session.execute(
        select(M.id).where(M.workspace_id == workspace_id, M.role == Role.OWNER).with_for_update()
    )
    member = await _membership(session, workspace_id, user_id)
    if member is None:
        raise NotFoundError("There is no such member.")
    return member


async def _membership(
    session: AsyncSession, workspace_id: uuid.UUID, user_id: uuid.UUID
) -> models.WorkspaceMember | None:
    query = select(M).where(M.workspace_id == workspace_id, M.user_id == user_id)
    return (await session.execute(query)).scalar_one_or_none()


async def _keep_an_owner(session: AsyncSession, workspace_id: uuid.UUID, but: uuid.UUID) -> None:
    others = select(M.user_id).where(
        M.workspace_id == workspace_id, M.role == Role.OWNER, M.user_id != but
    )
    heir = (await session.scalars(others.limit(1))).first()
    if heir is None:
        raise ConflictError("A workspace needs an owner: make somebody else one first.")
    workspace = await session.get_one(models.Workspace, workspace_id)
    if workspace.owner_id == but:
        workspace.owner_id = heir


async def _load_link(
    session: AsyncSession, workspace_id: uuid.UUID, link_id: uuid.UUID
) -> models.WorkspaceShareLink:
    link = await session.get(L, link_id)
    if link is None or link.workspace_id != workspace_id:
        raise NotFoundError("There is no such share link.")
    return link


def _member(member: models.WorkspaceMember, user: models.User) -> MemberRow:
    fields = ("id", "workspace_id", "user_id", "role", "created_at")
    values = {field: getattr(member, field) for field in fields}
    return MemberRow(**values, email=user.email, name=user.name)

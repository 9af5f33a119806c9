"""Pages and their saved versions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from sqlalchemy import insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.pages import Page, PageChange, PageDuplicate, PageIn
from etlab_jupyter.api.workspaces import Move
from etlab_jupyter.db import models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store
from etlab_jupyter.services import trash
from etlab_jupyter.services.access import Actor, load_row, require_role, within
from etlab_jupyter.services.listing import Found, ListQuery, find
from etlab_jupyter.services.versions import apply, flush, require_version

P, R = models.Page, models.PageRevision
COLUMNS: dict[str, Any] = {
    "id": P.id, "workspace_id": P.workspace_id, "name": P.name, "description": P.description,
    "created_at": P.created_at, "updated_at": P.updated_at, "version": P.version,
    "deleted_at": P.deleted_at,
}  # fmt: skip
KEPT = ("version", "name", "description", "nodes", "edges", "metadata_")
ATTRIBUTES = {"metadata": "metadata_"}
TAKEN = "The workspace has a page of this name already."


async def create(store: Store, actor: Actor, body: PageIn) -> Page:
    """Make a page."""
    async with store.write() as session:
        await require_role(session, actor, body.workspace_id, Role.EDITOR)
        return page_of(await add(session, actor, body.workspace_id, document_of(body)))


async def add(
    session: AsyncSession,
    actor: Actor,
    workspace_id: uuid.UUID,
    document: Mapping[str, Any],
    *,
    id_: uuid.UUID | None = None,
) -> models.Page:
    """A new page with its first version, in a session that is open."""
    row = P(
        id=id_ or uuid.uuid4(),
        workspace_id=workspace_id,
        name=document["name"],
        live_name=document["name"],
        description=document.get("description"),
        nodes=document["nodes"],
        edges=document["edges"],
        metadata_=document["metadata"],
        version=1,
    )
    session.add(row)
    await flush(session, TAKEN)
    await _keep(session, actor, row)
    return row


async def find_all(
    store: Store,
    actor: Actor,
    query: ListQuery,
    *,
    workspace_id: uuid.UUID | None = None,
    deleted: bool = False,
) -> Found:
    """Pages, without their nodes, of one workspace or of all that the actor is a member of.

    With `deleted` those in the trash.
    """
    base = select(P.id).where(trash.where(P, deleted))
    async with store.read() as session:
        base = base.where(await within(session, actor, P.workspace_id, workspace_id))
        return await find(
            session, base, COLUMNS, query, search=[P.name],
            sortable=("name", "created_at", "updated_at"), default="name",
        )  # fmt: skip


async def get(store: Store, actor: Actor, id_: uuid.UUID) -> Page:
    """A page with its nodes, also from the trash."""
    async with store.read() as session:
        return page_of(await load_row(session, actor, P, id_, Role.VIEWER, in_trash=True))


async def change(
    store: Store, actor: Actor, id_: uuid.UUID, body: PageChange, based_on: int | None
) -> Page:
    """Save what changed of a page as its next version.

    Where nothing differs, the version stays. Raises `StaleError` if the page is not at the version
    that the change is based on.
    """
    async with store.write() as session:
        row = await load_row(session, actor, P, id_, Role.EDITOR, for_update=True)
        require_version(row, based_on)
        await save(session, actor, row, document_of(body, exclude_unset=True))
        return page_of(row)


async def save(
    session: AsyncSession, actor: Actor, row: models.Page, values: dict[str, Any]
) -> None:
    """Makes the next version of a page that was read for update."""
    kept = {"description"}
    values = {field: v for field, v in values.items() if v is not None or field in kept}
    if not apply(row, values, ATTRIBUTES):
        return
    row.live_name = row.name
    row.version += 1
    row.generated_code = None  # of the version before
    row.updated_at = utc_now()
    await flush(session, TAKEN)
    await _keep(session, actor, row)


async def duplicate(store: Store, actor: Actor, id_: uuid.UUID, body: PageDuplicate) -> Page:
    """Copy a page, with a name of its own, also into another workspace."""
    async with store.write() as session:
        row = await load_row(session, actor, P, id_, Role.VIEWER)
        target = body.workspace_id or row.workspace_id
        await require_role(session, actor, target, Role.EDITOR)
        name = body.name or await trash.free_live_name(session, P, target, row.name)
        document = {**document_of(page_of(row)), "name": name}
        return page_of(await add(session, actor, target, document))


async def move(
    store: Store, actor: Actor, id_: uuid.UUID, body: Move, based_on: int | None
) -> Page:
    """Put a page into another workspace."""
    async with store.write() as session:
        row = await load_row(session, actor, P, id_, Role.EDITOR, for_update=True)
        require_version(row, based_on)
        await require_role(session, actor, body.workspace_id, Role.EDITOR)
        row.workspace_id = body.workspace_id
        await flush(session, TAKEN)
        await session.refresh(row)
        return page_of(row)


async def delete(store: Store, actor: Actor, id_: uuid.UUID, based_on: int | None) -> None:
    """Put a page into the trash."""
    await trash.put(store, actor, P, id_, based_on)


async def restore(store: Store, actor: Actor, id_: uuid.UUID) -> Page:
    """Take a page out of the trash; where its name is taken by now, it gets a number."""
    async with store.write() as session:
        return page_of(await trash.take_out(session, actor, P, id_, TAKEN))


async def purge(store: Store, actor: Actor, id_: uuid.UUID) -> None:
    """Delete a page in the trash, and its versions, for good."""
    await trash.purge(store, actor, P, id_)


def document_of(body: BaseModel, *, exclude_unset: bool = False) -> dict[str, Any]:
    """The parts of a page in a body, as plain values; those left out only with a default."""
    fields = {"name", "description", "nodes", "edges", "metadata"}
    found = {name: getattr(body, name) for name in fields}
    if exclude_unset:
        found = {name: value for name, value in found.items() if name in body.model_fields_set}
    return {name: _plain(value) for name, value in found.items()}


def page_of(row: models.Page) -> Page:
    """A row as the API tells it."""
    return Page(
        **{field: getattr(row, field) for field in COLUMNS},
        nodes=row.nodes or [],
        edges=row.edges or [],
        metadata=row.metadata_ or {},
        generated_code=row.generated_code,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    return value


async def _keep(session: AsyncSession, actor: Actor, row: models.Page) -> None:
    """Copies a stored page as its version, inside of the database."""
    found = select(
        literal(uuid.uuid4(), R.id.type), literal(utc_now(), R.created_at.type),
        literal(actor.id, R.user_id.type), P.id, *(getattr(P, field) for field in KEPT),
    ).where(P.id == row.id)  # fmt: skip
    names = ["id", "created_at", "user_id", "page_id", *KEPT]
    columns = [getattr(R, name) for name in names]
    await session.execute(insert(R).from_select(columns, found))

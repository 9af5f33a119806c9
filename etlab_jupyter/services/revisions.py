"""The saved versions of a page: listed, looked at, compared, restored."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.pages import Comparison, Page, Revision
from etlab_jupyter.db import models
from etlab_jupyter.db.store import Store
from etlab_jupyter.page.document import Document
from etlab_jupyter.services import comparison, pages, users
from etlab_jupyter.services.access import Actor, load_row
from etlab_jupyter.services.errors import NotFoundError
from etlab_jupyter.services.listing import Found, ListQuery, find
from etlab_jupyter.services.versions import require_version

P, R, U = models.Page, models.PageRevision, models.User
COLUMNS: dict[str, Any] = {
    "id": R.id, "page_id": R.page_id, "version": R.version, "name": R.name,
    "description": R.description, "user_id": R.user_id, "user_name": users.NAME,
    "created_at": R.created_at,
}  # fmt: skip


async def find_all(store: Store, actor: Actor, page_id: uuid.UUID, query: ListQuery) -> Found:
    """The versions of a page, the newest first."""
    async with store.read() as session:
        await load_row(session, actor, P, page_id, Role.VIEWER, in_trash=True)
        return await find(
            session, select(R.id).outerjoin(U, U.id == R.user_id).where(R.page_id == page_id),
            COLUMNS, query, search=[R.name], sortable=("version",), default="-version",
        )  # fmt: skip


async def get(store: Store, actor: Actor, page_id: uuid.UUID, version: int) -> Revision:
    """One version of a page."""
    async with store.read() as session:
        await load_row(session, actor, P, page_id, Role.VIEWER, in_trash=True)
        row = await _load(session, page_id, version)
        return _revision(row, await users.name_of(session, row.user_id))


async def restore(
    store: Store, actor: Actor, page_id: uuid.UUID, version: int, based_on: int | None
) -> Page:
    """Make an old version the newest: it is saved again, and nothing in between is lost."""
    async with store.write() as session:
        row = await load_row(session, actor, P, page_id, Role.EDITOR, for_update=True)
        require_version(row, based_on)
        old = await _load(session, page_id, version)
        values = {
            "description": old.description,
            "nodes": old.nodes or [],
            "edges": old.edges or [],
            "metadata": old.metadata_ or {},
        }
        await pages.save(session, actor, row, values)
        return pages.page_of(row)


async def compare(
    store: Store, actor: Actor, page_id: uuid.UUID, base: int, other: int
) -> Comparison:
    """What differs between two versions of a page. Where nodes are on the canvas does not count."""
    async with store.read() as session:
        await load_row(session, actor, P, page_id, Role.VIEWER, in_trash=True)
        old = await _load(session, page_id, base)
        new = old if other == base else await _load(session, page_id, other)
    names = (f"version {base}", f"version {other}")
    found = comparison.compare(_document(old), _document(new), names)
    return Comparison(base=base, other=other, **dict(found))


async def _load(session: AsyncSession, page_id: uuid.UUID, version: int) -> models.PageRevision:
    row = await session.scalar(select(R).where(R.page_id == page_id, R.version == version))
    if row is None:
        raise NotFoundError(f"The page has no version {version}.")
    return row


def _revision(row: models.PageRevision, user_name: str | None) -> Revision:
    fields = ("id", "page_id", "user_id", "created_at")
    return Revision(
        **{field: getattr(row, field) for field in fields},
        version=row.version,
        user_name=user_name,
        **_content(row),
    )


def _document(row: models.PageRevision) -> Document:
    return Document.model_validate(_content(row))


def _content(row: models.PageRevision) -> dict[str, Any]:
    return {
        "name": row.name,
        "description": row.description,
        "nodes": row.nodes or [],
        "edges": row.edges or [],
        "metadata": row.metadata_ or {},
    }

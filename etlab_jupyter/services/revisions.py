"""The saved versions of a page: listed, looked at, compared, restored."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.pages import Change, Changes, Comparison, Page, Revision
from etlab_jupyter.db import models
from etlab_jupyter.db.store import Store
from etlab_jupyter.page import dumps
from etlab_jupyter.page.document import Document
from etlab_jupyter.services import pages
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import NotFoundError
from etlab_jupyter.services.listing import Found, ListQuery, find
from etlab_jupyter.services.versions import require_version

R = models.PageRevision
COLUMNS: dict[str, Any] = {
    "id": R.id, "page_id": R.page_id, "version": R.version, "name": R.name,
    "description": R.description, "user_id": R.user_id, "created_at": R.created_at,
}  # fmt: skip
_UNSEEN = ("position", "width", "height", "measured", "selected", "dragging")


async def find_all(store: Store, actor: Actor, page_id: uuid.UUID, query: ListQuery) -> Found:
    """The versions of a page, the newest first."""
    async with store.read() as session:
        await pages.load(session, actor, page_id, Role.VIEWER, in_trash=True)
        return await find(
            session, select(R.id).where(R.page_id == page_id), COLUMNS, query,
            search=[R.name], sortable=("version",), default="-version",
        )  # fmt: skip


async def get(store: Store, actor: Actor, page_id: uuid.UUID, version: int) -> Revision:
    """One version of a page."""
    async with store.read() as session:
        await pages.load(session, actor, page_id, Role.VIEWER, in_trash=True)
        return _revision(await _load(session, page_id, version))


async def restore(
    store: Store, actor: Actor, page_id: uuid.UUID, version: int, based_on: int | None
) -> Page:
    """Make an old version the newest: it is saved again, and nothing in between is lost."""
    async with store.write() as session:
        row = await pages.load(session, actor, page_id, Role.EDITOR, for_update=True)
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
        await pages.load(session, actor, page_id, Role.VIEWER, in_trash=True)
        old = _revision(await _load(session, page_id, base))
        new = old if other == base else _revision(await _load(session, page_id, other))
    return Comparison(
        base=base,
        other=other,
        nodes=_changes(old.nodes, new.nodes),
        edges=_changes(old.edges, new.edges),
        page=[
            *(f for f in ("name", "description") if getattr(old, f) != getattr(new, f)),
            *_paths(old.metadata, new.metadata, "metadata"),
        ],
        text="".join(
            difflib.unified_diff(_text(old), _text(new), f"version {base}", f"version {other}", n=2)
        ),
    )


async def _load(session: AsyncSession, page_id: uuid.UUID, version: int) -> models.PageRevision:
    row = await session.scalar(select(R).where(R.page_id == page_id, R.version == version))
    if row is None:
        raise NotFoundError(f"The page has no version {version}.")
    return row


def _revision(row: models.PageRevision) -> Revision:
    return Revision(
        **{field: getattr(row, field) for field in COLUMNS},
        nodes=row.nodes or [],
        edges=row.edges or [],
        metadata=row.metadata_ or {},
    )


def _text(revision: Revision) -> list[str]:
    fields = ("name", "description", "nodes", "edges", "metadata")
    document = Document.model_validate({field: getattr(revision, field) for field in fields})
    return dumps(document).splitlines(keepends=True)


def _changes(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Changes:
    before = {part["id"]: part for part in old}
    after = {part["id"]: part for part in new}
    changed = []
    for id_ in (id_ for id_ in after if id_ in before):
        paths = [p for p in _paths(before[id_], after[id_]) if p.split(".")[0] not in _UNSEEN]
        if paths:
            changed.append(_change(after[id_], paths))
    return Changes(
        added=[_change(after[id_]) for id_ in after if id_ not in before],
        removed=[_change(before[id_]) for id_ in before if id_ not in after],
        changed=changed,
    )


def _change(part: dict[str, Any], paths: list[str] | None = None) -> Change:
    return Change(id=part["id"], label=part.get("data", {}).get("label"), paths=paths or [])


def _paths(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """The dotted paths of what differs."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            inner = f"{path}.{key}" if path else str(key)
            if key not in old or key not in new:
                yield inner
            else:
                yield from _paths(old[key], new[key], inner)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _paths(a, b, f"{path}.{index}")
    elif old != new:
        yield path

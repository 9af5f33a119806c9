"""Export and import of a whole workspace, and of single pages, schemas and DAGs."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.bundles import Added, FileIn, Imported
from etlab_jupyter.api.enums import Role
from etlab_jupyter.db import models
from etlab_jupyter.db.store import Store
from etlab_jupyter.services import pages, trash, workspaces
from etlab_jupyter.services.access import Actor, load_row, require_role
from etlab_jupyter.services.bundle_documents import (
    KINDS,
    DagFile,
    document_of,
    dump,
    fields_of,
    make_distinct,
    read_archive,
    read_files,
    values_of,
)
from etlab_jupyter.services.bundle_files import write_file, write_files
from etlab_jupyter.services.dags import free_dag_id

P, S, D, W = models.Page, models.SchemaDefinition, models.DagDefinition, models.Workspace
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


async def export(store: Store, actor: Actor, id_: uuid.UUID) -> list[tuple[str, str]]:
    """The files of a workspace, as paths and texts."""
    async with store.read() as session:
        await require_role(session, actor, id_, Role.VIEWER)
        row = await session.get_one(W, id_)
        found = {
            folder: [document_of(folder, one) for one in await _live(session, table, id_)]
            for folder, (table, _) in KINDS.items()
        }
    workspace = fields_of(row, "settings")
    return await asyncio.to_thread(lambda: list(write_files(workspace, found)))


async def export_one(store: Store, actor: Actor, folder: str, id_: uuid.UUID) -> str:
    """The file that an export of the workspace has for a page, schema or DAG (`folder`)."""
    async with store.read() as session:
        row = await load_row(session, actor, KINDS[folder][0], id_, Role.VIEWER)
        document = document_of(folder, row)
    return await asyncio.to_thread(write_file, folder, document)


async def _live(session: AsyncSession, table: Any, workspace_id: uuid.UUID) -> list[Any]:
    mine = select(table).where(table.workspace_id == workspace_id, trash.where(table, False))
    return list(await session.scalars(mine.order_by(table.name)))


async def load(store: Store, actor: Actor, files: Mapping[str, str]) -> Imported:
    """A new workspace of the files. Ids are kept where they are free, else replaced everywhere."""
    head, parts = await asyncio.to_thread(read_archive, files)
    async with store.write() as session:
        ids = _Ids(session)
        workspace = workspaces.add(
            session,
            actor,
            head.name,
            id_=await ids.keep(W, head.id),
            description=head.description,
            settings=head.settings and dump(head.settings),
        )
        await session.flush()
        workspace_id = workspace.id
        await _add(session, actor, workspace_id, parts, ids)
    return Imported(
        workspace=await workspaces.get(store, actor, workspace_id),
        new_ids=ids.new,
        **{folder: len(found) for folder, found in parts.items()},
    )


async def add(
    store: Store, actor: Actor, workspace_id: uuid.UUID, files: Sequence[FileIn]
) -> Added:
    """Put pages, schemas and DAGs of files into a workspace: all of them, or none.

    What a file is, its content tells; one without a name is called after its file. A name that is
    taken gets the next number, and an id that is taken is replaced everywhere.
    """
    parts = await asyncio.to_thread(read_files, files)
    async with store.write() as session:
        await require_role(session, actor, workspace_id, Role.EDITOR)
        for folder, (table, _) in KINDS.items():
            mine = table.workspace_id == workspace_id
            names = await session.scalars(select(table.live_name).where(mine))
            make_distinct(parts[folder], {name for name in names if name is not None})
        ids = _Ids(session)
        await _add(session, actor, workspace_id, parts, ids)
    return Added(new_ids=ids.new, **ids.added)


async def _add(
    session: AsyncSession,
    actor: Actor,
    workspace_id: uuid.UUID,
    parts: Mapping[str, list[Any]],
    ids: _Ids,
) -> None:
    for page in parts["pages"]:
        id_ = await ids.keep(P, page.id)
        await pages.add(session, actor, workspace_id, pages.document_of(page), id_=id_)
        ids.added["pages"].append(id_)
    for schema in parts["schemas"]:
        id_ = await ids.keep(S, schema.id)
        values = {**values_of(schema), "live_name": schema.name}
        session.add(S(id=id_, workspace_id=workspace_id, version=1, **values))
        ids.added["schemas"].append(id_)
    await _add_dags(session, workspace_id, parts["dags"], ids)
    await session.flush()


async def _add_dags(
    session: AsyncSession, workspace_id: uuid.UUID, dags: list[DagFile], ids: _Ids
) -> None:
    """All get their ids first, since a task may name a DAG that comes later."""
    taken = set(await session.scalars(select(D.dag_id)))
    own: set[str] = set()
    rows = []
    for dag in dags:
        dag_id = free_dag_id(dag.dag_id, taken)
        values = {**values_of(dag), "dag_id": dag_id, "live_name": dag.name}
        taken.add(values["dag_id"])
        if dag.dag_id not in own:
            ids.note(dag.dag_id, values["dag_id"])
        own.add(dag.dag_id)
        rows.append(D(id=await ids.keep(D, dag.id), workspace_id=workspace_id, version=1, **values))
    ids.added["dags"] += [row.id for row in rows]
    for row in rows:
        row.tasks = [ids.in_task(task) for task in row.tasks or []]
    session.add_all(rows)


class _Ids:
    """Which ids could not be kept, and what they are now; the ids of what was added."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.new: dict[str, str] = {}
        self.added: dict[str, list[uuid.UUID]] = {folder: [] for folder in KINDS}

    async def keep(self, table: Any, id_: uuid.UUID | None) -> uuid.UUID:
        free = uuid.uuid4()
        if id_ is None:
            return free
        if (await self._session.scalar(select(table.id).where(table.id == id_))) is None:
            return id_
        self.note(str(id_), str(free))
        return free

    def note(self, old: str, new: str) -> None:
        if old != new:
            self.new[old] = new

    def in_task(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """A task whose config names things by their new ids."""
        return {**task, "config": self._replace(task.get("config", {}), "")}

    def _replace(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {k: self._replace(part, k) for k, part in value.items()}
        if isinstance(value, list):
            return [self._replace(part, key) for part in value]
        # A DAG id is a word like any other, and an id only where one belongs.
        if isinstance(value, str) and (_UUID.match(value) or key.endswith(("dag_id", "dag_ids"))):
            return self.new.get(value, value)
        return value

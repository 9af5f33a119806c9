"""Export and import of a whole workspace."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.bundles import Imported
from etlab_jupyter.api.common import Name, Text
from etlab_jupyter.api.dags import DagId, Schedule, Task, TaskEdge
from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.workspaces import WorkspaceSettings
from etlab_jupyter.db import models
from etlab_jupyter.db.store import Store
from etlab_jupyter.page.document import FORMAT, Document
from etlab_jupyter.schema_definition import ColumnDefinition
from etlab_jupyter.services import pages, trash, workspaces
from etlab_jupyter.services.access import Actor, require_role
from etlab_jupyter.services.bundle_files import write_files
from etlab_jupyter.services.dags import check_edges, free_dag_id
from etlab_jupyter.services.errors import InvalidError
from etlab_jupyter.services.json_text import read_json
from etlab_jupyter.services.names import free_name

P, S, D, W = models.Page, models.SchemaDefinition, models.DagDefinition, models.Workspace
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
Part = TypeVar("Part", bound=BaseModel)


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: uuid.UUID | None = None
    name: Name
    description: Text | None = None


class WorkspaceFile(_File):
    """`workspace.json`."""

    etlab_workspace: int
    settings: WorkspaceSettings | None = None


class SchemaFile(_File):
    """A schema's file."""

    columns: list[ColumnDefinition] = []


class DagFile(_File):
    """A DAG's file."""

    dag_id: DagId
    schedule: Schedule | None = None
    default_args: dict[str, Any] | None = None
    tasks: list[Task] = []
    edges: list[TaskEdge] = []


class PageFile(Document):
    """A page's file."""

    id: uuid.UUID | None = None
    name: Name
    description: Text | None = None


async def export(store: Store, actor: Actor, id_: uuid.UUID) -> list[tuple[str, str]]:
    """The files of a workspace, as paths and texts."""
    async with store.read() as session:
        await require_role(session, actor, id_, Role.VIEWER)
        row = await session.get_one(W, id_)
        dag_fields = ("dag_id", "schedule", "default_args", "tasks", "edges")
        found = {
            "pages": [_page(p) for p in await _live(session, P, id_)],
            "schemas": [_fields(s, "columns") for s in await _live(session, S, id_)],
            "dags": [_fields(d, *dag_fields) for d in await _live(session, D, id_)],
        }
    workspace = _fields(row, "settings")
    return await asyncio.to_thread(lambda: list(write_files(workspace, found)))


async def _live(session: AsyncSession, table: Any, workspace_id: uuid.UUID) -> list[Any]:
    mine = select(table).where(table.workspace_id == workspace_id, trash.where(table, False))
    return list(await session.scalars(mine.order_by(table.name)))


async def load(store: Store, actor: Actor, files: Mapping[str, str]) -> Imported:
    """A new workspace of the files. Ids are kept where they are free, else replaced everywhere."""
    head, parts = await asyncio.to_thread(_read_all, files)
    async with store.write() as session:
        ids = _Ids(session)
        workspace = workspaces.add(
            session,
            actor,
            head.name,
            id_=await ids.keep(W, head.id),
            description=head.description,
            settings=head.settings and _dump(head.settings),
        )
        await session.flush()
        workspace_id = workspace.id
        for page in parts["pages"]:
            document = pages.document_of(page)
            id_ = await ids.keep(P, page.id)
            await pages.add(session, actor, workspace_id, document, id_=id_)
        for schema in parts["schemas"]:
            id_ = await ids.keep(S, schema.id)
            values = {**_values(schema), "live_name": schema.name}
            session.add(S(id=id_, workspace_id=workspace_id, version=1, **values))
        await _add_dags(session, workspace_id, parts["dags"], ids)
        await session.flush()
    return Imported(
        workspace=await workspaces.get(store, actor, workspace_id),
        new_ids=ids.new,
        **{folder: len(found) for folder, found in parts.items()},
    )


async def _add_dags(
    session: AsyncSession, workspace_id: uuid.UUID, dags: list[DagFile], ids: _Ids
) -> None:
    """All get their ids first, since a task may name a DAG that comes later."""
    taken = set(await session.scalars(select(D.dag_id)))
    own: set[str] = set()
    rows = []
    for dag in dags:
        dag_id = free_dag_id(dag.dag_id, taken)
        values = {**_values(dag), "dag_id": dag_id, "live_name": dag.name}
        taken.add(values["dag_id"])
        if dag.dag_id not in own:
            ids.note(dag.dag_id, values["dag_id"])
        own.add(dag.dag_id)
        rows.append(D(id=await ids.keep(D, dag.id), workspace_id=workspace_id, version=1, **values))
    for row in rows:
        row.tasks = [ids.in_task(task) for task in row.tasks or []]
    session.add_all(rows)


class _Ids:
    """Which ids could not be kept, and what they are now."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.new: dict[str, str] = {}

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


def _read_all(files: Mapping[str, str]) -> tuple[WorkspaceFile, dict[str, list[Any]]]:
    if "workspace.json" not in files:
        raise InvalidError("There is no workspace.json in it.", field="workspace.json")
    head = _read(WorkspaceFile, "workspace.json", files["workspace.json"])
    if head.etlab_workspace > 1:
        raise InvalidError(
            "workspace.json was exported by a newer ETLab, which this one cannot read.",
            field="workspace.json",
        )
    kinds: dict[str, type[BaseModel]] = {
        "pages": PageFile, "schemas": SchemaFile, "dags": DagFile,
    }  # fmt: skip
    parts: dict[str, list[Any]] = {}
    for folder, kind in kinds.items():
        paths = sorted(path for path in files if path.startswith(f"{folder}/"))
        found: list[Any] = [_read(kind, path, files[path]) for path in paths]
        _distinct(found)
        parts[folder] = found
    return head, parts


def _read(kind: type[Part], path: str, text: str) -> Part:
    try:
        found = kind.model_validate(read_json(text))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise InvalidError(f"{path}: {where}: {first['msg']}", field=path) from None
    except ValueError as error:
        raise InvalidError(f"{path} cannot be read: {error}.", field=path) from None
    if isinstance(found, DagFile):
        _check_dag(found, path)
    if isinstance(found, PageFile) and found.etlab > FORMAT:
        raise InvalidError(f"{path} was written by a newer ETLab.", field=path)
    return found


def _check_dag(dag: DagFile, path: str) -> None:
    values = _dump(dag)
    try:
        check_edges(values.get("tasks", []), values.get("edges", []))
    except InvalidError as error:
        raise InvalidError(f"{path}: {error}", field=path) from None


def _distinct(found: list[Any]) -> None:
    """Names and ids that two files share: the later file gets others."""
    names: set[str] = set()
    ids: set[uuid.UUID] = set()
    for item in found:
        item.name = free_name(item.name, names)
        names.add(item.name)
        if item.id in ids:
            item.id = None
        if item.id is not None:
            ids.add(item.id)


def _page(row: models.Page) -> dict[str, Any]:
    return {
        **_fields(row),
        "nodes": row.nodes or [],
        "edges": row.edges or [],
        "metadata": row.metadata_ or {},
    }


def _fields(row: Any, *names: str) -> dict[str, Any]:
    return {"id": str(row.id), **{n: getattr(row, n) for n in ("name", "description", *names)}}


def _values(file: BaseModel) -> dict[str, Any]:
    return {k: v for k, v in _dump(file).items() if k != "id" and k in type(file).model_fields}


def _dump(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_unset=True)

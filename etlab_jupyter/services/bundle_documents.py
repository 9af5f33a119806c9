"""The documents of pages, schemas and DAGs in files: how they are written and read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from etlab_jupyter.api.bundles import FileIn
from etlab_jupyter.api.common import Name, Text
from etlab_jupyter.api.dags import DagId, Schedule, Task, TaskEdge
from etlab_jupyter.api.workspaces import WorkspaceSettings
from etlab_jupyter.db import models
from etlab_jupyter.page.document import FORMAT, Document
from etlab_jupyter.schema_definition import ColumnDefinition
from etlab_jupyter.services.dags import check_edges
from etlab_jupyter.services.errors import InvalidError
from etlab_jupyter.services.json_text import read_json
from etlab_jupyter.services.names import free_name

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


KINDS: dict[str, tuple[Any, type[BaseModel]]] = {
    "pages": (models.Page, PageFile),
    "schemas": (models.SchemaDefinition, SchemaFile),
    "dags": (models.DagDefinition, DagFile),
}
"""The table and the file of each kind, by the folder of an archive that has them."""
_DAG_FIELDS = ("dag_id", "schedule", "default_args", "tasks", "edges")


def document_of(folder: str, row: Any) -> dict[str, Any]:
    """What the file of a page, schema or DAG holds, from its row."""
    if folder == "pages":
        drawn = {"nodes": row.nodes or [], "edges": row.edges or []}
        return {**fields_of(row), **drawn, "metadata": row.metadata_ or {}}
    return fields_of(row, *(["columns"] if folder == "schemas" else _DAG_FIELDS))


def fields_of(row: Any, *names: str) -> dict[str, Any]:
    """The id, name and description of a row, and what else is named."""
    return {"id": str(row.id), **{n: getattr(row, n) for n in ("name", "description", *names)}}


def values_of(file: BaseModel) -> dict[str, Any]:
    """The columns of a row that is made of a file, all but its id."""
    return {k: v for k, v in dump(file).items() if k != "id" and k in type(file).model_fields}


def dump(model: BaseModel) -> dict[str, Any]:
    """A part of a file as it was written."""
    return model.model_dump(mode="json", exclude_unset=True)


def read_archive(files: Mapping[str, str]) -> tuple[WorkspaceFile, dict[str, list[Any]]]:
    """An exported workspace and its documents by folder; `InvalidError` names the wrong file."""
    if "workspace.json" not in files:
        raise InvalidError("There is no workspace.json in it.", field="workspace.json")
    head = _read(WorkspaceFile, "workspace.json", files["workspace.json"])
    if head.etlab_workspace > 1:
        raise InvalidError(
            "workspace.json was exported by a newer ETLab, which this one cannot read.",
            field="workspace.json",
        )
    parts: dict[str, list[Any]] = {}
    for folder, (_, kind) in KINDS.items():
        paths = sorted(path for path in files if path.startswith(f"{folder}/"))
        found: list[Any] = [_read(kind, path, files[path]) for path in paths]
        make_distinct(found)
        parts[folder] = found
    return head, parts


def read_files(files: Sequence[FileIn]) -> dict[str, list[Any]]:
    """The documents of single files by folder; `InvalidError` names the wrong file.

    What a file is, its content tells: browsers change names. One without a name is called after
    its file, as pages are that were drawn in a file.
    """
    parts: dict[str, list[Any]] = {folder: [] for folder in KINDS}
    for file in files:
        value = _json(file.name, file.text)
        folder = _folder_of(value)
        if folder is None:
            raise InvalidError(f"{file.name} is no page, schema or DAG.", field=file.name)
        named = {"name": file.name.split(".")[0], **value}
        parts[folder].append(_valid(KINDS[folder][1], file.name, named))
    return parts


def _folder_of(value: Any) -> str | None:
    keys = value.keys() if isinstance(value, dict) else ()
    marks = {"etlab": "pages", "nodes": "pages", "dag_id": "dags", "columns": "schemas"}
    return next((folder for key, folder in marks.items() if key in keys), None)


def _read(kind: type[Part], path: str, text: str) -> Part:
    return _valid(kind, path, _json(path, text))


def _json(path: str, text: str) -> Any:
    try:
        return read_json(text)
    except ValueError as error:
        raise InvalidError(f"{path} cannot be read: {error}.", field=path) from None


def _valid(kind: type[Part], path: str, value: Any) -> Part:
    try:
        found = kind.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise InvalidError(f"{path}: {where}: {first['msg']}", field=path) from None
    if isinstance(found, DagFile):
        _check_dag(found, path)
    if isinstance(found, PageFile) and found.etlab > FORMAT:
        raise InvalidError(f"{path} was written by a newer ETLab.", field=path)
    return found


def _check_dag(dag: DagFile, path: str) -> None:
    values = dump(dag)
    try:
        check_edges(values.get("tasks", []), values.get("edges", []))
    except InvalidError as error:
        raise InvalidError(f"{path}: {error}", field=path) from None


def make_distinct(found: list[Any], taken: Iterable[str] = ()) -> None:
    """Names and ids that two files share: the later file gets others."""
    names = set(taken)
    ids: set[uuid.UUID] = set()
    for item in found:
        item.name = free_name(item.name, names)
        names.add(item.name)
        if item.id in ids:
            item.id = None
        if item.id is not None:
            ids.add(item.id)

"""What can be told of a page without a run: its mistakes, its code, its columns."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.pages import (
    CellRow,
    Code,
    ColumnRow,
    NodeSchema,
    ProblemRow,
    Schemas,
    SchemaSource,
    Source,
    Validation,
)
from etlab_jupyter.db import models
from etlab_jupyter.db.store import Store
from etlab_jupyter.page.document import Document
from etlab_jupyter.pipeline import Pipeline, describe_schema
from etlab_jupyter.problems import Problem
from etlab_jupyter.schema_definition import ColumnDefinition
from etlab_jupyter.services import schemas
from etlab_jupyter.services.access import Actor, load_row
from etlab_jupyter.services.errors import InvalidError, NotFoundError

_COLUMNS = TypeAdapter(dict[str, list[ColumnDefinition]])


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document with what it needs of its workspace; `version` where it is as it is stored."""

    document: Document
    schemas: Mapping[str, list[dict[str, Any]]]
    page_id: uuid.UUID | None
    workspace_id: uuid.UUID | None
    version: int | None


async def load(store: Store, actor: Actor, source: Source, *, versioned: bool = False) -> Loaded:
    """The document that a request is about, stored or not.

    With `versioned` a document that was sent is held against the stored one for its version.
    """
    if source.page_id is None:
        if source.document is None:
            raise InvalidError("Name a stored page or send a document.", field="page_id")
        return Loaded(source.document, {}, None, None, None)
    async with store.read() as session:
        row = await load_row(session, actor, models.Page, source.page_id, Role.VIEWER)
        named = await schemas.of_workspace(session, row.workspace_id)
    version, document = None, source.document
    if document is None or versioned:
        fields = {"name": row.name, "description": row.description, "nodes": row.nodes or [],
                  "edges": row.edges or [], "metadata": row.metadata_ or {}}  # fmt: skip
        stored = Document.model_validate(fields)
        document = document or stored
        version = row.version if document == stored else None
    return Loaded(document, named, row.id, row.workspace_id, version)


def pipeline(loaded: Loaded, source: Source, base_dir: Path) -> Pipeline:
    """The pipeline of what was loaded."""
    return Pipeline(
        loaded.document,
        parameters=source.parameters,
        schemas=_COLUMNS.validate_python(loaded.schemas),
        base_dir=base_dir,
        ansi=source.ansi,
    )


async def validate(store: Store, actor: Actor, source: Source, base_dir: Path) -> Validation:
    """All that is wrong with a page."""
    loaded = await load(store, actor, source)

    def look() -> Validation:
        made = pipeline(loaded, source, base_dir)
        return Validation(runnable=not made.errors, problems=_problems(made.problems))

    return await asyncio.to_thread(look)


async def code(store: Store, actor: Actor, source: Source, base_dir: Path) -> Code:
    """The page as a script and as cells; `PageError` where it has errors."""
    loaded = await load(store, actor, source)

    def look() -> Code:
        made = pipeline(loaded, source, base_dir)
        cells = [
            CellRow(
                node=cell.node, kind=cell.kind, label=cell.label, source=cell.source,
                key=cell.key, variables=dict(cell.outputs),
            )
            for cell in made.cells
        ]  # fmt: skip
        return Code(code=made.code, cells=cells)

    return await asyncio.to_thread(look)


async def notebook(store: Store, actor: Actor, source: Source, base_dir: Path) -> dict[str, Any]:
    """The page as a notebook, bound to it; `PageError` where it has errors."""
    loaded = await load(store, actor, source)
    page_id = None if loaded.page_id is None else str(loaded.page_id)
    return await asyncio.to_thread(lambda: pipeline(loaded, source, base_dir).notebook(page_id))


async def columns(store: Store, actor: Actor, source: SchemaSource, base_dir: Path) -> Schemas:
    """The output columns of one node, or of all of them."""
    loaded = await load(store, actor, source)

    def look() -> Schemas:
        made = pipeline(loaded, source, base_dir)
        nodes = made.graph.nodes
        if source.node is not None and source.node not in nodes:
            raise NotFoundError(f"The page has no node {source.node!r}.", node=source.node)
        wanted = [source.node] if source.node is not None else list(nodes)
        found = []
        for node in wanted:
            for port in [port.name for port in nodes[node].type.outputs] or [""]:
                described = describe_schema(made.schema(node, port or None))
                rows = None if described is None else [ColumnRow(**c) for c in described]
                found.append(NodeSchema(node=node, port=port, columns=rows))
        return Schemas(schemas=found, problems=_problems(made.problems))

    return await asyncio.to_thread(look)


def _problems(problems: list[Problem]) -> list[ProblemRow]:
    return [ProblemRow(**problem.as_dict()) for problem in problems]

"""What can be told of a page, stored or not."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from etlab_jupyter.api import pages as api
from etlab_jupyter.api.node_types import FunctionRow, NodeTypeRow
from etlab_jupyter.api.notebooks import NotebookSync
from etlab_jupyter.api.schemas import Columns, SchemaImport
from etlab_jupyter.expressions.functions import FUNCTIONS
from etlab_jupyter.handlers.route import Call, Routes
from etlab_jupyter.nodes import registry
from etlab_jupyter.notebooks import Synced
from etlab_jupyter.services import comparison, looks, notebooks, schemas

routes = Routes("looks")


@routes.add("POST", "/validate", body=api.Source, answer=api.Validation)
async def validate_page(call: Call) -> api.Validation:
    """All that is wrong with a page."""
    context = call.context
    return await looks.validate(context.store, call.actor, call.body, context.folder)


@routes.add("POST", "/code", body=api.Source, answer=api.Code)
async def page_code(call: Call) -> api.Code:
    """The page as a PySpark script and as cells."""
    context = call.context
    return await looks.code(context.store, call.actor, call.body, context.folder)


@routes.add("POST", "/notebook", body=api.Source, answer=dict[str, Any])
async def page_notebook(call: Call) -> dict[str, Any]:
    """The page as a notebook (nbformat 4.5), one cell a node."""
    context = call.context
    return await looks.notebook(context.store, call.actor, call.body, context.folder)


@routes.add("POST", "/notebook/sync", body=NotebookSync, answer=Synced)
async def sync_notebook(call: Call) -> Synced:
    """A notebook brought up to date with its page, but for cells that were edited by hand.

    Nothing is stored: the notebook, and the page where code was kept, are in the answer.
    """
    context = call.context
    return await notebooks.bring_up_to_date(context.store, call.actor, call.body, context.folder)


@routes.add("POST", "/columns", body=api.SchemaSource, answer=api.Schemas)
async def page_columns(call: Call) -> api.Schemas:
    """The output columns of a node, or of all nodes."""
    context = call.context
    return await looks.columns(context.store, call.actor, call.body, context.folder)


@routes.add("POST", "/compare", body=api.DocumentPair, answer=api.Difference)
async def compare_documents(call: Call) -> api.Difference:
    """What differs between two documents, such as a page and what is not saved of it yet."""
    return await asyncio.to_thread(comparison.compare, call.body.base, call.body.other)


@routes.add("POST", "/preview", body=api.PreviewSource, answer=api.PreviewResult)
async def preview_page(call: Call) -> api.PreviewResult:
    """The first rows of a node's output: runs up to that node and waits."""
    return await call.context.runs.preview(call.actor, call.body)


@routes.add("POST", "/list-path", body=api.PathSource, answer=api.PathListing)
async def list_path(call: Call) -> api.PathListing:
    """What is in a folder of any file system that the Spark of the page's kernel reads."""
    return await call.context.runs.list_path(call.actor, call.body)


@routes.add("POST", "/read-columns", body=SchemaImport, answer=Columns)
async def read_columns(call: Call) -> Columns:
    """Columns for a schema, from DDL, another kind of schema, or a file."""
    return await schemas.read(call.body, call.context.folder)


@routes.add("GET", "/node-types", answer=list[NodeTypeRow])
async def list_node_types(call: Call) -> list[dict[str, Any]]:
    """All node types, each with the JSON Schema of its config."""
    return await asyncio.to_thread(_node_types)


@routes.add("GET", "/functions", answer=list[FunctionRow])
async def list_functions(call: Call) -> list[FunctionRow]:
    """The functions of Spark SQL that expressions may call, by name."""
    return _functions()


@cache
def _functions() -> list[FunctionRow]:
    return [
        FunctionRow(name=name, role=function.role, signature=function.signature)
        for name, function in sorted(FUNCTIONS.items())
    ]


@cache
def _node_types() -> list[dict[str, Any]]:
    found = (registry.find(kind) for kind in registry.kinds())
    return [registry.describe(node_type) for node_type in found if node_type is not None]

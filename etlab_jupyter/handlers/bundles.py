"""Export and import of workspaces, and of what is in them."""

from __future__ import annotations

import asyncio

from etlab_jupyter.api.bundles import Added, FilesIn, Imported
from etlab_jupyter.handlers.route import Call, Routes
from etlab_jupyter.services import bundle_files, bundles

routes = Routes("workspaces")
ZIP = "application/zip"
JSON = "application/json"


@routes.add("GET", "/workspaces/{workspace_id}/export", raw=ZIP)
async def export_workspace(call: Call) -> bytes:
    """The pages, schemas and DAGs of a workspace as a zip archive of documents."""
    files = await bundles.export(call.context.store, call.actor, call.id("workspace_id"))
    return await asyncio.to_thread(bundle_files.to_zip, files)


@routes.add("POST", "/import", raw_body=ZIP, answer=Imported, status=201)
async def import_workspace(call: Call) -> Imported:
    """A new workspace of an exported archive."""
    files = await asyncio.to_thread(bundle_files.from_zip, call.content)
    return await bundles.load(call.context.store, call.actor, files)


@routes.add("POST", "/workspaces/{workspace_id}/import", body=FilesIn, answer=Added, status=201)
async def import_files(call: Call) -> Added:
    """Put pages, schemas and DAGs of files into a workspace: all of them, or none."""
    store, id_ = call.context.store, call.id("workspace_id")
    return await bundles.add(store, call.actor, id_, call.body.files)


@routes.add("GET", "/pages/{page_id}/export", raw=JSON)
async def export_page(call: Call) -> bytes:
    """A page as a file, the same that the export of its workspace has."""
    return await _file(call, "pages", "page_id")


@routes.add("GET", "/schemas/{schema_id}/export", raw=JSON)
async def export_schema(call: Call) -> bytes:
    """A schema as a file, the same that the export of its workspace has."""
    return await _file(call, "schemas", "schema_id")


@routes.add("GET", "/dags/{dag_id}/export", raw=JSON)
async def export_dag(call: Call) -> bytes:
    """A DAG as a file, the same that the export of its workspace has."""
    return await _file(call, "dags", "dag_id")


async def _file(call: Call, folder: str, id_: str) -> bytes:
    text = await bundles.export_one(call.context.store, call.actor, folder, call.id(id_))
    return text.encode()

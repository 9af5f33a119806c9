"""Export and import of workspaces."""

from __future__ import annotations

import asyncio

from etlab_jupyter.api.bundles import Imported
from etlab_jupyter.handlers.route import Call, Routes
from etlab_jupyter.services import bundle_files, bundles

routes = Routes("workspaces")
ZIP = "application/zip"


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

"""Schema definitions."""

from __future__ import annotations

from etlab_jupyter.api import schemas as api
from etlab_jupyter.api.workspaces import Move
from etlab_jupyter.handlers.pages import WORKSPACE
from etlab_jupyter.handlers.route import Call, Routes
from etlab_jupyter.handlers.workspaces import DELETED, PURGE
from etlab_jupyter.services import schemas

routes = Routes("schemas")
ONE = "/schemas/{schema_id}"


@routes.list("/schemas", api.SchemaRow, workspace_id=WORKSPACE, deleted=DELETED)
async def list_schemas(call: Call) -> object:
    """Schemas, without their columns."""
    found = await schemas.find_all(
        call.context.store, call.actor, call.listing,
        workspace_id=call.uuid("workspace_id"), deleted=call.flag("deleted"),
    )  # fmt: skip
    return found.body()


@routes.add("POST", "/schemas", body=api.SchemaIn, answer=api.Schema, status=201)
async def create_schema(call: Call) -> api.Schema:
    """Make a schema."""
    return await schemas.create(call.context.store, call.actor, call.body)


@routes.add("GET", ONE, answer=api.Schema)
async def get_schema(call: Call) -> api.Schema:
    """A schema with its columns, also from the trash."""
    return await schemas.get(call.context.store, call.actor, call.id("schema_id"))


@routes.add("PATCH", ONE, body=api.SchemaChange, answer=api.Schema, versioned=True)
async def change_schema(call: Call) -> api.Schema:
    """Save what changed of a schema as its next version."""
    id_ = call.id("schema_id")
    return await schemas.change(call.context.store, call.actor, id_, call.body, call.based_on)


@routes.add("POST", f"{ONE}/move", body=Move, answer=api.Schema, versioned=True)
async def move_schema(call: Call) -> api.Schema:
    """Put a schema into another workspace."""
    id_ = call.id("schema_id")
    return await schemas.move(call.context.store, call.actor, id_, call.body, call.based_on)


@routes.add("DELETE", ONE, status=204, versioned=True, query={"purge": PURGE})
async def delete_schema(call: Call) -> None:
    """Put a schema into the trash, or delete one in the trash for good."""
    if call.flag("purge"):
        await schemas.purge(call.context.store, call.actor, call.id("schema_id"))
    else:
        await schemas.delete(call.context.store, call.actor, call.id("schema_id"), call.based_on)


@routes.add("POST", f"{ONE}/restore", answer=api.Schema)
async def restore_schema(call: Call) -> api.Schema:
    """Take a schema out of the trash."""
    return await schemas.restore(call.context.store, call.actor, call.id("schema_id"))

"""Spark connections."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from etlab_jupyter.api import connections as api
from etlab_jupyter.connections import CONFIGS
from etlab_jupyter.handlers.route import Call, Routes
from etlab_jupyter.services import connections

routes = Routes("connections")
ONE = "/connections/{connection_id}"


@routes.list("/connections", api.ConnectionRow)
async def list_connections(call: Call) -> object:
    """One's own connections, without their configs."""
    return (await connections.find_all(call.context.store, call.actor, call.listing)).body()


@routes.add("POST", "/connections", body=api.ConnectionIn, answer=api.Connection, status=201)
async def create_connection(call: Call) -> api.Connection:
    """Make a connection. Its secrets are stored encrypted and never told again."""
    context = call.context
    return await connections.create(context.store, context.vault, call.actor, call.body)


@routes.add("GET", ONE, answer=api.Connection)
async def get_connection(call: Call) -> api.Connection:
    """A connection, its secrets masked."""
    return await connections.get(call.context.store, call.actor, call.id("connection_id"))


@routes.add("PATCH", ONE, body=api.ConnectionChange, answer=api.Connection)
async def change_connection(call: Call) -> api.Connection:
    """Change a connection. A masked secret stays as it is."""
    context, id_ = call.context, call.id("connection_id")
    return await connections.change(context.store, context.vault, call.actor, id_, call.body)


@routes.add("POST", f"{ONE}/duplicate", answer=api.Connection, status=201)
async def duplicate_connection(call: Call) -> api.Connection:
    """Copy a connection with its secrets."""
    return await connections.duplicate(call.context.store, call.actor, call.id("connection_id"))


@routes.add("DELETE", ONE, status=204)
async def delete_connection(call: Call) -> None:
    """Delete a connection."""
    await connections.delete(call.context.store, call.actor, call.id("connection_id"))


@routes.add("POST", f"{ONE}/test", body=api.ConnectionRetry, answer=api.ConnectionTest)
async def check_connection(call: Call) -> api.ConnectionTest:
    """Really connect, and tell what was found or what failed; takes up to a minute."""
    context, id_ = call.context, call.id("connection_id")
    return await connections.test(
        context.store, context.vault, call.actor, id_, call.body.config, context.folder
    )


@routes.add("POST", "/test-connection", body=api.ConnectionTry, answer=api.ConnectionTest)
async def check_new_connection(call: Call) -> api.ConnectionTest:
    """The same for a connection that is not stored."""
    context, body = call.context, call.body
    return await connections.test_new(
        context.vault, call.actor, body.connection_type, body.config, context.folder
    )


@routes.add("GET", "/connection-types", answer=dict[str, Any])
async def list_connection_types(call: Call) -> dict[str, Any]:
    """What each type of connection takes, as JSON Schemas for forms."""
    return await asyncio.to_thread(_types)


@cache
def _types() -> dict[str, Any]:
    return {kind.value: model.model_json_schema() for kind, model in CONFIGS.items()}

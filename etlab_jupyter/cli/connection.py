"""`etlab connection …`: the Spark connections of a user."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from etlab_jupyter.api.connections import ConnectionRow, ConnectionTest
from etlab_jupyter.cli.database import FAILED, acting, database_command, fail, the_one
from etlab_jupyter.cli.options import AS
from etlab_jupyter.db.store import Store
from etlab_jupyter.services import connections
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.listing import MAX_LIMIT, ListQuery
from etlab_jupyter.services.vault import open_vault

SHOWN = {"id", "name", "connection_type", "is_default"}
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("connection")
def command() -> None:
    """List and test Spark connections."""


@command.command("list")
@JSON
@AS
@database_command
async def list_(store: Store, email: str, as_json: bool) -> None:
    """Print the ids, types and names of your connections; * is the default."""
    found = await _all(store, await acting(store, email))
    rows = [ConnectionRow.model_validate(row) for row in found]
    if as_json:
        click.echo(json.dumps([row.model_dump(mode="json", include=SHOWN) for row in rows]))
        return
    for row in rows:
        mark = "*" if row.is_default else " "
        click.echo(f"{row.id}  {row.connection_type.value:10}  {mark} {row.name}")


@command.command("test")
@click.argument("name")
@JSON
@AS
@database_command
async def test(store: Store, name: str, email: str, as_json: bool) -> None:
    """Really connect as the connection NAME (or its id) says; exit code 1 if that fails.

    Nothing is written there. A session that is started for the test is ended after it.
    """
    actor = await acting(store, email)
    row = await find(store, actor, name)
    found = await connections.test(store, open_vault(), actor, row.id, None, Path.cwd())
    if as_json:
        told = {**row.model_dump(mode="json", include=SHOWN), **found.model_dump(mode="json")}
        click.echo(json.dumps(told))
        if not found.works:
            raise click.exceptions.Exit(FAILED)
        return
    if not found.works:
        fail(f"{row.name}: {found.message}", FAILED)
    _show(row, found)


def _show(row: ConnectionRow, found: ConnectionTest) -> None:
    click.echo(f"{row.name}: {found.message}")
    seconds = None if found.latency_ms is None else f"{found.latency_ms / 1000:.2f}"
    lines = {"Version": found.spark_version, "Master": found.master, "Seconds": seconds}
    for title, value in lines.items():
        if value:
            click.echo(f"  {title:8} {value}")


async def find(store: Store, actor: Actor, name: str) -> ConnectionRow:
    """The actor's connection of that name or id."""
    return ConnectionRow.model_validate(the_one(await _all(store, actor), name, "connection"))


async def _all(store: Store, actor: Actor) -> list[dict[str, Any]]:
    return (await connections.find_all(store, actor, ListQuery(limit=MAX_LIMIT))).items

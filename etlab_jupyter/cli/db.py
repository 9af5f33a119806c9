"""`etlab db …`: the database's migrations."""

from __future__ import annotations

from typing import Any

import click

from etlab_jupyter.cli.database import FAILED, database_command
from etlab_jupyter.db import migrate
from etlab_jupyter.db.store import Store


@click.group("db")
def command() -> None:
    """Bring the database to the version that this ETLab needs."""


@command.command()
@click.argument("revision", default="head")
@database_command
async def upgrade(store: Store, revision: str) -> None:
    """Bring the database up to REVISION, the newest one by default. Make a backup first."""
    await migrate.require_known(store)
    before = await migrate.current(store)
    await migrate.upgrade(store, revision)
    await _tell_change(store, before)


@command.command(context_settings={"ignore_unknown_options": True})  # for -1
@click.argument("revision")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@database_command
async def downgrade(store: Store, revision: str, yes: bool) -> None:
    """Take the database back to REVISION: an older one's id, -1, or base for none.

    What only the newer revisions keep is lost.
    """
    await migrate.require_known(store)
    before = await migrate.current(store)
    if not yes:
        question = f"Take {_shown(store)} from {before or 'none'} back to {revision}, losing data?"
        click.confirm(question, abort=True)
    await migrate.downgrade(store, revision)
    await _tell_change(store, before)


@command.command()
@database_command
async def current(store: Store) -> None:
    """Print the revision that the database is at."""
    found, newest = await migrate.current(store), migrate.head()
    note = " (the newest)" if found == newest else f" (the newest is {newest})"
    click.echo(f"{found or 'none'}{note}")


@command.command()
@database_command
async def check(store: Store) -> None:
    """Compare the database with what this ETLab needs; exit code 1 if they differ."""
    await migrate.require_head(store)
    differences = await migrate.differences(store)
    for difference in differences:
        click.echo(describe(difference))
    if differences:
        raise click.exceptions.Exit(FAILED)
    click.echo(f"{_shown(store)} is at {migrate.head()} and has all that it needs.")


@command.command()
@click.option("--message", "-m", required=True, help="What changes, in a few words.")
@click.option("--autogenerate", is_flag=True, help="Fill it with what the models have changed.")
@database_command
async def revision(store: Store, message: str, autogenerate: bool) -> None:
    """Write a new migration file, for people who work on ETLab."""
    click.echo(await migrate.write_revision(store, message, autogenerate=autogenerate))


async def _tell_change(store: Store, before: str | None) -> None:
    after = await migrate.current(store)
    if after == before:
        click.echo(f"{_shown(store)} is at {after or 'none'} already.")
    else:
        click.echo(f"{_shown(store)} went from {before or 'none'} to {after or 'none'}.")


def _shown(store: Store) -> str:
    host = f" on {store.url.host}" if store.url.host else ""
    return f"{store.url.database}{host}"


def describe(difference: Any) -> str:
    """One of Alembic's differences, in words: what the models have and the database has not."""
    if isinstance(difference, list):  # all that differs in one column
        return "\n".join(describe(part) for part in difference)
    action, *rest = difference
    verb, _, what = action.partition("_")
    if verb == "modify":
        _, table, column, _, old, new = rest
        return f"{table}.{column}: {what} is {old!r} and should be {new!r}"
    is_missing = "missing" if verb == "add" else "not known to this ETLab"
    what = {"fk": "foreign key"}.get(what, what).replace("_", " ")
    return f"{what} {_name(rest)} is {is_missing}"


def _name(parts: list[Any]) -> str:
    item = parts[-1]
    if len(parts) == 3:  # schema, table, column
        return f"{parts[1]}.{item.name}"
    table = getattr(item, "table", None)
    columns = ", ".join(column.name for column in getattr(item, "columns", ()))
    return f"{item.name}" if table is None else f"{item.name} on {table.name} ({columns})"

"""`etlab db …`: the database's migrations."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import click
from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from etlab_jupyter.db import migrate
from etlab_jupyter.db.own_file import VARIABLE
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import DatabaseURLError, database_url
from etlab_jupyter.problems import ETLabError

FAILED, BAD_INPUT = 1, 2


def _db_command(function: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
    """The option that all commands take, a store for them, and the report of what is wrong."""

    @click.option(
        "--database", "address", metavar="URL", default="",
        help=f"The database's address; by default ${VARIABLE}, else the file that ETLab keeps.",
    )  # fmt: skip
    @wraps(function)
    def command(address: str, **options: Any) -> None:
        try:
            asyncio.run(_call(address, function, options))
        except (DatabaseURLError, CommandError) as error:
            _fail(str(error), BAD_INPUT)
        except ETLabError as error:
            _fail(str(error), FAILED)
        except SQLAlchemyError as error:
            # Its own text holds the statement; the driver's says what is wrong.
            _fail(f"The database reports: {getattr(error, 'orig', None) or error}", FAILED)

    return command


async def _call(
    address: str, function: Callable[..., Awaitable[Any]], options: dict[str, Any]
) -> None:
    store = Store(database_url(address))
    try:
        await function(store, **options)
    finally:
        await store.close()


def _fail(text: str, code: int) -> None:
    click.secho("error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(" ".join(text.split()), err=True)
    raise click.exceptions.Exit(code)


@click.group("db")
def command() -> None:
    """Bring the database to the version that this ETLab needs."""


@command.command()
@click.argument("revision", default="head")
@_db_command
async def upgrade(store: Store, revision: str) -> None:
    """Bring the database up to REVISION, the newest one by default. Make a backup first."""
    await migrate.require_known(store)
    before = await migrate.current(store)
    await migrate.upgrade(store, revision)
    await _tell_change(store, before)


@command.command(context_settings={"ignore_unknown_options": True})  # for -1
@click.argument("revision")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@_db_command
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
@_db_command
async def current(store: Store) -> None:
    """Print the revision that the database is at."""
    found, newest = await migrate.current(store), migrate.head()
    note = " (the newest)" if found == newest else f" (the newest is {newest})"
    click.echo(f"{found or 'none'}{note}")


@command.command()
@_db_command
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
@_db_command
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

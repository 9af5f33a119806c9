"""What the commands on the database share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from typing import Any, NoReturn, TypeVar

import click
from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from etlab_jupyter.cli.options import DATABASE
from etlab_jupyter.db import migrate
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import DatabaseURLError, database_url
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.services import users
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import InvalidError, NotFoundError

FAILED, BAD_INPUT = 1, 2
T = TypeVar("T")


def database_command(function: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
    """The option that all commands take, a store for them, and the report of what is wrong."""

    @DATABASE
    @wraps(function)
    def command(address: str, **options: Any) -> None:
        with_store(address, lambda store: function(store, **options))

    return command


def fail(text: str, code: int) -> NoReturn:
    """End the command with an error."""
    click.secho("error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(" ".join(text.split()), err=True)
    raise click.exceptions.Exit(code)


def with_store(
    address: str, work: Callable[[Store], Awaitable[T]], failed: Callable[[str, int], T] = fail
) -> T:
    """What `work` returns; where it fails, what `failed` does with words and an exit code."""
    try:
        return asyncio.run(_call(address, work))
    except (DatabaseURLError, CommandError, NotFoundError, InvalidError) as error:
        return failed(str(error), BAD_INPUT)
    except ETLabError as error:
        return failed(str(error), FAILED)
    except SQLAlchemyError as error:
        # Its own text holds the statement; the driver's says what is wrong.
        return failed(f"The database reports: {getattr(error, 'orig', None) or error}", FAILED)


async def _call(address: str, work: Callable[[Store], Awaitable[T]]) -> T:
    store = Store(database_url(address))
    try:
        return await work(store)
    finally:
        await store.close()


async def acting(store: Store, email: str) -> Actor:
    """The user with this address, else the one of a solo server; the database must be current."""
    await migrate.require_head(store)
    return await (users.actor_of(store, email) if email else users.solo_actor(store))


def the_one(rows: Sequence[Mapping[str, Any]], name: str, what: str) -> Mapping[str, Any]:
    """The row of that name or id; `NotFoundError` where it is not the only one."""
    found = [row for row in rows if name in (row["name"], str(row["id"]))]
    if len(found) != 1:
        many = f"more than one {what}, name its id" if found else f"no {what}"
        raise NotFoundError(f"There is {many}: {name}")
    return found[0]

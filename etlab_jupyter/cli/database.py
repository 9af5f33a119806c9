"""What the commands on the database share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import click
from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from etlab_jupyter.db.own_file import VARIABLE
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import DatabaseURLError, database_url
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.services.errors import InvalidError, NotFoundError

FAILED, BAD_INPUT = 1, 2


def database_command(function: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
    """The option that all commands take, a store for them, and the report of what is wrong."""

    @click.option(
        "--database", "address", metavar="URL", default="",
        help=f"The database's address; by default ${VARIABLE}, else the file that ETLab keeps.",
    )  # fmt: skip
    @wraps(function)
    def command(address: str, **options: Any) -> None:
        try:
            asyncio.run(_call(address, function, options))
        except (DatabaseURLError, CommandError, NotFoundError, InvalidError) as error:
            fail(str(error), BAD_INPUT)
        except ETLabError as error:
            fail(str(error), FAILED)
        except SQLAlchemyError as error:
            # Its own text holds the statement; the driver's says what is wrong.
            fail(f"The database reports: {getattr(error, 'orig', None) or error}", FAILED)

    return command


async def _call(
    address: str, function: Callable[..., Awaitable[Any]], options: dict[str, Any]
) -> None:
    store = Store(database_url(address))
    try:
        await function(store, **options)
    finally:
        await store.close()


def fail(text: str, code: int) -> None:
    click.secho("error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(" ".join(text.split()), err=True)
    raise click.exceptions.Exit(code)

"""Migrations: Alembic's, from the folder `migrations` that comes with the package."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from argparse import Namespace
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, URL, Connection, text
from sqlalchemy.dialects.mysql import LONGTEXT
from sqlalchemy.ext.asyncio import AsyncConnection

from etlab_jupyter.db.base import Base, Document, UtcDateTime
from etlab_jupyter.db.store import Store, unavailable
from etlab_jupyter.problems import ETLabError

BACKUPS = 5
LOCK = "etlab_migrations"
LOCK_SECONDS = 600
T = TypeVar("T")


class OldDatabaseError(ETLabError):
    """The database is not at the version that this ETLab works with."""


def migrations_folder() -> Path:
    """Inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def head() -> str:
    """The newest migration."""
    newest = ScriptDirectory(str(migrations_folder())).get_current_head()
    assert newest is not None  # noqa: S101
    return newest


async def current(store: Store) -> str | None:
    """The migration that the database is at; None before the first."""
    return await _on(store, _current)


async def upgrade(store: Store, revision: str = "head") -> None:
    """Bring the database to a later migration; two at a time wait for each other."""
    await _change(store, lambda connection: command.upgrade(_config(connection), revision))


async def downgrade(store: Store, revision: str) -> None:
    """Bring the database back to an earlier migration (`-1`, `base`, or its id)."""
    await _change(store, lambda connection: command.downgrade(_config(connection), revision))


async def differences(store: Store) -> list[Any]:
    """What differs between the database and the models; empty when nothing does."""
    import etlab_jupyter.db.models  # noqa: F401 (fills the metadata)

    def compare(connection: Connection) -> list[Any]:
        options = {"compare_type": same_type}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))

    return await _on(store, compare)


async def write_revision(store: Store, message: str, *, autogenerate: bool) -> Path:
    """Add a migration file, for people who work on ETLab; where it is.

    With `autogenerate` it holds what differs between the database and the models.
    """

    def write(connection: Connection | None) -> Path:
        number = f"{int(head()) + 1:04}"
        script = command.revision(
            _config(connection), message, autogenerate=autogenerate, rev_id=number
        )
        assert script is not None and not isinstance(script, list)  # noqa: S101, PT018
        return Path(script.path)

    return await _on(store, write) if autogenerate else write(None)


async def require_head(store: Store) -> None:
    """Raises `OldDatabaseError`, saying what to do, unless the database is at the newest one."""
    found, newest = await current(store), head()
    if found == newest:
        return
    _require_known(found)
    raise OldDatabaseError(
        f"The database is at migration {found or 'none'}; this version of ETLab needs {newest}. "
        "Make a backup, then run: etlab db upgrade"
    )


async def require_known(store: Store) -> None:
    """Raises `OldDatabaseError` for a database that a newer ETLab made."""
    _require_known(await current(store))


async def upgrade_own_file(store: Store) -> Path | None:
    """Upgrade a SQLite file, keeping a copy of it beside it; where the copy is, if one was made.

    Raises `OldDatabaseError` for a database of a newer ETLab.
    """
    found = await current(store)
    if found == head():
        return None
    _require_known(found)
    copy = None if found is None else back_up(store.url, found)
    await upgrade(store)
    return copy


def back_up(url: URL, label: str) -> Path:
    """Copies the SQLite file to `NAME.LABEL-TIME.bak`; the newest five copies are kept."""
    file = Path(url.database or "")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    copy = file.with_name(f"{file.name}.{label}-{stamp}.bak")
    copy.touch(mode=0o600)
    # SQLite's own copy, since a part of the data may still be in the write-ahead log.
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    shutil.copymode(file, copy)
    copies = sorted(file.parent.glob(f"{file.name}.*.bak"), key=lambda path: path.stat().st_mtime)
    for old in copies[:-BACKUPS]:
        old.unlink()
    return copy


def same_type(context: Any, inspected: Any, column: Any, found: Any, wanted: Any) -> bool | None:
    """Alembic's `compare_type`: MariaDB keeps JSON as LONGTEXT with a check."""
    is_json = isinstance(wanted, JSON) or (
        isinstance(wanted, Document) or isinstance(getattr(wanted, "impl", None), JSON)
    )
    return False if is_json and isinstance(found, LONGTEXT) else None


def render_type(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Alembic's `render_item`: files of migrations name no types of ours, which may change."""
    if kind != "type":
        return False
    if isinstance(item, Document):
        return "sa.JSON()"
    if not isinstance(item, UtcDateTime):
        return False
    context.imports.add("from sqlalchemy.dialects import mysql")
    return 'sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")'


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _require_known(found: str | None) -> None:
    scripts = ScriptDirectory(str(migrations_folder())).walk_revisions()
    if found is not None and found not in {script.revision for script in scripts}:
        raise OldDatabaseError(
            f"The database is at migration {found}, which this version of ETLab does not know. "
            "Install the version of ETLab that made it, or a newer one."
        )


def _config(connection: Connection | None) -> Config:
    config = Config(cmd_opts=Namespace(quiet=True))
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def _on(store: Store, action: Callable[[Connection], T]) -> T:
    """Runs what only reads."""
    with unavailable():
        async with store.engine.connect() as connection:
            return await connection.run_sync(action)


async def _change(store: Store, action: Callable[[Connection], Any]) -> None:
    """Runs what changes the tables, alone; on MySQL, which cannot undo that, step by step."""
    alone = {"sqlite": _alone_sqlite, "postgresql": _alone_postgresql}
    lock = alone.get(store.url.get_backend_name(), _alone_mysql)
    with unavailable():
        async with store.engine.connect() as connection, lock(connection):
            await connection.run_sync(action)
            await connection.commit()


@asynccontextmanager
async def _alone_sqlite(connection: AsyncConnection) -> AsyncIterator[None]:
    # SQLite changes tables by copying them: with foreign keys on, dropping the old table would
    # delete what hangs on its rows. The switch does nothing inside of a transaction.
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        await connection.execution_options(etlab_begin="IMMEDIATE")
        await connection.begin()
        yield
    finally:
        await connection.rollback()
        await driver.execute("PRAGMA foreign_keys=ON")


@asynccontextmanager
async def _alone_postgresql(connection: AsyncConnection) -> AsyncIterator[None]:
    key = int.from_bytes(LOCK.encode()[:7])
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
    yield


@asynccontextmanager
async def _alone_mysql(connection: AsyncConnection) -> AsyncIterator[None]:
    # These locks are the whole server's, and their names are at most 64 characters long.
    database = hashlib.sha256((connection.engine.url.database or "").encode()).hexdigest()
    values = {"name": f"{LOCK}_{database[:32]}", "seconds": LOCK_SECONDS}
    if not await connection.scalar(text("SELECT GET_LOCK(:name, :seconds)"), values):
        raise OldDatabaseError("Somebody else is changing the database's tables; try again later.")
    await connection.commit()
    try:
        yield
    finally:
        await connection.rollback()
        await connection.execute(text("SELECT RELEASE_LOCK(:name)"), values)

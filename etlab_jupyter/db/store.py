"""The asyncio engine and its sessions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from etlab_jupyter.db import sqlite
from etlab_jupyter.db.unavailable import (
    NOT_STORED,
    PERHAPS_STORED,
    StoreUnavailableError,
    unavailable,
)

__all__ = ["Store", "StoreUnavailableError", "unavailable"]

BUSY_SECONDS = 30
CONNECT_SECONDS = 5
CONNECTIONS = 15


class Store:
    """Sessions on the database at an address that `db.url.database_url` made."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": BUSY_SECONDS, "async_creator_fn": sqlite.connect}
        elif url.get_backend_name() == "postgresql":
            options["connect_args"] = {"timeout": CONNECT_SECONDS}
        else:
            options["connect_args"] = {"async_creator_fn": _connect_mysql}
            options["pool_recycle"] = 3600  # MySQL hangs up on what idles for hours
        self.engine = create_async_engine(
            url,
            pool_pre_ping=not self.is_sqlite,
            # They are kept: opening one for each request beyond a few took longer than waiting.
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=BUSY_SECONDS,
            json_serializer=lambda value: to_json(value).decode(),
            json_deserializer=from_json,
            **options,
        )
        # SQLite has one writer: waiting here is cheaper than asking again and again.
        self._writing: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.is_sqlite else nullcontext()
        )
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _set_up_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session to read with; raises `StoreUnavailableError`."""
        with unavailable():
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session to write with: all of it is stored at the end, or none of it."""
        with unavailable(NOT_STORED):
            async with self._writing, AsyncSession(self.engine, expire_on_commit=False) as session:
                if self.is_sqlite:
                    # A reader that becomes a writer could find that it read too early.
                    await session.connection(execution_options={"etlab_begin": "IMMEDIATE"})
                yield session
                await session.flush()
                with unavailable(PERHAPS_STORED):
                    await session.commit()

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


async def _connect_mysql(**options: Any) -> Any:
    # The driver's own limit ends when the server accepts, before it has said a word.
    import asyncmy

    async with asyncio.timeout(CONNECT_SECONDS):
        return await asyncmy.connect(**options)


def _set_up_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    # SQLite's own knows only ASCII, and a search for "ä" would not find "Ä".
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Any) -> None:
    kind = connection.get_execution_options().get("etlab_begin", "")
    connection.exec_driver_sql(f"BEGIN {kind}".rstrip())

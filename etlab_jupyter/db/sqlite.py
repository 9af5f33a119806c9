"""Connections to SQLite that cross to their thread once for a statement.

aiosqlite crosses for the cursor, for the statement and for the rows, and under load each crossing
takes longer than SQLite does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Sequence
from typing import Any

import aiosqlite


class Connection(aiosqlite.Connection):
    """Its cursors run a statement and fetch all rows at once."""

    def cursor(self) -> Any:
        return Cursor(self)

    async def run(self, action: Callable[..., object], *arguments: object) -> None:
        """Calls something in the connection's thread."""
        await self._execute(action, *arguments)  # type: ignore[no-untyped-call]


class Cursor:
    """As much of a cursor as SQLAlchemy uses."""

    arraysize = 1
    description: Any = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []

    def __await__(self) -> Generator[Any, None, Cursor]:
        return self.__aenter__().__await__()

    async def __aenter__(self) -> Cursor:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Any = ()) -> Cursor:
        """Runs a statement."""
        await self._connection.run(self._run, "execute", sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Sequence[Any]) -> Cursor:
        """Runs a statement for each of the parameters."""
        await self._connection.run(self._run, "executemany", sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """The rows, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """The rows are here already."""

    def _run(self, method: str, sql: str, parameters: Any) -> None:
        cursor = self._connection._conn.cursor()
        getattr(cursor, method)(sql, parameters)
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else []
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


async def connect(database: str, **options: Any) -> Connection:
    """What SQLAlchemy calls for a new connection."""
    connection = Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    thread: Any = getattr(connection, "_thread", connection)  # it was a thread before 0.22
    thread.daemon = True
    await connection
    return connection

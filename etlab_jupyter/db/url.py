"""Where the database is, and the driver that speaks to it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from etlab_jupyter.db.own_file import VARIABLE, default_file
from etlab_jupyter.problems import ETLabError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "mysql": "mysql+asyncmy",
    "mariadb": "mariadb+asyncmy",
}


class DatabaseURLError(ETLabError):
    """The database's address cannot be used."""


def database_url(given: str = "", environ: Mapping[str, str] = os.environ) -> URL:
    """The address with our asyncio driver in it.

    `given`, else the environment's `ETLAB_DATABASE_URL`, else `etlab/etlab.sqlite` in Jupyter's
    data directory, whose folder is made, for its owner alone. Raises `DatabaseURLError`, in whose
    text there is no password.
    """
    text = given or environ.get(VARIABLE, "")
    if not text:
        file = default_file()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return URL.create("sqlite+aiosqlite", database=str(file))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise DatabaseURLError(
            "The database's address cannot be read. It looks like sqlite:////folder/etlab.sqlite, "
            "postgresql://user:password@host/etlab or mysql://user:password@host/etlab."
        ) from None
    kind = url.get_backend_name()
    if kind not in _DRIVERS:
        raise DatabaseURLError(
            f"There is no support for {kind!r} databases; there is for sqlite, postgresql and "
            "mysql (also MariaDB)."
        )
    _require_usable(url, kind)
    if kind in ("postgresql", "postgres") and "sslmode" in url.query:  # libpq's name for it
        url = url.difference_update_query(["sslmode"]).update_query_dict(
            {"ssl": url.query["sslmode"]}
        )
    return url.set(drivername=_DRIVERS[kind])


def _require_usable(url: URL, kind: str) -> None:
    if kind == "sqlite":
        if url.database in (None, "", ":memory:") or url.query.get("mode") == "memory":
            raise DatabaseURLError("A database in memory would be lost; name a file: sqlite:////…")
        return
    if not url.database:
        raise DatabaseURLError(
            f"The address names no database; it ends with one: {kind}://user:password@host/etlab."
        )
    if url.port is not None and not 0 < url.port < 65536:
        raise DatabaseURLError(f"The address has a port that cannot be: {url.port}.")

"""Which errors of the drivers say that the database cannot be used now."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from etlab_jupyter.problems import ETLabError

SILENT = "The database does not answer; try again in a moment."
NOT_STORED = "The database does not answer. What you sent was not stored; try again in a moment."
PERHAPS_STORED = (
    "The database stopped answering while it stored what you sent. Look whether it has it, "
    "before you try again."
)
_CUT = (ConnectionError, TimeoutError, socket.gaierror, PoolTimeoutError)
# SQLSTATE: connection_exception, insufficient_resources, admin shutdown, crash and
# cannot_connect_now, and what a transaction that was in another's way is told.
_STATES = ("08", "53", "57P", "40001", "40P01")
# MySQL: too many connections, shutdown, aborted, lock wait timeout, deadlock, read only.
_MYSQL = {1040, 1053, 1152, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1290, 1927, 4031}
_MYSQL_CLIENT = range(2000, 3000)
# SQLite: PERM, BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, PROTOCOL.
_SQLITE = {3, 5, 6, 7, 9, 10, 15}
_REASONS: dict[str | int, str] = {
    "28P01": "The database refuses the user or the password.",
    "28000": "The database refuses the user or the password.",
    1044: "The database refuses the user or the password.",
    1045: "The database refuses the user or the password.",
    1698: "The database refuses the user or the password.",
    "3D000": "The server has no database of this name.",
    1049: "The server has no database of this name.",
    "53100": "The database's disk is full. Nothing was stored.",
    1021: "The database's disk is full. Nothing was stored.",
}
_SQLITE_REASONS = {
    8: "The database's file cannot be written. Nothing was stored.",
    11: "The database's file is damaged. Take a backup of it.",
    13: "The disk is full. Nothing was stored.",
    14: "The database's file cannot be opened.",
    26: "The database's file is no SQLite database.",
}

_OPTION = re.compile(r"connect\(\) got an unexpected keyword argument '(\w+)'")


class StoreUnavailableError(ETLabError):
    """The database cannot be used now; what was under way was not stored, or may not have been."""


@contextmanager
def unavailable(text: str = SILENT) -> Iterator[None]:
    """Turns what says that the database is gone into `StoreUnavailableError`."""
    try:
        yield
    except Exception as error:
        reason = _reason(error)
        if reason is None and not is_gone(error):
            raise
        raise StoreUnavailableError(reason or text) from error


def is_gone(error: BaseException) -> bool:
    """Whether an error says that the database cannot be reached, and not that a text is wrong."""
    if isinstance(error, _CUT):
        return True
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        if isinstance(error, InterfaceError):  # asyncpg counts unusable values among these
            return not isinstance(getattr(error.orig, "__cause__", None), ValueError)
    code = _code(error)
    if isinstance(code, str):
        return code.startswith(_STATES)
    if _is_sqlite(error):
        return code in _SQLITE
    return code in _MYSQL or code in _MYSQL_CLIENT


def _reason(error: BaseException) -> str | None:
    if isinstance(error, TypeError) and (option := _OPTION.search(str(error))):
        return f"The database's driver knows no option {option[1]!r}; see the address."
    code = _code(error)
    if code is None:
        return None
    return _SQLITE_REASONS.get(int(code)) if _is_sqlite(error) else _REASONS.get(code)


def _code(error: BaseException) -> str | int | None:
    """SQLite's (primary) or MySQL's number, else the SQLSTATE."""
    cause = _cause(error)
    if _is_sqlite(error):
        return int(getattr(cause, "sqlite_errorcode", 0)) & 0xFF
    number = cause.args[0] if cause.args else None
    from_driver = isinstance(error, DBAPIError) or type(cause).__module__.startswith("asyncmy")
    if from_driver and isinstance(number, int):  # MySQL's numbers say more than its SQLSTATEs
        return number
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    return str(state) if state else None


def _cause(error: BaseException) -> BaseException:
    return (error.orig or error) if isinstance(error, DBAPIError) else error


def _is_sqlite(error: BaseException) -> bool:
    return hasattr(_cause(error), "sqlite_errorcode")

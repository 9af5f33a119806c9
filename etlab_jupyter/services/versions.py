"""Changes that say which version they are based on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.services.errors import NameTakenError, StaleError, VersionRequiredError

ANY = 0
"""Stands for "whatever version there is" (`If-Match: *`)."""


class Versioned(Protocol):
    """A row with a version."""

    version: Any


def require_version(row: Versioned, based_on: int | None) -> None:
    """Raises `StaleError` unless the row is at the version that a change is based on.

    The row must have been read for update. Raises `VersionRequiredError` without a version.
    """
    if based_on is None:
        raise VersionRequiredError(
            "Say which version you changed: send its number as the If-Match header."
        )
    if based_on not in (ANY, row.version):
        raise StaleError(
            f"This was changed meanwhile: it is at version {row.version}, and you changed version "
            f"{based_on}. Nothing was stored; load the new version and apply your change to it.",
            version=row.version,
        )


def apply(row: Any, values: Mapping[str, Any], names: Mapping[str, str] | None = None) -> bool:
    """Sets the values that differ; whether any did. `names` maps fields to attributes."""
    changed = False
    for field, value in values.items():
        attribute = (names or {}).get(field, field)
        if getattr(row, attribute) != value:
            setattr(row, attribute, value)
            changed = True
    return changed


async def flush(session: AsyncSession, taken: str) -> None:
    """Sends what was changed; `NameTakenError` with this text where a unique index refuses it."""
    try:
        await session.flush()
    except IntegrityError as error:
        if is_duplicate(error):
            raise NameTakenError(taken, field="name") from None
        raise


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a unique index refused a row, and not a foreign key."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    text = str(error.orig)
    return state == "23505" or "UNIQUE constraint" in text or "Duplicate entry" in text

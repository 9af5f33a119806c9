"""Upgrades of a SQLite file that belongs to one person, with copies of it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from etlab_jupyter.db import migrate
from etlab_jupyter.db.models import User
from tests.db.rows import everything, insert

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("kind", ["sqlite"], indirect=True)]


def copies(store):
    file = Path(store.url.database)
    return sorted(file.parent.glob(f"{file.name}.*.bak"))


def read(file, sql):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


async def test_a_new_file_needs_no_copy(store):
    assert await migrate.upgrade_own_file(store) is None
    await migrate.require_head(store)
    assert await migrate.upgrade_own_file(store) is None
    assert copies(store) == []


async def test_the_copy_has_the_old_rows_and_the_files_mode(store):
    await migrate.upgrade(store)
    await insert(store, everything())
    await migrate.downgrade(store, "0001")
    file = Path(store.url.database)
    os.chmod(file, 0o640)

    copy = await migrate.upgrade_own_file(store)

    assert copy is not None
    assert copies(store) == [copy]
    assert copy.name.startswith(f"{file.name}.0001-")
    assert copy.stat().st_mode & 0o777 == 0o640
    assert read(copy, "PRAGMA integrity_check") == [("ok",)]
    assert read(copy, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert read(copy, "SELECT email FROM users") == [("a@example.org",)]
    assert read(copy, "SELECT name FROM sqlite_master WHERE name = 'page_revisions'") == []
    await migrate.require_head(store)
    async with store.read() as session:
        assert await session.scalar(sa.select(User.email)) == "a@example.org"


async def test_five_copies_are_kept(store):
    await migrate.upgrade(store, "0001")
    made = []
    for _ in range(7):
        made.append(await migrate.upgrade_own_file(store))
        await migrate.downgrade(store, "0001")
    assert copies(store) == made[2:]


async def test_other_files_beside_it_stay(store):
    await migrate.upgrade(store, "0001")
    file = Path(store.url.database)
    others = [file.with_name(name) for name in ("other.sqlite.0001-1.bak", f"{file.name}.bak")]
    for other in others:
        other.touch()
    for _ in range(6):
        await migrate.upgrade_own_file(store)
        await migrate.downgrade(store, "0001")
    assert all(other.exists() for other in others)


async def test_a_file_of_a_newer_version_is_left_alone(store):
    await migrate.upgrade(store)
    async with store.write() as session:
        await session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.OldDatabaseError, match="does not know"):
        await migrate.upgrade_own_file(store)
    assert await migrate.current(store) == "9999"
    assert copies(store) == []

"""The quick look at one's own database at a server's start."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from etlab_jupyter.db import migrate
from etlab_jupyter.db.own_file import HEAD, is_current, own_file
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url


def test_the_newest_migration():
    assert migrate.head() == HEAD


@pytest.mark.parametrize("address", ["", "sqlite:////a/b c.sqlite", "sqlite:///b.sqlite"])
def test_it_finds_the_file_that_the_address_means(address, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    assert str(own_file(address, {})) == database_url(address, {}).database
    assert own_file("", {"ETLAB_DATABASE_URL": address}) == own_file(address, {})


@pytest.mark.parametrize(
    "address", ["sqlite:///a?mode=ro", "postgresql://host/etlab", "sqlite+aiosqlite:////a"]
)
def test_other_addresses_are_left_to_sqlalchemy(address):
    assert own_file(address, {}) is None
    assert not is_current(None)


@pytest.mark.asyncio
async def test_only_a_file_at_the_newest_migration_is_current(tmp_path):
    file = tmp_path / "etlab.sqlite"
    assert not is_current(file)
    assert not file.exists()
    store = Store(database_url(f"sqlite:///{file}", {}))
    await migrate.upgrade(store)
    assert is_current(file)
    await migrate.downgrade(store, "-1")
    assert not is_current(file)
    await migrate.upgrade(store)
    await store.close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert not is_current(file)
    file.write_text("no database")
    assert not is_current(file)

"""Which errors say that the database cannot be used, and which are something else."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from etlab_jupyter.db import migrate, models
from etlab_jupyter.db.store import Store, StoreUnavailableError
from etlab_jupyter.db.unavailable import is_gone, unavailable
from etlab_jupyter.db.url import database_url
from tests.db.rows import everything, insert
from tests.servers import free_port

pytestmark = pytest.mark.asyncio
SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
SERVERS = pytest.mark.parametrize("kind", ["postgresql", "mariadb"], indirect=True)


async def ask(store, sql):
    async with store.read() as session:
        return await session.scalar(sa.text(sql))


async def write(store, action):
    async with store.write() as session:
        await action(session)


async def insert_user(session):
    session.add(models.User(email="a@b", password_hash="!"))
    await session.flush()


async def fails_to(store, sql="SELECT 1"):
    with pytest.raises(StoreUnavailableError) as error:
        await ask(store, sql)
    await store.close()
    return str(error.value)


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM nowhere", "SELECT nothing FROM pages", "SELEKT 1", "SELECT 1 +"]
)
async def test_a_wrong_statement_is_told_as_such(ready, sql):
    with pytest.raises(sa.exc.DBAPIError) as error:
        await ask(ready, sql)
    assert not is_gone(error.value)


async def test_values_that_cannot_be_stored_are_told_as_such(ready):
    rows = everything()
    orphan = models.Page(workspace_id=uuid.uuid4(), name="x")
    with pytest.raises(sa.exc.IntegrityError):
        await insert(ready, [orphan])
    rows[0].is_active = "neither"
    with pytest.raises((sa.exc.StatementError, TypeError, ValueError)):
        await insert(ready, rows[:1])


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_values_that_the_driver_refuses_are_no_silent_server(ready):
    query = sa.text("SELECT CAST(:value AS INTEGER)").bindparams(value="a text")
    async with ready.engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError) as error:
            await connection.execute(query)
    assert not is_gone(error.value)


@pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb"])
async def test_a_port_that_nobody_listens_on(kind):
    store = Store(database_url(f"{kind}://u:p@127.0.0.1:{free_port()}/etlab", {}))
    assert await fails_to(store) == "The database does not answer; try again in a moment."


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
async def test_an_option_that_the_driver_does_not_know(kind):
    store = Store(database_url(f"{kind}://u:p@127.0.0.1/etlab?colour=red", {}))
    assert "no option 'colour'" in await fails_to(store)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_postgresqls_sslmode_is_obeyed(url):
    for mode, works in (("disable", True), ("prefer", True), ("require", False)):
        store = Store(database_url(f"{url}?sslmode={mode}", {}))
        if works:
            assert await ask(store, "SELECT 1") == 1
            await store.close()
        else:  # the server speaks no TLS
            assert "does not answer" in await fails_to(store)


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
async def test_a_host_that_nobody_knows(kind):
    store = Store(database_url(f"{kind}://u:p@nowhere.invalid/etlab", {}))
    assert "does not answer" in await fails_to(store)


async def say_nothing(reader, writer):
    await reader.read()
    await hang_up(reader, writer)


async def hang_up(reader, writer):
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
async def test_a_server_that_accepts_and_says_nothing(kind, monkeypatch):
    monkeypatch.setattr("etlab_jupyter.db.store.CONNECT_SECONDS", 1)
    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    store = Store(database_url(f"{kind}://u:p@127.0.0.1:{port}/etlab", {}))
    assert "does not answer" in await asyncio.wait_for(fails_to(store), 20)
    server.close()


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
async def test_a_server_that_hangs_up_at_once(kind):
    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    store = Store(database_url(f"{kind}://u:p@127.0.0.1:{port}/etlab", {}))
    assert "does not answer" in await fails_to(store)
    server.close()


@SERVERS
async def test_all_connections_taken(ready):
    ready.engine.pool._timeout = 0.2
    connections = [await ready.engine.connect() for _ in range(15)]
    assert "does not answer" in await fails_to(ready)
    for connection in connections:
        await connection.close()
    assert await ask(ready, "SELECT 1") == 1


@SERVERS
async def test_a_connection_that_an_administrator_ends(ready, kind):
    own, end = {
        "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
        "mariadb": ("SELECT CONNECTION_ID()", "KILL {}"),
    }[kind]

    async def end_own(session):
        number = await session.scalar(sa.text(own))
        async with ready.engine.connect() as other:
            await other.execute(sa.text(end.format(number)))
        await insert_user(session)

    with pytest.raises(StoreUnavailableError, match="not stored"):
        await write(ready, end_own)
    assert await ask(ready, "SELECT count(*) FROM users") == 0


async def test_a_folder_that_is_not_there(tmp_path):
    store = Store(database_url(f"sqlite:///{tmp_path}/none/etlab.sqlite", {}))
    assert await fails_to(store) == "The database's file cannot be opened."


async def test_a_file_that_is_no_database():
    store = Store(database_url(f"sqlite:///{__file__}", {}))
    assert await fails_to(store) == "The database's file is no SQLite database."


@SQLITE
async def test_a_file_that_somebody_else_has_locked(store, monkeypatch):
    await migrate.upgrade(store)
    async with store.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout=100")
    with closing(sqlite3.connect(Path(store.url.database))) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailableError, match="not stored"):
            await write(store, insert_user)
        other.rollback()
    await write(store, insert_user)
    assert await ask(store, "SELECT count(*) FROM users") == 1


@SQLITE
async def test_a_full_disk(store):
    await migrate.upgrade(store)
    async with store.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    async def much(session):
        await insert_user(session)
        session.add(models.Workspace(name="W", description="x" * 1_000_000))

    with pytest.raises(StoreUnavailableError, match="disk is full"):
        await write(store, much)
    assert await ask(store, "SELECT count(*) FROM users") == 0


async def test_a_write_that_is_given_up_stores_nothing(ready):
    async def give_up(session):
        await insert_user(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write(ready, give_up)
    assert await ask(ready, "SELECT count(*) FROM users") == 0


async def test_a_write_that_is_cancelled_stores_nothing_and_frees_its_connection(ready):
    inside = asyncio.Event()

    async def linger(session):
        await insert_user(session)
        inside.set()
        await asyncio.sleep(60)

    for _ in range(20):  # more than the pool has connections
        inside.clear()
        task = asyncio.create_task(write(ready, linger))
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await write(ready, insert_user)
    assert await ask(ready, "SELECT count(*) FROM users") == 1


async def test_errors_of_other_kinds_pass():
    for error in (ValueError("x"), KeyError(1040), RuntimeError(2006, "x"), OSError(5, "x")):
        with pytest.raises(type(error)), unavailable():
            raise error

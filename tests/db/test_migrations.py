"""The migrations, on all three databases."""

from __future__ import annotations

import asyncio
import runpy
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.db import migrate, models
from etlab_jupyter.db.base import Base
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url
from tests.db import contract
from tests.db.catalogue import catalogue
from tests.db.rows import NODE, contents, counts, everything, insert

pytestmark = pytest.mark.asyncio


async def run(store, sql, **values):
    async with store.write() as session:
        await session.execute(sa.text(sql), values)


async def ask(store, sql):
    async with store.read() as session:
        return [tuple(row) for row in await session.execute(sa.text(sql))]


async def test_up_down_and_up_again(store):
    assert await migrate.current(store) is None
    await migrate.upgrade(store)
    assert await migrate.current(store) == migrate.head()
    assert await migrate.differences(store) == []
    await migrate.upgrade(store)  # nothing to do
    await migrate.downgrade(store, "base")
    assert await migrate.current(store) is None
    assert await catalogue(store).tables() == {"alembic_version"}
    assert await catalogue(store).enums_left() == []
    await migrate.upgrade(store, "+1")
    assert await migrate.current(store) == "0001"
    await migrate.upgrade(store)
    assert await migrate.differences(store) == []


async def test_rows_survive_the_way_down_and_up(store):
    await migrate.upgrade(store)
    await insert(store, [*everything("A"), *everything("B")])
    assert min((await counts(store)).values()) == 2
    before = await contents(store)
    await migrate.downgrade(store, "0001")
    assert await contents(store) == before
    await migrate.upgrade(store)
    assert await contents(store) == before
    async with store.read() as session:
        pages = list(await session.scalars(sa.select(models.Page)))
        assert [page.live_name for page in pages] == ["Orders", "Orders"]
        assert pages[0].nodes[0]["data"]["label"] == "Größe 漢字 🎉"
    async with store.write() as session:  # the models work with what came back
        for workspace in await session.scalars(sa.select(models.Workspace)):
            await session.delete(workspace)


async def test_the_contract_is_in_the_servers_catalogue(store):
    await migrate.upgrade(store)
    found = catalogue(store)
    assert await found.tables() >= set(contract.COLUMNS)
    for table in contract.COLUMNS:
        wanted = contract.columns(table)
        there = await found.columns(table)
        assert {name: there.get(name) for name in wanted} == wanted, table
    indexes = await found.indexes()
    for name, (table, columns) in contract.INDEXES.items():
        assert indexes[name][:2] == (table, columns)
    assert indexes["ix_users_email"][2]
    unique = {
        (table, tuple(columns)) for table, columns, is_unique in indexes.values() if is_unique
    }
    assert unique >= contract.UNIQUE
    assert await found.foreign_keys() >= contract.FOREIGN_KEYS
    for (table, column), values in contract.ENUMS.items():
        assert await found.enum(table, column) == values


async def test_the_contract_alone_is_the_first_migration(store):
    await migrate.upgrade(store, "0001")
    found = catalogue(store)
    assert await found.tables() == {*contract.COLUMNS, "alembic_version"}
    for table in contract.COLUMNS:
        assert await found.columns(table) == contract.columns(table)


async def test_the_servers_refuse_other_words_than_the_enums(store):
    await migrate.upgrade(store)
    await insert(store, everything())
    for (table, column), values in contract.ENUMS.items():
        for value in values:
            await run(store, f"UPDATE {table} SET {column} = '{value}'")
        with pytest.raises(sa.exc.DBAPIError):
            await run(store, f"UPDATE {table} SET {column} = 'boss'")


async def test_defaults_of_the_contract_hold_for_plain_sql(store):
    await migrate.upgrade(store)
    await insert(store, everything())
    left_out = [column for _, column in contract.DEFAULTS]
    for table, column in contract.DEFAULTS:
        names = ", ".join(name for name in contract.columns(table) if name not in left_out)
        new = names.replace("id,", f"'{uuid.uuid4().hex}',", 1)
        for key in ("email", "token", "dag_id", "name"):
            new = new.replace(f"{key},", "'other',")
        if store.url.get_backend_name() == "postgresql":
            new = new.replace("',", "'::uuid,", 1)
        await run(store, f"INSERT INTO {table} ({names}) SELECT {new} FROM {table}")
        found = await ask(store, f"SELECT {column} FROM {table} WHERE {_other(table)} = 'other'")
        assert found == [(contract.DEFAULTS[table, column],)]


def _other(table):
    return {"users": "email", "workspace_share_links": "token"}.get(table, "name")


async def test_a_deleted_workspace_leaves_no_orphans(store):
    await migrate.upgrade(store)
    rows = everything("A")
    await insert(store, [*rows, *everything("B")])
    async with store.write() as session:
        await session.delete(await session.get_one(models.Workspace, rows[1].id))
    left = await counts(store)
    kept = {"users": 2, "spark_connections": 2, "execution_history": 2, "execution_events": 2}
    assert left == {table: kept.get(table, 1) for table in left}
    async with store.read() as session:
        run = await session.get_one(models.ExecutionHistory, rows[6].id)
        assert run.page_id is None
        assert run.page_name == "Orders"


async def test_plain_sql_cannot_make_orphans(store):
    await migrate.upgrade(store)
    await insert(store, everything())
    for sql in (
        "UPDATE pages SET workspace_id = '00000000000000000000000000000000'",
        "DELETE FROM users",  # who owns a workspace
    ):
        with pytest.raises(sa.exc.IntegrityError):
            await run(store, sql)
    await run(store, "DELETE FROM workspaces")
    left = await counts(store)
    assert {table for table, count in left.items() if count} == {
        "users", "spark_connections", "execution_history", "execution_events",
    }  # fmt: skip


async def put(session, table, **values):
    """A row in the columns that are given: the models know newer ones."""
    types = Base.metadata.tables[table].c
    row = sa.table(table, *(sa.column(name, types[name].type) for name in values))
    await session.execute(row.insert().values(values))


async def put_names(session, names):
    """Rows of these names at the first migration, each a second younger than the one before."""
    user, space, other = (uuid.uuid4() for _ in range(3))
    when = datetime(2024, 1, 1, tzinfo=UTC)
    await put(session, "users", id=user, created_at=when, email="a@b", password_hash="!")
    for id_ in (space, other):
        await put(session, "workspaces", id=id_, created_at=when, name="W", owner_id=user)
    of_user = {"user_id": user, "connection_type": ConnectionType.LOCAL}
    for number, name in enumerate(names):
        when += timedelta(seconds=1)
        own = {"id": uuid.uuid4(), "created_at": when, "name": name}
        of_space = {**own, "workspace_id": space}
        await put(session, "pages", **of_space, nodes=[NODE])
        await put(session, "schema_definitions", **of_space, columns=[])
        await put(session, "dag_definitions", **of_space, dag_id=str(number), tasks=[])
        await put(session, "spark_connections", **own, **of_user)
    own["id"] = uuid.uuid4()
    await put(session, "pages", **{**own, "name": "a"}, workspace_id=other, description="D")


async def test_names_that_must_be_unique_by_now_get_numbers(store):
    await migrate.upgrade(store, "0001")
    long = "x" * 255
    async with store.write() as session:
        await put_names(session, ["a", "a", "a (2)", "a", "A", "b ", "b", long, long])
    await migrate.upgrade(store)

    new = ["a", "a (3)", "a (2)", "a (4)", "A", "b ", "b (2)", long, f"{long[:251]} (2)"]
    for table, where in (
        ("pages", "WHERE description IS NULL"),
        ("schema_definitions", ""),
        ("dag_definitions", ""),
        ("spark_connections", ""),
    ):
        found = await ask(store, f"SELECT name FROM {table} {where} ORDER BY created_at")
        assert [name for (name,) in found] == new, table
    assert await ask(store, "SELECT name FROM pages WHERE description = 'D'") == [("a",)]
    assert await ask(store, "SELECT name FROM pages WHERE live_name <> name") == []
    async with store.read() as session:
        pages = {page.id: page for page in await session.scalars(sa.select(models.Page))}
        revisions = list(await session.scalars(sa.select(models.PageRevision)))
    assert sorted(revision.page_id for revision in revisions) == sorted(pages)
    for revision in revisions:
        page = pages[revision.page_id]
        assert (page.version, revision.version, revision.user_id) == (1, 1, None)
        assert (revision.name, revision.nodes) == (page.name, page.nodes)
        assert revision.created_at == page.created_at


async def test_two_upgrades_at_once_both_succeed(url):
    stores = [Store(database_url(url)) for _ in range(4)]
    try:
        await asyncio.gather(*(migrate.upgrade(store) for store in stores))
        assert [await migrate.current(store) for store in stores] == [migrate.head()] * 4
        assert await migrate.differences(stores[0]) == []
        await asyncio.gather(*(migrate.downgrade(store, "base") for store in stores))
        assert await catalogue(stores[0]).tables() == {"alembic_version"}
    finally:
        for store in stores:
            await store.close()


async def test_a_failed_upgrade_can_be_repeated(store):
    await migrate.upgrade(store, "0001")
    await run(store, "CREATE TABLE page_revisions (id INTEGER)")
    with pytest.raises(sa.exc.DBAPIError):
        await migrate.upgrade(store)
    assert await migrate.current(store) == "0001"
    await run(store, "DROP TABLE page_revisions")
    if store.url.get_backend_name() in ("sqlite", "postgresql"):
        await migrate.upgrade(store)
        assert await migrate.differences(store) == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_copying_a_table_keeps_what_hangs_on_it(store):
    await migrate.upgrade(store)
    await insert(store, everything())
    before = await counts(store)

    def copy(connection):
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("workspaces", recreate="always") as table:
            table.add_column(sa.Column("colour", sa.String(10)))

    await migrate._change(store, copy)
    assert await counts(store) == before
    assert await ask(store, "PRAGMA foreign_key_check") == []
    assert await ask(store, "PRAGMA foreign_keys") == [(1,)]


async def test_require_head_says_what_to_do(store):
    newest = migrate.head()
    with pytest.raises(migrate.OldDatabaseError) as error:
        await migrate.require_head(store)
    assert str(error.value) == (
        f"The database is at migration none; this version of ETLab needs {newest}. "
        "Make a backup, then run: etlab db upgrade"
    )
    await migrate.upgrade(store, "0001")
    with pytest.raises(migrate.OldDatabaseError, match=r"at migration 0001;.* needs 0.*upgrade"):
        await migrate.require_head(store)
    await migrate.upgrade(store)
    await migrate.require_head(store)
    await run(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(migrate.OldDatabaseError, match=r"9999, which this version.* newer one"):
        await migrate.require_head(store)


async def test_files_and_revisions_agree():
    folder = migrate.migrations_folder() / "versions"
    files = sorted(folder.glob("*.py"))
    previous = None
    for number, file in enumerate(files, 1):
        found = runpy.run_path(str(file))
        assert file.stem.split("_")[0] == found["revision"] == f"{number:04}"
        assert found["down_revision"] == previous
        header = f"Revision ID: {found['revision']}\nRevises: {previous or ''}"
        assert header.strip() in found["__doc__"]
        previous = found["revision"]
    assert previous == migrate.head()

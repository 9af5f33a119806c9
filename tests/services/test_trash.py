"""The trash is emptied by time, and nothing hangs on what is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from etlab_jupyter.api.dags import DagIn
from etlab_jupyter.api.enums import DagRunStatus
from etlab_jupyter.api.pages import PageChange, PageIn
from etlab_jupyter.api.schemas import SchemaIn
from etlab_jupyter.api.workspaces import WorkspaceIn
from etlab_jupyter.db import migrate, models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url
from etlab_jupyter.services import dags, pages, schemas, trash, users, workspaces

pytestmark = pytest.mark.asyncio


async def count(store, table):
    async with store.read() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def age(store, table, days):
    """Put what is in the trash there so many days ago."""
    when = utc_now() - timedelta(days=days)
    async with store.write() as session:
        await session.execute(
            update(table).where(table.deleted_at.is_not(None)).values(deleted_at=when)
        )


async def test_only_what_has_been_there_for_long_enough_is_purged(tmp_path):
    store = Store(database_url(f"sqlite:///{tmp_path / 'etlab.sqlite'}"))
    await migrate.upgrade(store)
    actor = await users.solo_actor(store)
    workspace = await workspaces.create(store, actor, WorkspaceIn(name="W"))
    kept = await pages.create(store, actor, PageIn(workspace_id=workspace.id, name="kept"))
    gone = await pages.create(store, actor, PageIn(workspace_id=workspace.id, name="gone"))
    await pages.change(store, actor, gone.id, PageChange(description="x"), 1)
    await pages.delete(store, actor, gone.id, 2)
    await age(store, models.Page, 29)
    assert await trash.purge_older_than(store, 30) == 0
    await age(store, models.Page, 31)
    assert await trash.purge_older_than(store, 30) == 1
    assert await count(store, models.Page) == 1
    assert await count(store, models.PageRevision) == 1
    await workspaces.delete(store, actor, workspace.id)
    await age(store, models.Workspace, 31)
    assert await trash.purge_older_than(store, 30) == 1
    assert (await workspaces.create(store, actor, WorkspaceIn(name="W"))).id != workspace.id
    assert await count(store, models.Page) == await count(store, models.PageRevision) == 0
    assert kept.version == 1
    await store.close()


async def test_schemas_and_dags_are_purged_too(tmp_path):
    store = Store(database_url(f"sqlite:///{tmp_path / 'etlab.sqlite'}"))
    await migrate.upgrade(store)
    actor = await users.solo_actor(store)
    own = (await workspaces.create(store, actor, WorkspaceIn(name="W"))).id
    for name in ("kept", "gone"):
        schema = await schemas.create(store, actor, SchemaIn(workspace_id=own, name=name))
        dag = await dags.create(store, actor, DagIn(workspace_id=own, name=name))
    async with store.write() as session:
        session.add(models.DagExecution(dag_definition_id=dag.id, status=DagRunStatus.SUCCESS))
    await schemas.delete(store, actor, schema.id, 1)
    await dags.delete(store, actor, dag.id, 1)
    for table in (models.SchemaDefinition, models.DagDefinition):
        await age(store, table, 31)
    assert await trash.purge_older_than(store, 30) == 2
    assert await count(store, models.DagExecution) == 0
    for table in (models.SchemaDefinition, models.DagDefinition):
        assert await count(store, table) == 1
    await store.close()

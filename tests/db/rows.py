"""Rows in every table."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, table, text

from etlab_jupyter.api.enums import ConnectionType, DagRunStatus, Role, RunStatus, SyncStatus
from etlab_jupyter.db import models
from etlab_jupyter.db.base import Base
from tests.db.contract import COLUMNS, columns

WHEN = datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=UTC)
NODE: dict[str, Any] = {
    "id": "n1",
    "type": "source",
    "position": {"x": 1.5, "y": -2},
    "data": {"label": "Größe 漢字 🎉", "kind": "csv", "config": {"path": "/data/a.csv"}},
    "selected": True,
}


def everything(name="A"):
    """A row of every table, all of them hanging together, in the order of their keys."""
    user = models.User(
        id=uuid.uuid4(), email=f"{name}@example.org".lower(), password_hash="!", name="Ana",
        avatar_url="https://example.org/a.png", is_active=True, updated_at=WHEN,
    )  # fmt: skip
    workspace = models.Workspace(
        id=uuid.uuid4(), name=name, description="d" * 1000, owner_id=user.id,
        settings={"theme": "dark"}, updated_at=WHEN,
    )  # fmt: skip
    page = models.Page(
        id=uuid.uuid4(), workspace_id=workspace.id, name="Orders", live_name="Orders",
        description="Größe", nodes=[NODE], edges=[], generated_code="df = 1\n",
        metadata_={"spark": {"spark.x": 1}}, version=3, updated_at=WHEN,
    )  # fmt: skip
    connection = models.SparkConnection(
        id=uuid.uuid4(), user_id=user.id, name="Local", connection_type=ConnectionType.LOCAL,
        config={"master": "local[*]"}, is_default=True,
    )  # fmt: skip
    run = models.ExecutionHistory(
        id=uuid.uuid4(), user_id=user.id, page_id=page.id, connection_id=connection.id,
        code="print(1)", status=RunStatus.COMPLETED, logs="a\nb", error=None,
        result_summary={"seconds": 1.5}, started_at=WHEN, completed_at=WHEN, page_version=3,
        page_name="Orders", request={"document": {"name": "Orders"}}, connection_file="/k.json",
        page_path="etl/orders.etlab.json",
    )  # fmt: skip
    dag = models.DagDefinition(
        id=uuid.uuid4(), workspace_id=workspace.id, dag_id=f"daily_{name}", name="Daily",
        live_name="Daily", description="", default_args={"retries": 2},
        schedule={"interval": "@daily", "start_date": "2024-01-01"},
        tasks=[{"id": "t", "type": "spark_submit", "name": "T"}],
        edges=[], generated_code="dag = 1", sync_status=SyncStatus.SYNCED, last_synced_at=WHEN,
        version=2,
    )  # fmt: skip
    event = {"run_id": "r", "seq": 1, "time": "2024", "event": "run_queued", "nodes": ["n1"]}
    return [
        user,
        workspace,
        page,
        models.WorkspaceMember(workspace_id=workspace.id, user_id=user.id, role=Role.OWNER),
        models.WorkspaceShareLink(
            workspace_id=workspace.id, token=f"token {name}", role=Role.VIEWER, expires_at=WHEN
        ),
        connection,
        run,
        models.SchemaDefinition(
            workspace_id=workspace.id, name="Order", live_name="Order", description="",
            columns=[{"name": "id", "type": "integer", "nullable": False}],
        ),
        dag,
        models.DagExecution(
            dag_definition_id=dag.id, dag_run_id="scheduled__1", status=DagRunStatus.SUCCESS,
            task_states={"t": {"state": "success", "duration": 45.2}}, started_at=WHEN,
            completed_at=WHEN, error="none",
        ),
        models.PageRevision(
            page_id=page.id, version=3, user_id=user.id, name="Orders", nodes=[NODE], edges=[],
        ),
        models.ExecutionEvent(run_id=run.id, seq=1, event=event),
    ]  # fmt: skip


async def insert(store, rows):
    """Stores rows one after another."""
    async with store.write() as session:
        for row in rows:
            session.add(row)
            await session.flush()


async def contents(store):
    """All rows of the contract's tables, in the contract's columns, as the driver gives them."""
    async with store.read() as session:
        found = {}
        for name in COLUMNS:
            sql = f"SELECT {', '.join(columns(name))} FROM {name} ORDER BY id"
            found[name] = [tuple(row) for row in await session.execute(text(sql))]
        return found


async def counts(store):
    """How many rows each table has."""
    async with store.read() as session:
        return {
            name: await session.scalar(select(func.count()).select_from(table(name)))
            for name in Base.metadata.tables
        }

"""Airflow DAGs and their runs."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from etlab_jupyter.api.dags import Schedule, Task, TaskEdge, TaskState
from etlab_jupyter.api.enums import DagRunStatus, SyncStatus
from etlab_jupyter.db.base import Base, Document, LongText, WithId, WithTrash, enum_type
from etlab_jupyter.db.models.workspaces import OWNED

if TYPE_CHECKING:
    from etlab_jupyter.db.models.workspaces import Workspace


class DagDefinition(WithTrash, Base):
    __tablename__ = "dag_definitions"
    __table_args__ = (
        Index(None, "workspace_id", "live_name", unique=True),
        Index(None, "workspace_id", "deleted_at", "name"),
        Base.__table_args__,
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    dag_id: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(LongText)
    schedule: Mapped[dict[str, Any] | None] = mapped_column(Document(Schedule))
    default_args: Mapped[dict[str, Any] | None] = mapped_column(Document(dict[str, JsonValue]))
    tasks: Mapped[list[Any]] = mapped_column(Document(list[Task]))
    edges: Mapped[list[Any] | None] = mapped_column(Document(list[TaskEdge]))
    generated_code: Mapped[str | None] = mapped_column(LongText)
    sync_status: Mapped[SyncStatus | None] = mapped_column(
        enum_type(SyncStatus, "dag_sync_status"),
        default=SyncStatus.PENDING,
        server_default=SyncStatus.PENDING.value,
    )
    last_synced_at: Mapped[datetime | None]

    workspace: Mapped[Workspace] = relationship(back_populates="dags")
    runs: Mapped[list[DagExecution]] = relationship(back_populates="dag", **OWNED)


class DagExecution(WithId, Base):
    __tablename__ = "dag_executions"

    dag_definition_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("dag_definitions.id", ondelete="CASCADE"), index=True
    )
    dag_run_id: Mapped[str | None] = mapped_column(String(255))
    status: Mapped[DagRunStatus] = mapped_column(enum_type(DagRunStatus, "dag_execution_status"))
    task_states: Mapped[dict[str, Any] | None] = mapped_column(Document(dict[str, TaskState]))
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(LongText)

    dag: Mapped[DagDefinition] = relationship(back_populates="runs")

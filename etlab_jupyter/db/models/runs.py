"""Runs and what they told."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from etlab_jupyter.api.enums import RunStatus
from etlab_jupyter.api.runs import RunRequest, RunSummary
from etlab_jupyter.db.base import Base, Document, LongText, WithId, enum_type
from etlab_jupyter.runners.events import AnyRunEvent


class ExecutionHistory(WithId, Base):
    """A run.

    `page_version` and `page_name` are those of the page when it ran, `page_path` is the file of a
    page that is not stored, `request` is what was asked for, `connection_file` leads to the kernel
    that the run is on.
    """

    __tablename__ = "execution_history"
    __table_args__ = (
        Index(None, "user_id", "created_at"),
        Index(None, "page_id", "created_at"),
        Base.__table_args__,
    )

    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    page_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"))
    connection_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("spark_connections.id", ondelete="SET NULL"), index=True
    )
    code: Mapped[str] = mapped_column(LongText)
    status: Mapped[RunStatus] = mapped_column(enum_type(RunStatus, "execution_status"), index=True)
    logs: Mapped[str | None] = mapped_column(LongText)
    error: Mapped[str | None] = mapped_column(LongText)
    result_summary: Mapped[dict[str, Any] | None] = mapped_column(Document(RunSummary))
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    page_version: Mapped[int | None] = mapped_column(sort_order=94)
    page_name: Mapped[str | None] = mapped_column(String(255), sort_order=95)
    request: Mapped[dict[str, Any] | None] = mapped_column(Document(RunRequest), sort_order=96)
    connection_file: Mapped[str | None] = mapped_column(String(1000), sort_order=97)
    page_path: Mapped[str | None] = mapped_column(String(1000), sort_order=98)


class ExecutionEvent(Base):
    """One event of a run, numbered from 1."""

    __tablename__ = "execution_events"

    run_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("execution_history.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[dict[str, Any]] = mapped_column(Document(AnyRunEvent))

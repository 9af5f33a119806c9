"""Schema definitions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from etlab_jupyter.db.base import Base, Document, LongText, WithTrash
from etlab_jupyter.schema_definition import ColumnDefinition

if TYPE_CHECKING:
    from etlab_jupyter.db.models.workspaces import Workspace


class SchemaDefinition(WithTrash, Base):
    __tablename__ = "schema_definitions"
    __table_args__ = (
        Index(None, "workspace_id", "live_name", unique=True),
        Index(None, "workspace_id", "deleted_at", "name"),
        Base.__table_args__,
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(LongText)
    columns: Mapped[list[Any]] = mapped_column(Document(list[ColumnDefinition]))

    workspace: Mapped[Workspace] = relationship(back_populates="schemas")

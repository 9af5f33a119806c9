"""Schema definitions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from etlab_jupyter.db.base import Base, Document, LongText, WithUpdate
from etlab_jupyter.schema_definition import ColumnDefinition

if TYPE_CHECKING:
    from etlab_jupyter.db.models.workspaces import Workspace


class SchemaDefinition(WithUpdate, Base):
    __tablename__ = "schema_definitions"
    __table_args__ = (Index(None, "workspace_id", "name", unique=True), Base.__table_args__)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(LongText)
    columns: Mapped[list[Any]] = mapped_column(Document(list[ColumnDefinition]))
    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=94)

    workspace: Mapped[Workspace] = relationship(back_populates="schemas")

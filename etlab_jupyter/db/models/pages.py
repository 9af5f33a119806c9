"""Pages and all their saved versions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from etlab_jupyter.db.base import Base, Document, LongText, WithId, WithTrash
from etlab_jupyter.page.document import Edge, Metadata, Node

if TYPE_CHECKING:
    from etlab_jupyter.db.models.workspaces import Workspace


class Page(WithTrash, Base):
    """An ETL pipeline."""

    __tablename__ = "pages"
    # Lists are sorted and counted in these indexes: the rows themselves are large.
    __table_args__ = (
        Index(None, "workspace_id", "live_name", unique=True),
        Index(None, "workspace_id", "deleted_at", "name"),
        Index(None, "workspace_id", "deleted_at", "updated_at"),
        Index(None, "workspace_id", "deleted_at", "created_at"),
        Base.__table_args__,
    )

    workspace_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workspaces.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(LongText)
    nodes: Mapped[list[Any] | None] = mapped_column(Document(list[Node]))
    edges: Mapped[list[Any] | None] = mapped_column(Document(list[Edge]))
    generated_code: Mapped[str | None] = mapped_column(LongText)
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata", Document(Metadata))

    workspace: Mapped[Workspace] = relationship(back_populates="pages")


class PageRevision(WithId, Base):
    """A page as it was saved."""

    __tablename__ = "page_revisions"
    __table_args__ = (UniqueConstraint("page_id", "version"), Base.__table_args__)

    page_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    version: Mapped[int]
    user_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(LongText)
    nodes: Mapped[list[Any] | None] = mapped_column(Document(list[Node]))
    edges: Mapped[list[Any] | None] = mapped_column(Document(list[Edge]))
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata", Document(Metadata))

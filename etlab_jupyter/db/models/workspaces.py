"""Workspaces, who may do what in them, and the links that invite to them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from etlab_jupyter.api.enums import Role
from etlab_jupyter.api.workspaces import WorkspaceSettings
from etlab_jupyter.db.base import Base, Document, LongText, WithId, WithUpdate, enum_type

if TYPE_CHECKING:
    from etlab_jupyter.db.models.dags import DagDefinition
    from etlab_jupyter.db.models.pages import Page
    from etlab_jupyter.db.models.schemas import SchemaDefinition
    from etlab_jupyter.db.models.users import User

# The database deletes what belongs to a deleted row; the session need not load it for that.
OWNED: dict[str, Any] = {"cascade": "all, delete-orphan", "passive_deletes": True}


class Workspace(WithUpdate, Base):
    """`deleted_at` is set while the workspace is in the trash."""

    __tablename__ = "workspaces"

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(LongText)
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    settings: Mapped[dict[str, Any] | None] = mapped_column(Document(WorkspaceSettings))
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=95)

    owner: Mapped[User | None] = relationship()
    pages: Mapped[list[Page]] = relationship(back_populates="workspace", **OWNED)
    schemas: Mapped[list[SchemaDefinition]] = relationship(back_populates="workspace", **OWNED)
    dags: Mapped[list[DagDefinition]] = relationship(back_populates="workspace", **OWNED)
    members: Mapped[list[WorkspaceMember]] = relationship(back_populates="workspace", **OWNED)
    share_links: Mapped[list[WorkspaceShareLink]] = relationship(
        back_populates="workspace", **OWNED
    )


class WorkspaceMember(WithId, Base):
    __tablename__ = "workspace_members"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"), Base.__table_args__)

    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role] = mapped_column(enum_type(Role, "workspace_member_role"))

    workspace: Mapped[Workspace] = relationship(back_populates="members")
    user: Mapped[User] = relationship()


class WorkspaceShareLink(WithId, Base):
    __tablename__ = "workspace_share_links"

    workspace_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workspaces.id", ondelete="CASCADE"), index=True
    )
    token: Mapped[str] = mapped_column(String(255), unique=True)
    role: Mapped[Role] = mapped_column(enum_type(Role, "workspace_share_link_role"))
    expires_at: Mapped[datetime | None]
    is_active: Mapped[bool | None] = mapped_column(default=True, server_default=true())

    workspace: Mapped[Workspace] = relationship(back_populates="share_links")

"""Spark connections."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue
from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.db.base import Base, Document, WithUpdate, enum_type

if TYPE_CHECKING:
    from etlab_jupyter.db.models.users import User


class SparkConnection(WithUpdate, Base):
    """`config` holds secrets only in encrypted form."""

    __tablename__ = "spark_connections"
    __table_args__ = (Index(None, "user_id", "name", unique=True), Base.__table_args__)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    connection_type: Mapped[ConnectionType] = mapped_column(
        enum_type(ConnectionType, "connection_type")
    )
    config: Mapped[dict[str, Any] | None] = mapped_column(Document(dict[str, JsonValue]))
    is_default: Mapped[bool | None] = mapped_column(default=False, server_default=false())

    user: Mapped[User] = relationship()

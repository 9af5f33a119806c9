"""The base of the models and the column types that work alike on all three databases."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String, Text, Uuid
from sqlalchemy.dialects.mysql import DATETIME, LONGTEXT
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

LongText = Text().with_variant(LONGTEXT(), "mysql", "mariadb")
"""Text without MySQL's limit of 64 KB."""


def utc_now() -> datetime:
    """The time, in UTC and with its zone."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A time in UTC, with microseconds, that always knows its zone.

    PostgreSQL keeps zones, MySQL and SQLite do not: there the column holds UTC. A time without a
    zone is refused with ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Document(TypeDecorator[Any]):
    """A JSON column that takes what a pydantic type validates, and nothing else.

    Python's None is SQL's NULL. Reading gives plain dictionaries and lists.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model
        self._adapter: TypeAdapter[Any] | None = None

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        if self._adapter is None:
            self._adapter = TypeAdapter(self.model)
        valid = self._adapter.validate_python(value)
        return self._adapter.dump_python(valid, mode="json", exclude_unset=True)


def enum_type(enum: type[StrEnum], name: str) -> Enum:
    """A native ENUM of the values; SQLite, which has none, checks a text."""
    return Enum(
        enum,
        name=name,
        values_callable=lambda members: [member.value for member in members],
        create_constraint=True,
    )


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime(), uuid.UUID: Uuid()}

    # MySQL would otherwise take "Orders" and "orders" for one name.
    __table_args__: Any = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


class WithId:
    """A UUID as primary key, and when the row was made."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4, sort_order=-1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now, sort_order=90)


class WithUpdate(WithId):
    """And when it was last changed."""

    updated_at: Mapped[datetime | None] = mapped_column(onupdate=utc_now, sort_order=91)


class WithTrash(WithUpdate):
    """And a version, and whether it is in the trash.

    `version` counts the saved changes. `deleted_at` is set while the row is in the trash;
    `live_name` is its name as long as it is not, and what makes names unique in a workspace.
    """

    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=94)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=95)
    live_name: Mapped[str | None] = mapped_column(String(255), sort_order=96)

"""Schema definitions."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from etlab_jupyter.api.common import Body, Name, Stamped, Text, Version
from etlab_jupyter.schema_definition import ColumnDefinition


class SchemaIn(Body):
    """A schema to create."""

    workspace_id: UUID
    name: Name
    description: Text | None = None
    columns: list[ColumnDefinition] = []


class SchemaChange(Body):
    """What to change in a schema; what is left out stays as it is."""

    name: Name | None = None
    description: Text | None = None
    columns: list[ColumnDefinition] | None = None


class SchemaRow(Stamped):
    """A schema in a list."""

    workspace_id: UUID
    name: str
    description: str | None
    version: Version


class Schema(SchemaRow):
    """A schema with its columns."""

    columns: list[dict[str, Any]]


SchemaSort = Literal["name", "created_at", "updated_at"]

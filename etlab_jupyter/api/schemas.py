"""Schema definitions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue, model_validator

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
    deleted_at: datetime | None


class Schema(SchemaRow):
    """A schema with its columns."""

    columns: list[dict[str, Any]]


class SchemaImport(Body):
    """Where to take columns from: exactly one of these.

    `ddl` is Spark's DDL or a CREATE TABLE, `spark` what `df.schema.json()` gives, `json_schema` a
    JSON Schema, `path` a local file or folder with its `format` and the options of Spark's reader.
    """

    ddl: str | None = None
    spark: dict[str, JsonValue] | None = None
    json_schema: dict[str, JsonValue] | None = None
    path: str | None = Field(None, max_length=4096)
    format: Literal["csv", "json", "parquet", "orc", "text"] = "csv"
    options: dict[str, str | int | float | bool] = {}

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [n for n in ("ddl", "spark", "json_schema", "path") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of ddl, spark, json_schema and path")
        return self


class Columns(BaseModel):
    """Columns as schemas hold them."""

    columns: list[dict[str, Any]]


SchemaSort = Literal["name", "created_at", "updated_at"]

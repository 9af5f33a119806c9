"""Schema definitions as people declare them: the `columns` of a SchemaDefinition row.

A column is `{"name", "type", "nullable", "description"}`. `type` is one of the twelve names of
the database's contract; `array`, `map` and `struct` say their parts in `element`, `key` and
`value`, or `fields`. Any type of Spark's DDL (`decimal(12,2)`, `array<int>`) is taken as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from etlab_jupyter import spark_types as t


class TypeDefinition(BaseModel):
    """A type and, for nested ones, its parts."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    type: str = Field(
        title="Type",
        description="string, integer, long, float, double, boolean, date, timestamp, binary, "
        "array, map, struct, or any type in Spark's DDL.",
        examples=["string", "decimal(12,2)"],
    )
    element: TypeDefinition | None = Field(None, description="An array's element type.")
    key: TypeDefinition | None = Field(None, description="A map's key type.")
    value: TypeDefinition | None = Field(None, description="A map's value type.")
    fields: list[ColumnDefinition] | None = Field(None, description="A struct's fields.")
    nullable: bool = Field(True, title="Nullable", description="Whether nulls are allowed.")

    @model_validator(mode="after")
    def _parts_are_there(self) -> Self:
        self.spark_type()
        return self

    def spark_type(self) -> t.DataType:
        """The type as Spark knows it; raises `ValueError` with a text for people."""
        name = self.type.strip().lower()
        match name:
            case "array":
                element = self._part("element")
                return t.ArrayType(element=element.spark_type(), contains_null=element.nullable)
            case "map":
                value = self._part("value")
                return t.MapType(
                    key=self._part("key").spark_type(),
                    value=value.spark_type(),
                    value_contains_null=value.nullable,
                )
            case "struct":
                if not self.fields:
                    raise ValueError("a struct needs at least one entry in 'fields'")
                return t.StructType(fields=tuple(field.field() for field in self.fields))
        if simple := t.SIMPLE_TYPES.get(name):
            return simple
        from etlab_jupyter.expressions import parse_type

        return parse_type(self.type)

    def _part(self, name: str) -> TypeDefinition:
        part = getattr(self, name)
        if part is None:
            raise ValueError(f"{self.type} needs {name!r}, the type of its {name}s")
        return part  # type: ignore[no-any-return]


class ColumnDefinition(TypeDefinition):
    """A named column."""

    name: str = Field(title="Name", min_length=1)
    description: str = Field("", title="Description")

    def field(self) -> t.Field:
        return t.Field(self.name, self.spark_type(), self.nullable)


def to_schema(columns: Iterable[ColumnDefinition]) -> t.Schema:
    """The columns as a schema."""
    return t.Schema(column.field() for column in columns)


def to_definitions(schema: t.Schema) -> list[dict[str, Any]]:
    """A schema as the JSON of `columns`."""
    return [{"name": f.name, **_type_json(f.type), "nullable": f.nullable} for f in schema.fields]


def _type_json(type_: t.DataType) -> dict[str, Any]:
    match type_:
        case t.ArrayType():
            element = {**_type_json(type_.element), "nullable": type_.contains_null}
            return {"type": "array", "element": element}
        case t.MapType():
            value = {**_type_json(type_.value), "nullable": type_.value_contains_null}
            return {"type": "map", "key": _type_json(type_.key), "value": value}
        case t.StructType():
            return {"type": "struct", "fields": to_definitions(t.Schema(type_.fields))}
        case t.DecimalType():
            return {"type": type_.ddl}
    return {"type": type_.name}


def to_ddl(schema: t.Schema) -> str:
    """The schema as the DDL text that `DataFrameReader.schema` takes."""
    return ", ".join(
        f"{t.quote_name(f.name)} {_nested_ddl(f.type)}{'' if f.nullable else ' NOT NULL'}"
        for f in schema.fields
    )


def _nested_ddl(type_: t.DataType) -> str:
    match type_:
        case t.ArrayType():
            return f"array<{_nested_ddl(type_.element)}>"
        case t.MapType():
            return f"map<{_nested_ddl(type_.key)}, {_nested_ddl(type_.value)}>"
        case t.StructType():
            inner = ", ".join(
                f"{t.quote_name(f.name)}: {_nested_ddl(f.type)}{'' if f.nullable else ' NOT NULL'}"
                for f in type_.fields
            )
            return f"struct<{inner}>"
    return type_.ddl


TypeDefinition.model_rebuild()
ColumnDefinition.model_rebuild()

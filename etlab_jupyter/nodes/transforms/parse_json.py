"""Parses a text column that holds JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column, NewColumn, TypeName
from etlab_jupyter.nodes.transforms.derive import with_column
from etlab_jupyter.schema_definition import ColumnDefinition, TypeDefinition, to_ddl, to_schema
from etlab_jupyter.spark_types import (
    STRING,
    UNKNOWN,
    ArrayType,
    DataType,
    MapType,
    Schema,
    StructType,
    nullable_type,
)
from etlab_jupyter.spark_types import Field as SchemaField


class ParseJsonConfig(NodeConfig):
    column: Column = Field(title="Column", description="A text column that holds JSON.")
    columns: list[ColumnDefinition] | None = Field(
        None, title="Fields", description="The fields of the objects and their types."
    )
    type: TypeName | None = Field(
        None,
        title="Type",
        description="Instead of the fields: the type as a whole, in Spark's DDL.",
        examples=["array<struct<id: int, name: string>>"],
    )
    name: NewColumn | None = Field(
        None, title="Name", description="Of the parsed column; left out, it replaces the text."
    )
    on_error: Literal["null", "fail"] = Field(
        "null", title="On bad JSON", description="Put nulls in its place, or fail the run."
    )

    @model_validator(mode="after")
    def _says_the_type(self) -> Self:
        if bool(self.columns) == bool(self.type):
            raise ValueError("give either the fields of the objects or a type")
        parsed = self.parsed_type()
        if parsed.name not in ("struct", "array", "map", "variant"):
            raise ValueError(f"JSON is parsed into a struct, array or map, not into {parsed}")
        if not _keys_are_texts(parsed):
            raise ValueError("the keys of a map in JSON are of type string")
        return self

    def parsed_type(self) -> DataType:
        if self.type:
            return TypeDefinition(type=self.type).spark_type()
        return StructType(fields=to_schema(self.columns or ()).fields)


class ParseJson(Transform[ParseJsonConfig]):
    kind = "parse_json"
    title = "Parse JSON"
    description = "Parses a text column that holds JSON into structs, arrays or maps."
    category = "Nested data"
    Config = ParseJsonConfig
    template = (
        "{{ input }}.withColumn({{ config.name or config.column }}, "
        "F.from_json({{ config.column | dotted }}, {{ ddl | plain }}"
        "{% if config.on_error == 'fail' %}, {{ {'mode': 'FAILFAST'} }}{% endif %}))"
    )

    def variables(
        self, config: ParseJsonConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        ddl = config.type or to_ddl(to_schema(config.columns or ()))
        return {"ddl": ddl}

    def schema(self, config: ParseJsonConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        source = check.column("column", config.column, columns)
        if source.type not in (STRING, UNKNOWN):
            check.problem(
                "type-mismatch", f"{source.name} is {source.type}, not string.", "column",
                hint="Cast it to string before.",
            )  # fmt: skip
        if columns is None:
            return None
        name = check.text(config.name or config.column)
        return with_column(columns, SchemaField(name, nullable_type(config.parsed_type()), True))


def _keys_are_texts(type_: DataType) -> bool:
    match type_:
        case ArrayType():
            return _keys_are_texts(type_.element)
        case MapType():
            return type_.key == STRING and _keys_are_texts(type_.value)
        case StructType():
            return all(_keys_are_texts(field.type) for field in type_.fields)
    return True

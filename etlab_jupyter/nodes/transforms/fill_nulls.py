"""Puts values in the place of nulls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.spark_types import (
    BOOLEAN,
    STRING,
    UNKNOWN,
    DataType,
    Schema,
    dotted,
    is_integral,
    is_numeric,
)
from etlab_jupyter.spark_types import Field as SchemaField


class Filling(NodeConfig):
    column: Column = Field(title="Column")
    value: bool | int | float | str = Field(
        title="Value",
        description="A text for text columns, a number for numbers, true or false.",
    )


class FillNullsConfig(NodeConfig):
    columns: list[Filling] = Field(
        title="Columns",
        description="The columns and the values to put in the place of their nulls.",
        min_length=1,
        examples=[[{"column": "discount", "value": 0}]],
    )


class FillNulls(Transform[FillNullsConfig]):
    kind = "fill_nulls"
    title = "Fill nulls"
    description = "Puts values in the place of nulls."
    category = "Quality"
    Config = FillNullsConfig
    template = "{{ input }}.fillna({{ values }})"

    def variables(
        self, config: FillNullsConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        return {"values": {dotted(item.column): item.value for item in config.columns}}

    def schema(self, config: FillNullsConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        filled = {}
        for index, item in enumerate(config.columns):
            field = check.column(f"columns.{index}.column", item.column, columns)
            if not _fits(item.value, field.type):
                check.problem(
                    "type-mismatch",
                    f"{field.name} is {field.type}; {item.value!r} cannot fill its nulls.",
                    f"columns.{index}.value",
                    hint="For other types derive the column with coalesce(…).",
                )
            filled[field.name.lower()] = item.value
        if columns is None:
            return None
        return Schema(
            _filled(f, filled[f.name.lower()], check) if f.name.lower() in filled else f
            for f in columns
        )


def _filled(field: SchemaField, value: bool | int | float | str, check: NodeCheck) -> SchemaField:
    """Spark casts a number to the column's type, and a cast may give null."""
    nullable = False
    if field.nullable and is_numeric(field.type):
        literal = f"{value!r}D" if isinstance(value, float) else str(value)
        nullable = check.typed(f"CAST({literal} AS {field.type.ddl})", None).nullable
    return SchemaField(field.name, field.type, nullable)


def _fits(value: bool | int | float | str, type_: DataType) -> bool:
    """Spark silently leaves a column alone whose type does not fit the value, or cuts the value."""
    if type_ == UNKNOWN:
        return True
    if isinstance(value, bool):
        return type_ == BOOLEAN
    if isinstance(value, float) and is_integral(type_):
        return value.is_integer()
    return type_ == STRING if isinstance(value, str) else is_numeric(type_)

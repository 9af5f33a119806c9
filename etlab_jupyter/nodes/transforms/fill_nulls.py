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
        filled = set()
        for index, item in enumerate(config.columns):
            field = check.column(f"columns.{index}.column", item.column, columns)
            if not _fits(item.value, field.type):
                check.problem(
                    "type-mismatch",
                    f"{field.name} is {field.type}; {item.value!r} cannot fill its nulls.",
                    f"columns.{index}.value",
                    hint="For other types derive the column with coalesce(…).",
                )
            filled.add(field.name.lower())
        if columns is None:
            return None
        return Schema(
            SchemaField(f.name, f.type, False) if f.name.lower() in filled else f for f in columns
        )


def _fits(value: bool | int | float | str, type_: DataType) -> bool:
    """Spark silently leaves a column alone whose type does not fit the value."""
    if type_ == UNKNOWN:
        return True
    if isinstance(value, bool):
        return type_ == BOOLEAN
    return type_ == STRING if isinstance(value, str) else is_numeric(type_)

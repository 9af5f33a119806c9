"""Adds or replaces columns computed from others."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Expression, NewColumn
from etlab_jupyter.nodes.transforms._shared import split_alias
from etlab_jupyter.spark_types import Field as SchemaField
from etlab_jupyter.spark_types import Schema


class Derivation(NodeConfig):
    name: NewColumn = Field(title="Name", description="The column to add or replace.")
    expression: Expression = Field(
        title="Expression",
        description="An SQL expression over the columns, those derived before it included.",
        examples=["l_extendedprice * (1 - l_discount)"],
    )


def _read(value: Any) -> Any:
    """`expression AS name` may be written as one text."""
    return split_alias(value) if isinstance(value, str) else value


class DeriveConfig(NodeConfig):
    columns: list[Annotated[Derivation, BeforeValidator(_read)]] = Field(
        title="Columns",
        description="The columns to add or replace, one after the other.",
        min_length=1,
        examples=[[{"name": "revenue", "expression": "l_extendedprice * (1 - l_discount)"}]],
    )


class Derive(Transform[DeriveConfig]):
    kind = "derive"
    title = "Derive columns"
    description = "Adds or replaces columns computed by SQL expressions."
    category = "Columns"
    Config = DeriveConfig
    template = (
        "{{ input }}"
        "{% for item in config.columns %}"
        ".withColumn({{ item.name }}, {{ item.expression | expr }})"
        "{% endfor %}"
    )

    def schema(self, config: DeriveConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        for index, item in enumerate(config.columns):
            typed = check.expression(f"columns.{index}.expression", item.expression, columns)
            new = SchemaField(check.text(item.name), typed.type, typed.nullable)
            columns = None if columns is None else with_column(columns, new)
        return columns


def with_column(columns: Schema, new: SchemaField) -> Schema:
    """The columns with `new` in the place of the one of its name, else at the end."""
    if new.name not in columns:
        return Schema([*columns, new])
    return Schema(new if f.name.lower() == new.name.lower() else f for f in columns)

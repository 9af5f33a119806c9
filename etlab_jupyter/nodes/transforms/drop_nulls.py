"""Drops rows with nulls."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.spark_types import Schema


class DropNullsConfig(NodeConfig):
    columns: list[Column] = Field(
        [], title="Columns", description="The columns to look at; none: all of them."
    )
    how: Literal["any", "all"] = Field(
        "any", title="Drop where", description="Any of the columns is null, or all of them are."
    )
    at_least: int | None = Field(
        None,
        title="Keep with at least",
        description="Instead: keep rows with at least so many values that are not null.",
        ge=1,
    )


class DropNulls(Transform[DropNullsConfig]):
    kind = "drop_nulls"
    title = "Drop nulls"
    description = "Drops rows with nulls."
    category = "Quality"
    Config = DropNullsConfig
    template = (
        "{{ input }}.dropna("
        "{% if config.at_least is not none %}thresh={{ config.at_least }}"
        "{% else %}how={{ config.how }}{% endif %}"
        "{% if config.columns %}, subset=[{{ config.columns | names }}]{% endif %})"
    )

    def schema(self, config: DropNullsConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        check.columns("columns", config.columns, inputs.one)
        columns: Schema | None = inputs.one
        return columns

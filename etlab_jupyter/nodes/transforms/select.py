"""Keeps some columns, in a chosen order."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.spark_types import Schema


class SelectConfig(NodeConfig):
    columns: list[Column] = Field(
        title="Columns",
        description="The columns to keep, in this order.",
        min_length=1,
        examples=[["o_orderkey", "o_totalprice"]],
    )


class Select(Transform[SelectConfig]):
    kind = "select"
    title = "Select columns"
    description = "Keeps some columns, in a chosen order."
    category = "Columns"
    Config = SelectConfig
    template = "{{ input }}.select({{ config.columns | names }})"

    def schema(self, config: SelectConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        check.distinct_names("columns", config.columns)
        fields = check.columns("columns", config.columns, inputs.one)
        if inputs.one is None:
            return None
        names = map(check.text, config.columns)
        return Schema(field.renamed(name) for field, name in zip(fields, names, strict=True))

"""Keeps the rows for which a condition is true."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Expression
from etlab_jupyter.spark_types import Schema


class FilterConfig(NodeConfig):
    condition: Expression = Field(
        title="Condition",
        description="An SQL expression; rows for which it is false or null are dropped.",
        examples=["o_totalprice > 1000", "status IN ('new', 'open') AND amount IS NOT NULL"],
    )


class Filter(Transform[FilterConfig]):
    kind = "filter"
    title = "Filter"
    description = "Keeps the rows for which a condition is true."
    category = "Rows"
    Config = FilterConfig
    template = "{{ input }}.filter({{ config.condition | sql }})"

    def schema(self, config: FilterConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        check.condition("condition", config.condition, columns)
        return columns

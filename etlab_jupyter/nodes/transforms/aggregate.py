"""Groups rows and computes one row for each group."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Column, Expression
from etlab_jupyter.nodes.transforms._aggregation import (
    AGGREGATIONS_TEMPLATE,
    Aggregations,
    aggregated,
)
from etlab_jupyter.spark_types import Schema


class AggregateConfig(NodeConfig):
    group_by: list[Column] = Field(
        [],
        title="Group by",
        description="One row comes out for each value of these columns; none of them: one row.",
        examples=[["l_returnflag", "l_linestatus"]],
    )
    aggregations: Aggregations = Field(
        title="Aggregations",
        description="The columns to compute.",
        min_length=1,
        examples=[[{"function": "sum", "expression": "l_quantity", "name": "sum_qty"}]],
    )
    having: Expression | None = Field(
        None,
        title="Having",
        description="Keeps the groups for which this is true; it sees the output columns.",
        examples=["sum_qty > 300"],
        json_schema_extra={"x-port": "out"},
    )


class Aggregate(Transform[AggregateConfig]):
    kind = "aggregate"
    title = "Aggregate"
    description = "Groups rows and computes sums, counts and the like for each group."
    category = "Aggregation"
    Config = AggregateConfig
    template = (
        "{{ input }}"
        "{% if config.group_by %}.groupBy({{ config.group_by | names }}){% endif %}"
        ".agg(" + AGGREGATIONS_TEMPLATE + ")"
        "{% if config.having %}.filter({{ config.having | sql }}){% endif %}"
    )

    def schema(self, config: AggregateConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        groups = check.columns("group_by", config.group_by, columns)
        names = map(check.text, config.group_by)
        fields = [f.renamed(name) for f, name in zip(groups, names, strict=True)]
        fields += aggregated(config.aggregations, config.group_by, columns, check)
        result = Schema(fields)
        check.distinct_names("aggregations", result.names, indexed=False)
        if config.having:
            check.condition("having", config.having, result)
        return result

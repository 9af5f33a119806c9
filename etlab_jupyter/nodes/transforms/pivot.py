"""Turns the values of a column into columns."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.nodes.transforms._aggregation import (
    AGGREGATIONS_TEMPLATE,
    EVERY_ROW,
    Aggregations,
    aggregated,
)
from etlab_jupyter.spark_types import Field as SchemaField
from etlab_jupyter.spark_types import Schema


class PivotConfig(NodeConfig):
    group_by: list[Column] = Field(
        title="Group by", description="One row comes out for each value of these.", min_length=1
    )
    pivot: Column = Field(title="Pivot", description="The column whose values become columns.")
    values: list[str | int | float | bool] | None = Field(
        None,
        title="Values",
        description="The values that become columns. Left out, Spark looks them up first, and "
        "the output columns are not known before a run.",
        min_length=1,
        examples=[["AIR", "SHIP"]],
    )
    aggregations: Aggregations = Field(
        title="Aggregations", description="What is computed for each value.", min_length=1
    )


class Pivot(Transform[PivotConfig]):
    kind = "pivot"
    title = "Pivot"
    description = "Turns the values of a column into columns, with an aggregation in each."
    category = "Aggregation"
    Config = PivotConfig
    template = (
        "{{ input }}.groupBy({{ config.group_by | names }})"
        ".pivot({{ config.pivot | dotted }}"
        "{% if config.values is not none %}, {{ config.values }}{% endif %})"
        ".agg(" + AGGREGATIONS_TEMPLATE.replace(EVERY_ROW, "F.lit(1)") + ")"  # Spark refuses a star
    )

    def schema(self, config: PivotConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        groups = check.columns("group_by", config.group_by, columns)
        check.column("pivot", config.pivot, columns)
        cells = aggregated(config.aggregations, config.group_by, columns, check)
        if config.values is None:
            return None
        fields = [
            f.renamed(check.text(name)) for f, name in zip(groups, config.group_by, strict=True)
        ]
        for value in config.values:
            text = check.text(_text(value))
            for cell in cells:
                name = text if len(cells) == 1 else f"{text}_{cell.name}"
                fields.append(SchemaField(name, cell.type, True))
        check.distinct_names("values", [field.name for field in fields], indexed=False)
        return Schema(fields)


def _text(value: str | int | float | bool) -> str:
    """The value as Spark casts it to a column name."""
    return str(value).lower() if isinstance(value, bool) else str(value)

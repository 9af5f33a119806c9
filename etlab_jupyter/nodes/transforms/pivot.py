"""Turns the values of a column into columns."""

from __future__ import annotations

from decimal import Decimal

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
from etlab_jupyter.parameters import sql_string
from etlab_jupyter.spark_types import BOOLEAN, UNKNOWN, DataType, Schema, is_numeric
from etlab_jupyter.spark_types import Field as SchemaField


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
        pivot = check.column("pivot", config.pivot, columns)
        if pivot.type.name == "map":
            check.problem(
                "type-mismatch", f"{pivot.name} is a map: its values cannot be compared.", "pivot"
            )
        cells = aggregated(config.aggregations, config.group_by, columns, check)
        if config.values is None:
            return None
        fields = [
            f.renamed(check.text(name)) for f, name in zip(groups, config.group_by, strict=True)
        ]
        nulls = all(_is_looked_up(cell.type) for cell in cells)
        for index, value in enumerate(config.values):
            text = check.text(_text(value))
            if pivot.type.name not in ("map", UNKNOWN.name):
                _check_value(f"values.{index}", value, pivot, check)
            for cell in cells:
                name = text if len(cells) == 1 else f"{text}_{cell.name}"
                fields.append(SchemaField(name, cell.type, nulls or cell.nullable))
        check.distinct_names("values", [field.name for field in fields], indexed=False)
        return Schema(fields)


def _is_looked_up(type_: DataType) -> bool:
    """Whether Spark aggregates once and then puts the results in their places, null where there
    is none. One aggregation of another type, and it computes each value by itself: a count of
    no rows is 0 then.
    """
    return is_numeric(type_) or type_ in (BOOLEAN, UNKNOWN)


def _check_value(
    path: str, value: str | int | float | bool, pivot: SchemaField, check: NodeCheck
) -> None:
    literal = sql_string(value) if isinstance(value, str) else _text(value)
    if check.typed(f"CAST({literal} AS {pivot.type.ddl})", None).issues:
        check.problem(
            "type-mismatch", f"{pivot.name} is {pivot.type}, which {value!r} is not.", path,
            hint="Write the values of a column that is no number as texts.",
        )  # fmt: skip


def _text(value: str | int | float | bool) -> str:
    """The value as Spark casts it to a column name."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value and not 1e-3 <= abs(value) < 1e7:
        exact = Decimal(repr(value)).normalize()
        sign, digits, _ = exact.as_tuple()
        first, *rest = map(str, digits)
        return f"{'-' * sign}{first}.{''.join(rest) or '0'}E{exact.adjusted()}"
    return str(value)

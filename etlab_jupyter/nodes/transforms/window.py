"""Computes ranks, neighbours and running values over windows of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column, Expression, NewColumn
from etlab_jupyter.nodes.transforms._shared import (
    SORT_KEYS_TEMPLATE,
    SortKeys,
    check_sort_keys,
)
from etlab_jupyter.nodes.transforms.derive import with_column
from etlab_jupyter.parameters import sql_string
from etlab_jupyter.spark_types import UNKNOWN, DataType, Schema, is_numeric
from etlab_jupyter.spark_types import Field as SchemaField

RANKING = ("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile")
OFFSET = ("lag", "lead")
Function = Literal[
    "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile",
    "lag", "lead", "first", "last", "nth_value",
    "sum", "avg", "min", "max", "count", "stddev", "variance", "collect_list", "collect_set",
]  # fmt: skip


class WindowFunction(NodeConfig):
    function: Function = Field(title="Function", description="What is computed for each row.")
    expression: Expression | None = Field(
        None,
        title="Of",
        description="A column or SQL expression; ranks need none, count counts rows without one.",
    )
    name: NewColumn = Field(title="Name", description="The new column.")
    n: int | None = Field(
        None,
        title="Number",
        description="How many rows back or ahead (lag, lead: 1 unless given), which row "
        "(nth_value) or how many tiles (ntile).",
        ge=0,
    )
    default: str | int | float | bool | None = Field(
        None, title="Default", description="For lag and lead: the value where there is no row."
    )

    @model_validator(mode="after")
    def _fits_the_function(self) -> Self:
        ranks = self.function in RANKING
        if ranks and self.expression is not None:
            raise ValueError(f"{self.function} takes no expression")
        if not ranks and self.expression is None and self.function != "count":
            raise ValueError(f"{self.function} needs a column or expression")
        if self.expression == "*" and self.function != "count":
            raise ValueError(f"{self.function} needs a column or expression, not *")
        if self.function in ("ntile", "nth_value") and not self.n:
            raise ValueError(f"{self.function} needs a number of at least 1")
        return self

    @property
    def arguments(self) -> list[Any]:
        """What follows the expression in the call."""
        if self.function in OFFSET:
            offset = 1 if self.n is None else self.n
            return [offset] if self.default is None else [offset, self.default]
        return [self.n] if self.function in ("ntile", "nth_value") else []

    @property
    def sql(self) -> str:
        first = self.expression or ("*" if self.function == "count" else None)
        values = [first] if first else []
        values += [_sql_value(value) for value in self.arguments]
        return f"{self.function}({', '.join(values)})"


class Frame(NodeConfig):
    unit: Literal["rows", "range"] = Field(
        "rows",
        title="Unit",
        description="Count rows, or compare the values of the order column.",
    )
    start: int | None = Field(
        None,
        title="Start",
        description="-3: three before; 0: the current row; left out: the first.",
    )
    end: int | None = Field(
        0, title="End", description="3: three after; 0: the current row; left out: the last."
    )

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError("the frame starts after it ends")
        return self


class WindowConfig(NodeConfig):
    functions: list[WindowFunction] = Field(
        title="Functions",
        description="The columns to compute.",
        min_length=1,
        examples=[[{"function": "rank", "name": "place"}]],
    )
    partition_by: list[Column] = Field(
        [],
        title="Partition by",
        description="Each value of these columns is a window of its own.",
    )
    order_by: SortKeys = Field([], title="Order by", description="The order inside a window.")
    frame: Frame | None = Field(
        None,
        title="Frame",
        description="Which rows around the current one count; left out, Spark's default: all "
        "rows without an order, those up to the current one with it.",
    )


class WindowNode(Transform[WindowConfig]):
    kind = "window"
    title = "Window"
    description = "Computes ranks, neighbours and running values over windows of rows."
    category = "Aggregation"
    Config = WindowConfig
    helpers = {
        "window": (
            "Window.partitionBy({{ config.partition_by | names }}){% if sort_keys %}.orderBy("
            + SORT_KEYS_TEMPLATE
            + "){% endif %}"
            "{% if config.frame %}.{{ config.frame.unit | name }}Between("
            "{% if config.frame.start is none %}Window.unboundedPreceding"
            "{% elif config.frame.start == 0 %}Window.currentRow"
            "{% else %}{{ config.frame.start }}{% endif %}, "
            "{% if config.frame.end is none %}Window.unboundedFollowing"
            "{% elif config.frame.end == 0 %}Window.currentRow"
            "{% else %}{{ config.frame.end }}{% endif %}){% endif %}"
        )
    }
    template = (
        "{{ input }}"
        "{% for item in config.functions %}"
        ".withColumn({{ item.name }}, F.{{ item.function | name }}("
        "{% if item.expression and item.expression != '*' %}{{ item.expression | arg }}"
        "{% elif item.function == 'count' %}{{ '*' }}{% endif %}"
        "{% if item.expression and item.arguments %}, {% endif %}"
        "{{ item.arguments | args }}).over({{ helpers.window }}))"
        "{% endfor %}"
    )

    def variables(
        self, config: WindowConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        return {"sort_keys": config.order_by}

    def schema(self, config: WindowConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        for index, field in enumerate(check.columns("partition_by", config.partition_by, columns)):
            if field.type.name == "map":
                check.problem(
                    "type-mismatch", f"{field.name} is a map: its values cannot be compared.",
                    f"partition_by.{index}",
                )  # fmt: skip
        order = check_sort_keys("order_by", config.order_by, columns, check)
        _check_order(config, order, check)
        for index, item in enumerate(config.functions):
            start = len(item.function) + 1
            typed = check.expression(
                f"functions.{index}.expression",
                f"{item.sql} OVER (ORDER BY 1)",  # which rows they are does not change the type
                columns,
                start=start if item.expression else 0,
                end=start + len(item.expression) if item.expression else None,
            )
            new = SchemaField(check.text(item.name), typed.type, typed.nullable)
            columns = None if columns is None else with_column(columns, new)
        return columns


def _check_order(config: WindowConfig, order: list[DataType], check: NodeCheck) -> None:
    for index, item in enumerate(config.functions):
        if item.function in (*RANKING, *OFFSET) and not config.order_by:
            check.problem(
                "bad-config", f"{item.function} needs an order of the rows.",
                f"functions.{index}.function", hint="Give columns to order by.",
            )  # fmt: skip
        if item.function in (*RANKING, *OFFSET) and config.frame:
            check.problem(
                "bad-config", f"{item.function} takes no frame.", "frame",
                hint="Leave the frame out, or compute it in a window node of its own.",
            )  # fmt: skip
    if config.frame and config.frame.unit == "range":
        bounded = {config.frame.start, config.frame.end} - {None, 0}
        if not order or (bounded and len(order) > 1):
            check.problem(
                "bad-config", "A range frame needs exactly one column to order by.", "order_by",
                hint="Order by one column, or count rows instead.",
            )  # fmt: skip
        elif bounded and not (is_numeric(order[0]) or order[0] == UNKNOWN):
            check.problem(
                "type-mismatch", f"A range frame needs numbers to order by, not {order[0]}.",
                "order_by.0.column", hint="Order by unix_date(…) or unix_seconds(…) of a time.",
            )  # fmt: skip


def _sql_value(value: Any) -> str:
    return sql_string(value) if isinstance(value, str) else str(value)

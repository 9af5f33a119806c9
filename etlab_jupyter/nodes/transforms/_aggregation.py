"""Aggregations as settings: shared by Aggregate, Pivot and Window."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from etlab_jupyter.nodes.base import NodeConfig
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Expression, NewColumn
from etlab_jupyter.nodes.transforms._shared import split_alias
from etlab_jupyter.spark_types import Field as SchemaField
from etlab_jupyter.spark_types import Schema

Function = Literal[
    "expression", "count", "count_distinct", "approx_count_distinct", "count_if",
    "sum", "sum_distinct", "avg", "min", "max", "median", "mode", "percentile",
    "percentile_approx", "stddev", "stddev_pop", "variance", "var_pop", "skewness", "kurtosis",
    "first", "last", "any_value", "collect_list", "collect_set", "bool_and", "bool_or",
]  # fmt: skip

# Functions whose SQL is not `name(expression)`.
_SQL = {
    "count_distinct": "count(DISTINCT {0})",
    "sum_distinct": "sum(DISTINCT {0})",
    "percentile": "percentile({0}, {1})",
    "percentile_approx": "percentile_approx({0}, {1})",
}


class Aggregation(NodeConfig):
    """`function(expression) [FILTER (WHERE where)] AS name`."""

    function: Function = Field(
        "expression",
        title="Function",
        description="What is computed over the rows of a group; `expression` takes the whole "
        "SQL from the next field.",
    )
    expression: Expression = Field(
        "*",
        title="Of",
        description="A column or SQL expression; * counts rows.",
        examples=["l_quantity", "l_extendedprice * (1 - l_discount)"],
    )
    name: NewColumn | None = Field(
        None, title="Name", description="Of the new column; left out, made from the function."
    )
    where: Expression | None = Field(
        None, title="Only where", description="Only the rows for which this is true count."
    )
    percentage: float | None = Field(
        None, title="Percentage", description="For percentiles, from 0 to 1.", ge=0, le=1
    )

    @model_validator(mode="after")
    def _fits_the_function(self) -> Self:
        if self.function in ("percentile", "percentile_approx"):
            if self.percentage is None:
                raise ValueError("a percentile needs 'percentage', from 0 to 1 (0.5 is the median)")
        elif self.percentage is not None:
            raise ValueError(f"{self.function} takes no percentage")
        if self.expression == "*" and self.function != "count":
            raise ValueError(f"{self.function} needs a column or expression")
        return self

    @property
    def output(self) -> str:
        if self.name:
            return self.name
        if self.function == "expression":
            return self.expression
        what = re.sub(r"\W+", "_", self.expression).strip("_")
        return f"{self.function}_{what}" if what else self.function

    @property
    def _pattern(self) -> str:
        if self.function == "expression":
            return "{0}"
        return _SQL.get(self.function, self.function + "({0})")

    @property
    def start(self) -> int:
        """Where the expression begins in the SQL."""
        return self._pattern.index("{0}")

    @property
    def call(self) -> str:
        """The aggregation as SQL, of all rows."""
        return self._pattern.format(self.expression, self.percentage)

    @property
    def sql(self) -> str:
        """The aggregation as SQL, without its name."""
        return f"{self.call} FILTER (WHERE {self.where})" if self.where else self.call

    @property
    def as_sql(self) -> bool:
        """Whether the code says it in SQL: what the functions of the API cannot."""
        return self.function == "expression" or self.where is not None

    @property
    def method(self) -> str:
        return self.function


def _read(value: Any) -> Any:
    """`sum(o_totalprice) AS total` may be written as one text."""
    return split_alias(value) if isinstance(value, str) else value


Aggregations = list[Annotated[Aggregation, BeforeValidator(_read)]]

EVERY_ROW = "{{ '*' }}"
AGGREGATIONS_TEMPLATE = (
    "{% for item in config.aggregations %}"
    "{% if item.as_sql %}F.expr({{ item.sql | sql }})"
    "{% elif item.expression == '*' %}F.count(" + EVERY_ROW + ")"
    "{% else %}F.{{ item.method | name }}({{ item.expression | arg }}"
    "{% if item.percentage is not none %}, {{ item.percentage }}{% endif %})"
    "{% endif %}.alias({{ item.output }})"
    "{% if not loop.last %}, {% endif %}"
    "{% endfor %}"
)


def aggregated(
    aggregations: list[Aggregation],
    keys: list[str],
    columns: Schema | None,
    check: NodeCheck,
) -> list[SchemaField]:
    """The columns that the aggregations over groups of `keys` give."""
    fields = []
    for index, item in enumerate(aggregations):
        path = f"aggregations.{index}"
        before = len(check.problems)
        if item.where:
            check.condition(f"{path}.where", item.where, columns)
        sql = item.sql if len(check.problems) == before else item.call
        end = item.start + len(item.expression)
        typed = check.aggregation(f"{path}.expression", sql, keys, columns, item.start, end)
        fields.append(SchemaField(check.text(item.output), typed.type, typed.nullable))
    return fields

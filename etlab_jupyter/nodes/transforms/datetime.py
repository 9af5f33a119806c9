"""Parts, differences and formats of dates and times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Self

from pydantic import Field, model_validator

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Column, NewColumn
from etlab_jupyter.nodes.transforms.derive import with_column
from etlab_jupyter.parameters import sql_string
from etlab_jupyter.problems import did_you_mean
from etlab_jupyter.spark_types import Field as SchemaField
from etlab_jupyter.spark_types import Schema, quote_name

# operation → (function of Spark, what its argument is: nothing, text, a number or a column)
OPERATIONS = {
    "year": ("year", ""), "quarter": ("quarter", ""), "month": ("month", ""),
    "week": ("weekofyear", ""), "day": ("dayofmonth", ""), "day_of_week": ("dayofweek", ""),
    "day_of_year": ("dayofyear", ""), "hour": ("hour", ""), "minute": ("minute", ""),
    "second": ("second", ""), "last_day": ("last_day", ""), "to_unix": ("unix_timestamp", ""),
    "from_unix": ("timestamp_seconds", ""), "to_date": ("to_date", "format?"),
    "to_timestamp": ("to_timestamp", "format?"), "format": ("date_format", "format"),
    "truncate": ("date_trunc", "unit"), "add_days": ("date_add", "number"),
    "add_months": ("add_months", "number"), "next_day": ("next_day", "text"),
    "days_between": ("datediff", "column"), "months_between": ("months_between", "column"),
    "from_utc": ("from_utc_timestamp", "text"), "to_utc": ("to_utc_timestamp", "text"),
}  # fmt: skip
UNITS = (
    "YEAR", "YYYY", "YY", "QUARTER", "MONTH", "MON", "MM", "WEEK", "DAY", "DD",
    "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND",
)  # fmt: skip
Operation = Literal[
    "year", "quarter", "month", "week", "day", "day_of_week", "day_of_year", "hour", "minute",
    "second", "last_day", "to_unix", "from_unix", "to_date", "to_timestamp", "format",
    "truncate", "add_days", "add_months", "next_day", "days_between", "months_between",
    "from_utc", "to_utc",
]  # fmt: skip


class DateOperation(NodeConfig):
    column: Column = Field(title="Column")
    operation: Operation = Field(title="Operation")
    argument: str | int | None = Field(
        None,
        title="Argument",
        description="A format (format, to_date, to_timestamp), a unit such as MONTH (truncate), a "
        "number (add_days, add_months), a weekday such as Mon (next_day), the earlier column "
        "(days_between, months_between) or a time zone (from_utc, to_utc).",
        examples=["yyyy-MM-dd", "MONTH", 30, "Europe/Berlin"],
    )
    name: NewColumn | None = Field(
        None, title="Name", description="Of the new column; left out, the column is replaced."
    )

    @model_validator(mode="after")
    def _has_its_argument(self) -> Self:
        needs = OPERATIONS[self.operation][1]
        if needs and not needs.endswith("?") and self.argument is None:
            raise ValueError(f"{self.operation} needs a {needs} in 'argument'")
        if not needs and self.argument is not None:
            raise ValueError(f"{self.operation} takes no argument")
        if needs == "number" and not isinstance(self.argument, int):
            raise ValueError(f"{self.operation} needs a whole number in 'argument'")
        if needs != "number" and isinstance(self.argument, int):
            raise ValueError(f"{self.operation} needs a text in 'argument'")
        return self

    @property
    def function(self) -> str:
        return OPERATIONS[self.operation][0]

    @property
    def needs(self) -> str:
        return OPERATIONS[self.operation][1].rstrip("?")

    def sql(self, text: Callable[[str], str]) -> str:
        """The same call as SQL, for its type."""
        column = quote_name(text(self.column))
        match self.needs:
            case "unit":
                return f"{self.function}({sql_string(str(self.argument))}, {column})"
            case "column":
                return f"{self.function}({column}, {quote_name(text(str(self.argument)))})"
            case "number":
                return f"{self.function}({column}, {self.argument})"
        extra = "" if self.argument is None else f", {sql_string(str(self.argument))}"
        return f"{self.function}({column}{extra})"


class DatetimeConfig(NodeConfig):
    operations: list[DateOperation] = Field(
        title="Operations",
        description="What to compute, one after the other.",
        min_length=1,
        examples=[[{"column": "o_orderdate", "operation": "year", "name": "o_year"}]],
    )


class Datetime(Transform[DatetimeConfig]):
    kind = "datetime"
    title = "Dates and times"
    description = "Parts, differences, formats and time zones of dates and times."
    category = "Columns"
    Config = DatetimeConfig
    template = (
        "{{ input }}"
        "{% for item in config.operations %}"
        ".withColumn({{ item.name or item.column }}, F.{{ item.function | name }}("
        "{% if item.needs == 'unit' %}{{ item.argument }}, {{ item.column | dotted }}"
        "{% elif item.needs == 'column' %}{{ item.column | dotted }}, {{ item.argument | dotted }}"
        "{% else %}{{ item.column | dotted }}"
        "{% if item.argument is not none %}, {{ item.argument }}{% endif %}{% endif %}))"
        "{% endfor %}"
    )

    def schema(self, config: DatetimeConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        for index, item in enumerate(config.operations):
            path = f"operations.{index}"
            check.column(f"{path}.column", item.column, columns)
            if item.needs == "column":
                check.column(f"{path}.argument", str(item.argument), columns)
            if item.needs == "unit":
                _check_unit(f"{path}.argument", str(item.argument), check)
            typed = check.typed(item.sql(check.text), columns)
            for issue in typed.issues:
                if issue.code != "unknown-column":  # told above
                    check.problem(issue.code, issue.message, f"{path}.column", hint=issue.hint)
            new = SchemaField(check.text(item.name or item.column), typed.type, typed.nullable)
            columns = None if columns is None else with_column(columns, new)
        return columns


def _check_unit(path: str, argument: str, check: NodeCheck) -> None:
    """Spark gives null for a unit that it does not know."""
    unit = check.text(argument)
    if unit.upper() not in UNITS:
        hint = did_you_mean(unit.upper(), UNITS)
        check.problem("bad-config", f"There is no unit {unit!r} of time.", path, hint=hint)

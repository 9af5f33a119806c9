"""Rows that are written down in the page itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Source
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.sources._files import (
    SCHEMA_NAME,
    check_schema_name,
    declared_columns,
)
from etlab_jupyter.nodes.sources._values import (
    BadValueError,
    code_type,
    code_value,
    ddl_type,
    is_direct,
)
from etlab_jupyter.schema_definition import ColumnDefinition, to_ddl, to_schema
from etlab_jupyter.spark_types import Field as Column
from etlab_jupyter.spark_types import Schema, nullable_type

Row = list[Any] | dict[str, Any]


class RowsConfig(NodeConfig):
    columns: list[ColumnDefinition] | None = Field(
        None,
        title="Columns",
        description="The columns and their types, where no schema definition is named.",
        examples=[[{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}]],
    )
    rows: list[Row] = Field(
        [],
        title="Rows",
        description="Each row is a list of values in the order of the columns, or an "
        "object. Dates, timestamps and decimals are texts, binary values are texts in "
        "base64.",
        examples=[[[1, "Ada"], {"id": 2, "name": "Grace"}]],
    )
    schema_name: str | None = SCHEMA_NAME


class Rows(Source[RowsConfig]):
    kind = "rows"
    title = "Rows"
    description = "Rows written down in the page itself: test data, lookup tables."
    category = "Inline"
    Config = RowsConfig
    template = (
        "spark.createDataFrame({{ rows }}, {{ ddl | plain }})"
        "{% for column in casts %}"
        ".withColumn({{ column.name | plain }}, "
        "F.col({{ column.name | dotted | plain }}).cast({{ column.type.ddl | plain }}))"
        "{% endfor %}"
    )

    def variables(
        self, config: RowsConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        columns = to_schema(declared_columns(config, context) or ())
        written = Schema(Column(c.name, code_type(c.type), c.nullable) for c in columns)
        rows = [
            [code_value(value, column.type) for value, column in zip(row, columns, strict=True)]
            for row in (_in_order(row, columns) for row in config.rows)
        ]
        casts = [column for column in columns if not is_direct(column.type)]
        return {"rows": rows, "ddl": to_ddl(written), "casts": casts}

    def schema(self, config: RowsConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        if not check_schema_name(config, check):
            return None
        declared = declared_columns(config, check.context)
        if not declared:
            check.problem(
                "no-columns", "No columns are declared.", "columns",
                hint="Declare the columns and their types.",
            )  # fmt: skip
            return None
        columns = to_schema(declared)
        check.distinct_names("columns", columns.names)
        for number, row in enumerate(config.rows, 1):
            _check_row(number, row, columns, check)
        return Schema(map(_result, columns))


def _result(column: Column) -> Column:
    """A cast forgets that its values, and the parts of them, are not null."""
    if is_direct(column.type):
        return Column(column.name, ddl_type(column.type), column.nullable)
    nested = column.type.name in ("array", "map", "struct")
    return Column(column.name, nullable_type(column.type), column.nullable or not nested)


def _in_order(row: Row, columns: Schema) -> list[Any]:
    return [row.get(name) for name in columns.names] if isinstance(row, dict) else row


def _check_row(number: int, row: Row, columns: Schema, check: NodeCheck) -> None:
    field = f"rows.{number - 1}"
    if isinstance(row, dict):
        for name in row.keys() - set(columns.names):
            check.problem("unknown-column", f"Row {number}: there is no column {name!r}.", field)
    elif len(row) != len(columns):
        check.problem(
            "wrong-number-of-values",
            f"Row {number} has {len(row)} values for {len(columns)} columns.",
            field,
        )
        return
    for index, (value, column) in enumerate(zip(_in_order(row, columns), columns, strict=True)):
        try:
            _check_value(check, value, column)
        except BadValueError as error:
            place = f"{field}.{column.name if isinstance(row, dict) else index}"
            check.problem("bad-value", f"Row {number}, column {column.name!r}: {error}", place)


def _check_value(check: NodeCheck, value: Any, column: Column) -> None:
    value = check.text(value) if isinstance(value, str) else value
    if value is None and not column.nullable:
        raise BadValueError("a null in a column that allows none.")
    code_value(value, column.type)

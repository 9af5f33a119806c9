"""Reads from a database through JDBC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Source
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.databases import (
    MORE_OPTIONS_TEMPLATE,
    OPTIONS_TEMPLATE,
    JdbcConfig,
    check_no_secrets,
    without_unset,
)
from etlab_jupyter.nodes.sources._files import (
    SCHEMA_NAME,
    check_schema_name,
    declared_columns,
)
from etlab_jupyter.schema_definition import ColumnDefinition, to_ddl, to_schema
from etlab_jupyter.spark_types import Schema


class Partitioning(NodeConfig):
    column: str = Field(
        title="Column", description="A number, date or timestamp column.", min_length=1
    )
    lower_bound: str = Field(
        title="From", description="Where the first part ends; rows below it are read too.",
        min_length=1, examples=["1", "2026-01-01"], coerce_numbers_to_str=True,
    )  # fmt: skip
    upper_bound: str = Field(
        title="To", description="Where the last part begins; rows above it are read too.",
        min_length=1, examples=["1000000", "2026-12-31"], coerce_numbers_to_str=True,
    )  # fmt: skip
    num_partitions: int = Field(
        title="Parts", description="How many connections read at once.", ge=1
    )


class ReadJdbcConfig(JdbcConfig):
    query: str = Field(
        "",
        title="Query",
        description="A query in the database's SQL, instead of a table. The value of "
        "a parameter is put in as it is.",
        json_schema_extra={"format": "sql"},
    )
    schema_name: str | None = SCHEMA_NAME
    columns: list[ColumnDefinition] | None = Field(
        None,
        title="Columns",
        description="The columns to read, and the types to read them as. Left out, "
        "all columns are read, and what uses them cannot be checked before a run.",
    )
    partitioning: Partitioning | None = Field(
        None,
        title="Read in parts",
        description="Left out, one connection reads everything.",
    )
    fetch_size: int | None = Field(
        None, title="Fetch size", description="Rows for each round trip.", ge=0
    )


class ReadJdbc(Source[ReadJdbcConfig]):
    kind = "read_jdbc"
    title = "Read database"
    description = "Reads a table or a query of a database through JDBC."
    category = "Databases"
    Config = ReadJdbcConfig
    template = (
        'spark.read.format("jdbc").options(' + OPTIONS_TEMPLATE + ")"
        + MORE_OPTIONS_TEMPLATE + ".load(){% if columns %}.select({{ columns | names }}){% endif %}"
    )  # fmt: skip

    def variables(
        self, config: ReadJdbcConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        declared = to_schema(declared_columns(config, context) or ())
        parts = config.partitioning
        options = {
            **_from(config),
            "user": config.user,
            "driver": config.driver,
            "customSchema": to_ddl(Schema(field.as_nullable() for field in declared)),
            "fetchsize": config.fetch_size,
        }
        if parts:
            options |= {
                "partitionColumn": parts.column,
                "lowerBound": parts.lower_bound,
                "upperBound": parts.upper_bound,
                "numPartitions": parts.num_partitions,
            }
        return {"options": without_unset(options), "columns": declared.names}

    def schema(self, config: ReadJdbcConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        check_no_secrets(config, check)
        if bool(config.table) == bool(config.query):
            what = "both a table and a query" if config.table else "neither a table nor a query"
            check.problem(
                "table-or-query", f"There is {what} to read.",
                "query" if config.table else "table", hint="Set one of the two.",
            )  # fmt: skip
        declared = declared_columns(config, check.context)
        if not (check_schema_name(config, check) and declared):
            return None
        check.distinct_names("columns", [column.name for column in declared])
        return Schema(field.as_nullable() for field in to_schema(declared))

    def reads(self, config: ReadJdbcConfig) -> Sequence[str]:
        return (config.table,) if config.table else ()


def _from(config: ReadJdbcConfig) -> dict[str, Any]:
    """Spark takes no `query` together with a partition column, but a subquery as the
    table.
    """
    if config.query and config.partitioning:
        return {"dbtable": f"({config.query}) q"}
    return {"dbtable": config.table, "query": config.query}

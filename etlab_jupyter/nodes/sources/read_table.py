"""Reads a table of the catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Source
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Table
from etlab_jupyter.nodes.sources._files import (
    SCHEMA_NAME,
    check_schema_name,
    declared_columns,
)
from etlab_jupyter.nodes.tables import check_table_name
from etlab_jupyter.schema_definition import ColumnDefinition, to_schema
from etlab_jupyter.spark_types import Schema


class ReadTableConfig(NodeConfig):
    table: Table = Field(
        title="Table",
        description="The table or view, with its database and catalog where they are needed.",
        examples=["sales.orders", "lake.sales.orders"],
    )
    schema_name: str | None = SCHEMA_NAME
    columns: list[ColumnDefinition] | None = Field(
        None,
        title="Columns",
        description="The columns to read and their types in the table. Left out, all "
        "columns are read, and what uses them cannot be checked before a run.",
    )


class ReadTable(Source[ReadTableConfig]):
    kind = "read_table"
    title = "Read table"
    description = "Reads a table or view of Spark's catalog."
    category = "Tables"
    Config = ReadTableConfig
    template = (
        "spark.table({{ config.table }}){% if columns %}.select({{ columns | names }}){% endif %}"
    )

    def variables(
        self, config: ReadTableConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        return {"columns": [c.name for c in declared_columns(config, context) or ()]}

    def schema(self, config: ReadTableConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        check_table_name("table", config.table, check)
        declared = declared_columns(config, check.context)
        if not (check_schema_name(config, check) and declared):
            return None
        check.distinct_names("columns", [column.name for column in declared])
        return to_schema(declared)

    def reads(self, config: ReadTableConfig) -> Sequence[str]:
        return (config.table,)

"""Writes a table of the catalog."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Sink
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Column, Table
from etlab_jupyter.nodes.sinks._base import (
    MODE,
    OPTIONS,
    OPTIONS_TEMPLATE,
    PARTITION_TEMPLATE,
    WRITE_TEMPLATE,
    Mode,
    check_no_duplicates,
    check_partitioning,
)
from etlab_jupyter.nodes.tables import check_table_name
from etlab_jupyter.spark_types import Schema


class Buckets(NodeConfig):
    columns: list[Column] = Field(title="Columns", min_length=1)
    count: int = Field(title="Number of buckets", ge=1)
    sort_by: list[Column] = Field([], title="Sort by", description="Sorts inside each bucket.")


class WriteTableConfig(NodeConfig):
    table: Table = Field(
        title="Table",
        description="The table, with its database and catalog where they are needed.",
        examples=["sales.orders", "lake.sales.orders"],
    )
    mode: Mode = MODE
    insert: bool = Field(
        False,
        title="Insert into the table as it is",
        description="The table exists and keeps its definition; columns go in by "
        "position. Modes: append or overwrite.",
    )
    format: str | None = Field(
        None,
        title="Format",
        description="Left out, Spark's default (parquet).",
        examples=["parquet", "orc", "delta", "iceberg"],
    )
    partition_by: list[Column] = Field([], title="Partition by")
    bucket_by: Buckets | None = Field(
        None,
        title="Buckets",
        description="Splits the rows into files by the hash of columns.",
    )
    options: dict[str, str] = OPTIONS


class WriteTable(Sink[WriteTableConfig]):
    kind = "write_table"
    title = "Write table"
    description = "Writes the rows to a table of Spark's catalog."
    Config = WriteTableConfig
    template = (
        "{% if config.insert %}"
        "{{ input }}.write" + OPTIONS_TEMPLATE + ".insertInto({{ config.table }}"
        "{% if config.mode == 'overwrite' %}, overwrite=True{% endif %})"
        "{% else %}" + WRITE_TEMPLATE +
        "{% if config.format %}.format({{ config.format }}){% endif %}"
        + OPTIONS_TEMPLATE + PARTITION_TEMPLATE +
        "{% if config.bucket_by %}"
        ".bucketBy({{ config.bucket_by.count }}, {{ config.bucket_by.columns | args }})"
        "{% if config.bucket_by.sort_by %}"
        ".sortBy({{ config.bucket_by.sort_by | args }})"
        "{% endif %}{% endif %}"
        ".saveAsTable({{ config.table }})"
        "{% endif %}"
    )  # fmt: skip

    def schema(self, config: WriteTableConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        check_table_name("table", config.table, check)
        check_partitioning(config.partition_by, columns, check)
        if config.bucket_by:
            _check_buckets(config.bucket_by, config.partition_by, columns, check)
        if config.insert:
            _check_insert(config, check)
        elif columns is not None:
            check_no_duplicates(columns, check)
        return None

    def writes(self, config: WriteTableConfig) -> str | None:
        return config.table


def _check_buckets(
    buckets: Buckets, partition_by: list[str], columns: Schema | None, check: NodeCheck
) -> None:
    folders = {check.text(name).lower() for name in partition_by}
    for field, names in (("columns", buckets.columns), ("sort_by", buckets.sort_by)):
        check.columns(f"bucket_by.{field}", names, columns)
        for index, name in enumerate(names):
            if check.text(name).lower() in folders:
                check.problem(
                    "bucket-and-partition",
                    f"The column {name!r} is a partition column already.",
                    f"bucket_by.{field}.{index}", hint="Choose another column.",
                )  # fmt: skip


def _check_insert(config: WriteTableConfig, check: NodeCheck) -> None:
    """`insertInto` takes the table as it is and knows two modes."""
    if config.mode not in ("append", "overwrite"):
        check.problem(
            "bad-mode", f"Inserting into a table knows no mode {config.mode!r}.",
            "mode",
            hint="Set the mode to append or overwrite.",
        )  # fmt: skip
    for field in ("format", "partition_by", "bucket_by"):
        if getattr(config, field):
            check.problem(
                "fixed-by-table", "The table that is inserted into settles this already.", field,
                hint="Leave it out, or do not insert.",
            )  # fmt: skip

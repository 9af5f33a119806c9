"""Writes to a database through JDBC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, Sink
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.databases import OPTIONS_TEMPLATE as JDBC_OPTIONS_TEMPLATE
from etlab_jupyter.nodes.databases import JdbcConfig, check_no_secrets, without_unset
from etlab_jupyter.nodes.sinks._base import (
    MODE,
    OPTIONS_TEMPLATE,
    WRITE_TEMPLATE,
    Mode,
    check_no_duplicates,
    check_types,
)
from etlab_jupyter.spark_types import Schema

Isolation = Literal["NONE", "READ_UNCOMMITTED", "READ_COMMITTED", "REPEATABLE_READ", "SERIALIZABLE"]


class WriteJdbcConfig(JdbcConfig):
    table: str = Field(
        title="Table",
        description="The table in the database.",
        min_length=1,
        examples=["public.orders"],
    )
    mode: Mode = MODE
    truncate: bool = Field(
        False,
        title="Empty instead of drop",
        description="When overwriting, keep the table with its types and indexes and empty it.",
    )
    batch_size: int = Field(1000, title="Batch size", description="Rows for each round trip.", ge=1)
    isolation: Isolation = Field(
        "READ_UNCOMMITTED",
        title="Isolation",
        description="The isolation level of the transaction of each partition.",
    )


class WriteJdbc(Sink[WriteJdbcConfig]):
    kind = "write_jdbc"
    title = "Write database"
    description = "Writes the rows to a table of a database through JDBC."
    Config = WriteJdbcConfig
    template = (
        WRITE_TEMPLATE + '.format("jdbc").options(' + JDBC_OPTIONS_TEMPLATE + ")"
        + OPTIONS_TEMPLATE + ".save()"
    )  # fmt: skip

    def variables(
        self, config: WriteJdbcConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        options = {
            "dbtable": config.table,
            "user": config.user,
            "driver": config.driver,
            "truncate": config.truncate,
            "batchsize": None if config.batch_size == 1000 else config.batch_size,
            "isolationLevel": None if config.isolation == "READ_UNCOMMITTED" else config.isolation,
        }
        return {"options": without_unset(options)}

    def schema(self, config: WriteJdbcConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        check_no_secrets(config, check)
        if config.truncate and config.mode != "overwrite":
            check.problem(
                "truncate-without-overwrite",
                "A table is emptied only when it is overwritten.", "truncate",
                hint='Set the mode to "overwrite", or do not empty the table.',
            )  # fmt: skip
        columns: Schema | None = inputs.one
        if columns is not None:
            check_no_duplicates(columns, check)
            check_types(columns, frozenset({"map", "struct", "void"}), self.title, check)
        return None

    def writes(self, config: WriteJdbcConfig) -> str | None:
        return f"{config.table} in {config.url}"

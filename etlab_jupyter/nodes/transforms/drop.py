"""Drops columns."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.spark_types import Schema


class DropConfig(NodeConfig):
    columns: list[Column] = Field(
        title="Columns",
        description="The columns to drop.",
        min_length=1,
        examples=[["comment"]],
    )


class Drop(Transform[DropConfig]):
    kind = "drop"
    title = "Drop columns"
    description = "Drops some columns and keeps the others."
    category = "Columns"
    Config = DropConfig
    template = "{{ input }}.drop({{ config.columns | args }})"

    def schema(self, config: DropConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        check.columns("columns", config.columns, columns)
        if columns is None:
            return None
        dropped = {check.text(name).lower() for name in config.columns}
        kept = [field for field in columns if field.name.lower() not in dropped]
        if not kept:
            check.problem(
                "no-columns-left", "Every column is dropped; none is left.", "columns",
                hint="Keep at least one.",
            )  # fmt: skip
        return Schema(kept)

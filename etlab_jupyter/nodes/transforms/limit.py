"""Keeps the first rows."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.spark_types import Schema


class LimitConfig(NodeConfig):
    rows: int = Field(
        title="Rows", description="How many rows to keep.", ge=0, le=2**31 - 1, examples=[100]
    )


class Limit(Transform[LimitConfig]):
    kind = "limit"
    title = "Limit"
    description = "Keeps the first rows; sort before it to say which are the first."
    category = "Rows"
    Config = LimitConfig
    template = "{{ input }}.limit({{ config.rows }})"

    def schema(self, config: LimitConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        return columns

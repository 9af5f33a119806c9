"""Keeps one of each group of equal rows."""

from __future__ import annotations

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.spark_types import Schema


class DistinctConfig(NodeConfig):
    pass


class Distinct(Transform[DistinctConfig]):
    kind = "distinct"
    title = "Distinct"
    description = "Keeps one of each group of rows that are equal in every column."
    category = "Rows"
    Config = DistinctConfig
    template = "{{ input }}.distinct()"

    def schema(self, config: DistinctConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        return columns

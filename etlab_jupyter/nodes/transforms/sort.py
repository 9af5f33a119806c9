"""Sorts the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.transforms._shared import (
    SORT_KEYS_TEMPLATE,
    SortKeys,
    check_sort_keys,
)
from etlab_jupyter.spark_types import Schema


class SortConfig(NodeConfig):
    by: SortKeys = Field(
        title="Sort by",
        description="The columns to sort by, the most important first.",
        min_length=1,
        examples=[[{"column": "revenue", "descending": True}, {"column": "o_orderdate"}]],
    )
    within_partitions: bool = Field(
        False,
        title="Within partitions",
        description="Sort each partition by itself, without a shuffle.",
    )


class Sort(Transform[SortConfig]):
    kind = "sort"
    title = "Sort"
    description = "Sorts the rows."
    category = "Rows"
    Config = SortConfig
    template = "{{ input }}.{{ method | name }}(" + SORT_KEYS_TEMPLATE + ")"

    def variables(
        self, config: SortConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        method = "sortWithinPartitions" if config.within_partitions else "orderBy"
        return {"method": method, "sort_keys": config.by}

    def schema(self, config: SortConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        check_sort_keys("by", config.by, inputs.one, check)
        columns: Schema | None = inputs.one
        return columns

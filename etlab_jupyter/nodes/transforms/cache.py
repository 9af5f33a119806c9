"""Keeps the rows in memory for the nodes that read them again."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.spark_types import Schema

Level = Literal["DEFAULT", "MEMORY_ONLY", "MEMORY_AND_DISK", "DISK_ONLY", "MEMORY_AND_DISK_2"]


class CacheConfig(NodeConfig):
    storage: Level = Field("DEFAULT", title="Storage level", description="Where the rows are kept.")


class Cache(Transform[CacheConfig]):
    kind = "cache"
    title = "Cache"
    description = "Keeps the rows in memory, for pages that use them more than once."
    category = "Performance"
    Config = CacheConfig
    template = (
        "{% if config.storage == 'DEFAULT' %}{{ input }}.cache()"
        "{% else %}{{ input }}.persist(StorageLevel.{{ config.storage | name }}){% endif %}"
    )

    def schema(self, config: CacheConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        return columns

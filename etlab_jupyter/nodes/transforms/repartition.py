"""Spreads the rows over another number of partitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.spark_types import Schema


class RepartitionConfig(NodeConfig):
    partitions: int | None = Field(
        None,
        title="Partitions",
        description="How many; left out, Spark decides (columns are needed then).",
        ge=1,
        le=1_000_000,
    )
    columns: list[Column] = Field(
        [], title="Columns", description="Rows that are equal in these go to one partition."
    )
    method: Literal["hash", "range", "coalesce"] = Field(
        "hash",
        title="Method",
        description="hash: a full shuffle; range: by sorted ranges of the columns; coalesce: "
        "joins partitions without a shuffle.",
    )


class Repartition(Transform[RepartitionConfig]):
    kind = "repartition"
    title = "Repartition"
    description = "Spreads the rows over another number of partitions."
    category = "Performance"
    Config = RepartitionConfig
    template = (
        "{{ input }}.{{ method | name }}("
        "{% if config.partitions %}{{ config.partitions }}"
        "{% if config.columns %}, {% endif %}{% endif %}"
        "{{ config.columns | names }})"
    )

    def variables(
        self, config: RepartitionConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        methods = {
            "hash": "repartition",
            "range": "repartitionByRange",
            "coalesce": "coalesce",
        }
        return {"method": methods[config.method]}

    def schema(self, config: RepartitionConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        check.columns("columns", config.columns, inputs.one)
        if config.method == "coalesce" and (config.columns or not config.partitions):
            check.problem(
                "bad-config", "Coalesce takes a number of partitions and no columns.", "method",
                hint="Give the number, or choose the method hash.",
            )  # fmt: skip
        elif not config.partitions and not config.columns:
            check.problem(
                "bad-config", "Neither a number of partitions nor columns are given.",
                "partitions", hint="Give one of them.",
            )  # fmt: skip
        elif config.method == "range" and not config.columns:
            check.problem("bad-config", "Ranges need columns to sort by.", "columns")
        columns: Schema | None = inputs.one
        return columns

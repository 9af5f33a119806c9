"""Keeps one row for each value of some columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.nodes.transforms._shared import (
    SORT_KEYS_TEMPLATE,
    SortKeys,
    check_sort_keys,
)
from etlab_jupyter.page.names import Names
from etlab_jupyter.spark_types import Schema


class DropDuplicatesConfig(NodeConfig):
    columns: list[Column] = Field(
        title="Columns",
        description="Rows that are equal in these columns are duplicates.",
        min_length=1,
        examples=[["customer_id"]],
    )
    keep: Literal["any", "first", "last"] = Field(
        "any",
        title="Keep",
        description="Any of the duplicates, or the first or last by an order.",
    )
    order_by: SortKeys = Field(
        [], title="Order", description="What first and last mean.", examples=[["updated_at"]]
    )


class DropDuplicates(Transform[DropDuplicatesConfig]):
    kind = "drop_duplicates"
    title = "Drop duplicates"
    description = "Keeps one row for each value of some columns."
    category = "Rows"
    Config = DropDuplicatesConfig
    template = (
        "{% if config.keep == 'any' %}"
        "{{ input }}.dropDuplicates({{ config.columns }})"
        "{% else %}"
        "{{ input }}.withColumn({{ number | plain }}, F.row_number().over("
        "Window.partitionBy({{ config.columns | names }}).orderBy(" + SORT_KEYS_TEMPLATE + ")))"
        ".filter({{ condition | plain }})"
        ".drop({{ number | plain }})"
        "{% endif %}"
    )

    def variables(
        self, config: DropDuplicatesConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        taken = inputs.one.names if inputs.one is not None else ()
        number = Names(name.lower() for name in taken).unique("row_number")
        keys = config.order_by
        if config.keep == "last":
            keys = [key.reversed() for key in keys]
        return {"number": number, "condition": f"{number} = 1", "sort_keys": keys}

    def schema(
        self, config: DropDuplicatesConfig, inputs: Inputs, check: NodeCheck
    ) -> Schema | None:
        check.columns("columns", config.columns, inputs.one)
        check_sort_keys("order_by", config.order_by, inputs.one, check)
        if config.keep != "any" and not config.order_by:
            check.problem(
                "bad-config", f"It is not said by which order a row is the {config.keep}.",
                "order_by", hint="Give at least one column to order by.",
            )  # fmt: skip
        columns: Schema | None = inputs.one
        return columns

"""Replaces values by others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.spark_types import BOOLEAN, STRING, UNKNOWN, DataType, Schema, is_numeric
from etlab_jupyter.spark_types import Field as SchemaField


class Replacement(NodeConfig):
    old: bool | int | float | str = Field(title="Value")
    new: bool | int | float | str | None = Field(
        title="New value", description="None puts a null in its place."
    )


class ReplaceConfig(NodeConfig):
    columns: list[Column] = Field(
        title="Columns", description="Where to replace.", min_length=1, examples=[["status"]]
    )
    values: list[Replacement] = Field(
        title="Values",
        description="The values and what replaces them; all texts, all numbers or all booleans.",
        min_length=1,
        examples=[[{"old": "N/A", "new": None}]],
    )

    @model_validator(mode="after")
    def _one_kind_of_value(self) -> Self:
        values = [v for item in self.values for v in (item.old, item.new) if v is not None]
        if len({_kind(value) for value in values}) > 1:
            raise ValueError("the values must be all texts, all numbers or all booleans")
        old = [item.old for item in self.values]
        for index, value in enumerate(old):
            if value in old[:index]:
                raise ValueError(f"{value!r} is replaced twice")
        return self


class Replace(Transform[ReplaceConfig]):
    kind = "replace"
    title = "Replace values"
    description = "Replaces whole values by others."
    category = "Quality"
    Config = ReplaceConfig
    template = "{{ input }}.replace({{ values }}, subset=[{{ config.columns | names }}])"

    def variables(
        self, config: ReplaceConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        return {"values": {item.old: item.new for item in config.values}}

    def schema(self, config: ReplaceConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        kind = _kind(config.values[0].old)
        changed = set()
        for index, name in enumerate(config.columns):
            field = check.column(f"columns.{index}", name, columns)
            expected = {"text": field.type == STRING, "boolean": field.type == BOOLEAN}
            if field.type != UNKNOWN and not expected.get(kind, is_numeric(field.type)):
                check.problem(
                    "type-mismatch", f"{field.name} is {field.type}; the values are {kind}s.",
                    f"columns.{index}", hint="Choose columns of the values' type.",
                )  # fmt: skip
            changed.add(field.name.lower())
        if columns is None:
            return None
        nulls = any(item.new is None for item in config.values)
        return Schema(
            SchemaField(f.name, f.type, f.nullable or nulls or _may_be_null(f.type, check))
            if f.name.lower() in changed
            else f
            for f in columns
        )


def _may_be_null(type_: DataType, check: NodeCheck) -> bool:
    """Spark counts numbers as doubles and casts them back, which may give null."""
    return is_numeric(type_) and check.typed(f"CAST(0D AS {type_.ddl})", None).nullable


def _kind(value: bool | int | float | str) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "text" if isinstance(value, str) else "number"

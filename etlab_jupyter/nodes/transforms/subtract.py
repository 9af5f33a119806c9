"""Keeps the rows of the left input that the right one does not have."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Port, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.transforms import _set_operation as rules
from etlab_jupyter.spark_types import Field as SchemaField
from etlab_jupyter.spark_types import Schema


class SubtractConfig(NodeConfig):
    keep_duplicates: bool = Field(
        False,
        title="Keep duplicates",
        description="Count equal rows instead of keeping one of them.",
    )


class Subtract(Transform[SubtractConfig]):
    kind = "subtract"
    title = "Except"
    description = "Keeps the rows of the left input that the right one does not have."
    category = "Combine"
    inputs = (Port("left", "Left"), Port("right", "Right"))
    Config = SubtractConfig
    template = (
        "{{ inputs.left }}.{% if config.keep_duplicates %}exceptAll{% else %}subtract{% endif %}"
        "({{ inputs.right }})"
    )

    def schema(self, config: SubtractConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        a, b = inputs["left"], inputs["right"]
        if a is None or b is None:
            return None
        merged = rules.by_position(a, b, "the right input", check)
        if len(a) != len(b):
            return merged
        return Schema(
            SchemaField(field.name, field.type, left.nullable)
            for field, left, right in zip(merged, a, b, strict=True)
        )

"""Keeps the rows that both inputs have."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Port, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.transforms import _set_operation as rules
from etlab_jupyter.spark_types import Field as SchemaField
from etlab_jupyter.spark_types import Schema


class IntersectConfig(NodeConfig):
    keep_duplicates: bool = Field(
        False,
        title="Keep duplicates",
        description="Count equal rows instead of keeping one of them.",
    )


class Intersect(Transform[IntersectConfig]):
    kind = "intersect"
    title = "Intersect"
    description = "Keeps the rows that both inputs have."
    category = "Combine"
    inputs = (Port("left", "Left"), Port("right", "Right"))
    Config = IntersectConfig
    template = (
        "{{ inputs.left }}"
        ".intersect{% if config.keep_duplicates %}All{% endif %}"
        "({{ inputs.right }})"
    )

    def schema(self, config: IntersectConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        a, b = inputs["left"], inputs["right"]
        if a is None or b is None:
            return None
        merged = rules.by_position(a, b, "the right input", check)
        if len(a) != len(b):
            return merged
        return Schema(
            SchemaField(field.name, field.type, left.nullable and right.nullable)
            for field, left, right in zip(merged, a, b, strict=True)
        )

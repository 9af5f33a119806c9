"""Puts the rows of several inputs together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from etlab_jupyter.nodes.base import MANY, Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.transforms import _set_operation as rules
from etlab_jupyter.spark_types import Schema


class UnionConfig(NodeConfig):
    by: Literal["name", "position"] = Field(
        "name", title="Match columns by", description="Their names, or their positions."
    )
    fill_missing: bool = Field(
        False,
        title="Fill missing columns",
        description="By name only: a column that an input lacks is null in its rows.",
    )
    distinct: bool = Field(
        False, title="Distinct", description="Keep one of each group of equal rows."
    )


class Union(Transform[UnionConfig]):
    kind = "union"
    title = "Union"
    description = "Puts the rows of several inputs together."
    category = "Combine"
    inputs = (MANY,)
    Config = UnionConfig
    template = (
        "{{ inputs.many()[0] }}"
        "{% for other in inputs.many()[1:] %}"
        "{% if config.by == 'position' %}.union({{ other }})"
        "{% else %}.unionByName({{ other }}"
        "{% if config.fill_missing %}, allowMissingColumns=True{% endif %})"
        "{% endif %}{% endfor %}"
        "{% if config.distinct %}.distinct(){% endif %}"
    )

    def schema(self, config: UnionConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        if config.fill_missing and config.by == "position":
            check.problem(
                "bad-config", "Missing columns can only be filled when matching by name.",
                "fill_missing", hint='Match by "name".',
            )  # fmt: skip
        result, *others = inputs.many()
        for number, other in enumerate(others, start=2):
            if result is None or other is None:
                return None
            result = (
                rules.by_position(result, other, f"input {number}", check)
                if config.by == "position"
                else rules.by_name(result, other, f"input {number}", check, config.fill_missing)
            )
        return result  # type: ignore[no-any-return]

"""Sends rows to one of two outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Port, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Expression
from etlab_jupyter.spark_types import Schema


class RouteConfig(NodeConfig):
    condition: Expression = Field(
        title="Condition",
        description="Rows for which it is true leave by the first output, all others, those "
        "for which it is null included, by the second.",
        examples=["amount >= 0"],
    )


class Route(Transform[RouteConfig]):
    kind = "route"
    title = "Route rows"
    description = "Sends rows to one of two outputs by a condition; none is lost."
    category = "Rows"
    outputs = (Port("match", "Match"), Port("rest", "Rest"))
    Config = RouteConfig
    template = {
        "match": "{{ input }}.filter({{ config.condition | sql }})",
        "rest": "{{ input }}.filter({{ opposite | sql }})",
    }

    def variables(
        self, config: RouteConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        return {"opposite": f"NOT coalesce({config.condition}, false)"}

    def schemas(
        self, config: RouteConfig, inputs: Inputs, check: NodeCheck
    ) -> Mapping[str, Schema | None]:
        check.condition("condition", config.condition, inputs.one)
        return {"match": inputs.one, "rest": inputs.one}

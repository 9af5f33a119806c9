"""Joins two inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Port, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Expression, LeftColumn, RightColumn
from etlab_jupyter.nodes.transforms import _join as parts
from etlab_jupyter.spark_types import Schema


class JoinKey(NodeConfig):
    left: LeftColumn = Field(title="Left column")
    right: RightColumn = Field(title="Right column")


def _read(value: Any) -> Any:
    """A name that both sides share may be given as one text."""
    return {"left": value, "right": value} if isinstance(value, str) else value


class JoinConfig(NodeConfig):
    on: list[Annotated[JoinKey, BeforeValidator(_read)]] = Field(
        [],
        title="Equal columns",
        description="Rows match where these columns are equal. Where all pairs have the same "
        "name on both sides, that column comes out once.",
        examples=[[{"left": "o_custkey", "right": "c_custkey"}]],
    )
    how: Literal["inner", "left", "right", "full", "left_semi", "left_anti", "cross"] = Field(
        "inner",
        title="Kind",
        description="Which rows come out: only matches, all of one side, all of both, the left "
        "rows with (semi) or without (anti) a match, or every pair (cross).",
    )
    condition: Expression | None = Field(
        None,
        title="Condition",
        description="A further condition; write left.name and right.name where both sides have "
        "a column of that name.",
        examples=["left.valid_from <= right.day"],
        json_schema_extra={"x-port": "left,right"},
    )
    suffix: str = Field(
        "_right",
        title="Suffix",
        description="Put after right columns whose name the left side has as well.",
        min_length=1,
    )
    hint: Literal["none", "broadcast", "merge", "shuffle_hash"] = Field(
        "none",
        title="Strategy",
        description="How Spark should join; broadcast sends the whole right side to every task.",
    )

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        joined = bool(self.on or self.condition)
        if self.how == "cross" and joined:
            raise ValueError("a cross join takes no columns and no condition; choose inner")
        if self.how != "cross" and not joined:
            raise ValueError("say which columns must be equal, or give a condition")
        return self


class Join(Transform[JoinConfig]):
    kind = "join"
    title = "Join"
    description = "Joins two inputs on equal columns or on any condition."
    category = "Combine"
    inputs = (Port("left", "Left"), Port("right", "Right"))
    Config = JoinConfig
    template = (
        "{% if config.how == 'cross' %}{{ inputs.left }}.crossJoin("
        + parts.RIGHT_TEMPLATE
        + "){% else %}{{ inputs.left }}.join("
        + parts.RIGHT_TEMPLATE
        + ", "
        "{% if using is not none %}{{ using }}{% else %}F.expr({{ condition | sql }}){% endif %}"
        ", {{ config.how }})"
        "{% endif %}"
    )

    def variables(
        self, config: JoinConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        left, right = inputs["left"], inputs["right"]
        using = parts.shared_keys(config.on, config.condition)
        renamed = parts.renamings(left, right, using, config.suffix)
        return {
            "using": using,
            "condition": parts.condition(config.on, config.condition, renamed),
            "renamed": renamed,
        }

    def schema(self, config: JoinConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        left, right = inputs["left"], inputs["right"]
        parts.check_keys(config.on, left, right, check)
        using = parts.shared_keys(config.on, config.condition)
        renamed = parts.renamings(left, right, using, config.suffix)
        if using is None:
            check.no_substitution("on", parts.condition(config.on, None, renamed))
        if config.condition:
            parts.check_condition(config.condition, left, right, renamed, check)
        if left is None or (right is None and config.how not in ("left_semi", "left_anti")):
            return None
        result = parts.output(left, right, using, renamed, config.how)
        check.distinct_names("suffix", result.names, indexed=False)
        return result

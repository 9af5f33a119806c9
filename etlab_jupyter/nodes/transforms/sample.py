"""Keeps a random part of the rows."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.spark_types import Schema


class SampleConfig(NodeConfig):
    fraction: float = Field(
        title="Fraction",
        description="The share of the rows to keep, 0 to 1 (more with replacement); approximate.",
        ge=0,
        le=1000,
        examples=[0.1],
    )
    seed: int = Field(
        42,
        title="Seed",
        description="The same seed gives the same rows.",
        ge=-(2**63),
        lt=2**63,
    )
    with_replacement: bool = Field(
        False, title="With replacement", description="Whether a row may be taken several times."
    )


class Sample(Transform[SampleConfig]):
    kind = "sample"
    title = "Sample"
    description = "Keeps a random part of the rows."
    category = "Rows"
    Config = SampleConfig
    template = (
        "{{ input }}.sample("
        "{% if config.with_replacement %}withReplacement=True, {% endif %}"
        "fraction={{ config.fraction }}, seed={{ config.seed }})"
    )

    def schema(self, config: SampleConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        if config.fraction > 1 and not config.with_replacement:
            check.problem(
                "bad-config", "A fraction above 1 needs replacement.", "fraction",
                hint="Give a number from 0 to 1.",
            )  # fmt: skip
        columns: Schema | None = inputs.one
        return columns

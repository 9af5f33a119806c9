"""Renames every column by a rule."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.spark_types import Schema


class RenameAllConfig(NodeConfig):
    prefix: str = Field("", title="Prefix", description="Put before each name.", examples=["n1_"])
    suffix: str = Field("", title="Suffix", description="Put after each name.")
    case: Literal["keep", "lower", "upper"] = Field(
        "keep", title="Letters", description="Keep the names as they are, or change their case."
    )


class RenameAll(Transform[RenameAllConfig]):
    kind = "rename_all"
    title = "Rename all columns"
    description = "Puts a prefix or suffix on every column, or changes the case of their names."
    category = "Columns"
    Config = RenameAllConfig
    template = (
        "{{ input }}.toDF(*["
        "{% if config.prefix %}{{ config.prefix }} + {% endif %}"
        "name{% if config.case != 'keep' %}.{{ config.case | name }}(){% endif %}"
        "{% if config.suffix %} + {{ config.suffix }}{% endif %}"
        " for name in {{ input }}.columns])"
    )

    def schema(self, config: RenameAllConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        if not (config.prefix or config.suffix or config.case != "keep"):
            check.problem("bad-config", "Nothing is renamed.", hint="Give a prefix or a suffix.")
        columns: Schema | None = inputs.one
        if columns is None:
            return None
        prefix, suffix = check.text(config.prefix), check.text(config.suffix)
        return Schema(f.renamed(f"{prefix}{_cased(f.name, config.case)}{suffix}") for f in columns)


def _cased(name: str, case: str) -> str:
    match case:
        case "lower":
            return name.lower()
        case "upper":
            return name.upper()
    return name

"""Splits a text column into several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column, NewColumn
from etlab_jupyter.nodes.transforms.derive import with_column
from etlab_jupyter.spark_types import STRING, UNKNOWN, Schema
from etlab_jupyter.spark_types import Field as SchemaField


class SplitColumnConfig(NodeConfig):
    column: Column = Field(title="Column", description="A text column.")
    separator: str = Field(
        title="Separator",
        description="What stands between the parts.",
        min_length=1,
        examples=[","],
    )
    into: list[NewColumn] = Field(
        title="Into",
        description="The names of the parts; a row with fewer parts gets nulls.",
        min_length=1,
        examples=[["first_name", "last_name"]],
    )
    regex: bool = Field(
        False, title="Regular expression", description="Whether the separator is one (Java's)."
    )
    keep_rest: bool = Field(
        False, title="Keep the rest", description="Put all that remains into the last part."
    )
    drop: bool = Field(False, title="Drop the column", description="Drop the column itself.")


class SplitColumn(Transform[SplitColumnConfig]):
    kind = "split_column"
    title = "Split column"
    description = "Splits a text column into several by a separator."
    category = "Columns"
    Config = SplitColumnConfig
    template = (
        "{{ input }}"
        "{% for name in config.into %}"
        ".withColumn({{ name }}, F.get(F.split({{ source }}, {{ pattern }}"
        "{% if config.keep_rest %}, {{ config.into | length }}{% endif %}), {{ loop.index0 }}))"
        "{% endfor %}"
        "{% if config.drop %}.drop({{ config.column }}){% endif %}"
    )

    def variables(
        self, config: SplitColumnConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        pattern = config.separator if config.regex else _escaped(config.separator)
        dotted = "." in config.column or "`" in config.column
        source = "`" + config.column.replace("`", "``") + "`" if dotted else config.column
        return {"pattern": pattern, "source": source}

    def schema(self, config: SplitColumnConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        source = check.column("column", config.column, columns)
        if source.type not in (STRING, UNKNOWN):
            check.problem(
                "type-mismatch", f"{source.name} is {source.type}, not string.", "column",
                hint="Cast it to string before.",
            )  # fmt: skip
        check.distinct_names("into", config.into)
        names = [check.text(name).lower() for name in config.into]
        if source.name.lower() in names[:-1] or (config.drop and source.name.lower() in names):
            check.problem(
                "duplicate-column", f"A part may not be called {source.name!r} as the column.",
                "into", hint="Give it another name.",
            )  # fmt: skip
        if columns is None:
            return None
        for name in config.into:
            columns = with_column(columns, SchemaField(check.text(name), STRING, True))
        if config.drop:
            columns = Schema(f for f in columns if f.name.lower() != source.name.lower())
        return columns


def _escaped(separator: str) -> str:
    """The separator as a regular expression of Java that matches just it."""
    if "${" in separator:  # its value is known at run time only
        return rf"\Q{separator}\E"
    return re.sub(r"([\\.^$|?*+()\[\]{}])", r"\\\1", separator)

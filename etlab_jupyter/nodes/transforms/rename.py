"""Renames columns one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column, NewColumn
from etlab_jupyter.spark_types import Schema


class Renaming(NodeConfig):
    column: Column = Field(title="Column")
    name: NewColumn = Field(title="New name")


class RenameConfig(NodeConfig):
    columns: list[Renaming] = Field(
        title="Columns",
        description="The columns to rename, with their new names.",
        min_length=1,
        examples=[[{"column": "o_orderkey", "name": "order_id"}]],
    )


class Rename(Transform[RenameConfig]):
    kind = "rename"
    title = "Rename columns"
    description = "Renames columns one by one; the others stay as they are."
    category = "Columns"
    Config = RenameConfig
    template = (
        "{% if selected %}{{ input }}.select("
        "{% for old, new in selected %}"
        "{% if old == new %}{{ old | dotted | plain }}"
        "{% else %}F.col({{ old | dotted | plain }}).alias({{ new | plain }}){% endif %}"
        "{% if not loop.last %}, {% endif %}{% endfor %})"
        "{% elif config.columns | length == 1 %}"
        "{{ input }}.withColumnRenamed({{ config.columns[0].column }}, "
        "{{ config.columns[0].name }})"
        "{% else %}"
        "{{ input }}.withColumnsRenamed({{ names }})"
        "{% endif %}"
    )

    def variables(
        self, config: RenameConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        names = {item.column: item.name for item in config.columns}
        selected = []
        if inputs.one is not None and _is_chained(config):
            text = context.parameters.plain
            new = {text(old).lower(): text(name) for old, name in names.items()}
            selected = [(f.name, new.get(f.name.lower(), f.name)) for f in inputs.one]
        return {"names": names, "selected": selected}

    def schema(self, config: RenameConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        names = {}
        for index, item in enumerate(config.columns):
            field = check.column(f"columns.{index}.column", item.column, columns)
            if field.name.lower() in names:
                check.problem(
                    "duplicate-column", f"{item.column!r} is renamed twice.",
                    f"columns.{index}.column",
                )  # fmt: skip
            names[field.name.lower()] = check.text(item.name)
        if columns is None:
            if _is_chained(config):
                check.problem(
                    "bad-config", "A new name is the old one of a column that is renamed later.",
                    "columns", hint="Rename that column in a node of its own before.",
                )  # fmt: skip
            return None
        result = Schema(f.renamed(names.get(f.name.lower(), f.name)) for f in columns)
        check.distinct_names("columns", result.names, indexed=False)
        return result


def _is_chained(config: RenameConfig) -> bool:
    """Spark renames one after the other: with `a` to `b` and `b` to `c` both end as `c`."""
    seen: set[str] = set()
    for item in config.columns:
        if item.column.lower() in seen:
            return True
        seen.add(item.name.lower())
    return False

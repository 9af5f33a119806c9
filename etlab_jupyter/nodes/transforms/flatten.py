"""Turns the fields of structs into columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column
from etlab_jupyter.spark_types import UNKNOWN, Schema, StructType
from etlab_jupyter.spark_types import Field as SchemaField


class FlattenConfig(NodeConfig):
    columns: list[Column] = Field(
        [], title="Columns", description="The structs to flatten; none: every struct."
    )
    separator: str = Field(
        "_",
        title="Separator",
        description="Between the names of the struct and of its field.",
        examples=["_"],
    )
    recursive: bool = Field(
        True, title="Recursive", description="Flatten structs inside structs as well."
    )


class Flatten(Transform[FlattenConfig]):
    kind = "flatten"
    title = "Flatten structs"
    description = "Turns the fields of structs into columns."
    category = "Nested data"
    Config = FlattenConfig
    template = (
        "{{ input }}.select("
        "{% for path, name in selected %}"
        "{% if path | length == 1 %}{{ path[0] | dotted | plain }}"
        "{% else %}F.col({{ path | path | plain }}).alias({{ name | plain }}){% endif %}"
        "{% if not loop.last %}, {% endif %}"
        "{% endfor %})"
    )

    def variables(
        self, config: FlattenConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        columns: Schema = inputs.one
        found = _flattened(config, columns, context.parameters.plain)
        return {"selected": [(path, f.name) for path, f in found]}

    def schema(self, config: FlattenConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        if columns is None:
            check.problem(
                "unknown-columns", "The columns that arrive here are not known before a run.",
                "columns", hint="Declare the columns of the source.",
            )  # fmt: skip
            return None
        for index, field in enumerate(check.columns("columns", config.columns, columns)):
            if field.type != UNKNOWN and not isinstance(field.type, StructType):
                check.problem(
                    "type-mismatch", f"{field.name} is {field.type}, not a struct.",
                    f"columns.{index}",
                )  # fmt: skip
        result = Schema(field for _, field in _flattened(config, columns, check.text))
        check.distinct_names("separator", result.names, indexed=False)
        return result


def _flattened(
    config: FlattenConfig, columns: Schema, text: Callable[[str], str]
) -> Iterator[tuple[tuple[str, ...], SchemaField]]:
    """Each output column with the path of field names that leads to it."""
    chosen = {text(name).lower() for name in config.columns}
    separator = text(config.separator)
    for field in columns:
        wanted = not chosen or field.name.lower() in chosen
        yield from _fields((field.name,), field, separator, wanted, config.recursive)


def _fields(
    path: tuple[str, ...], field: SchemaField, separator: str, wanted: bool, recursive: bool
) -> Iterator[tuple[tuple[str, ...], SchemaField]]:
    if not (wanted and isinstance(field.type, StructType)):
        yield path, field
        return
    for inner in field.type.fields:
        name = f"{field.name}{separator}{inner.name}"
        child = SchemaField(name, inner.type, inner.nullable or field.nullable)
        yield from _fields((*path, inner.name), child, separator, recursive, recursive)

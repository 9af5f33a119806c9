"""Makes a row of each element of an array or map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field

from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column, NewColumn
from etlab_jupyter.spark_types import INTEGER, UNKNOWN, ArrayType, MapType, Schema
from etlab_jupyter.spark_types import Field as SchemaField


class ExplodeConfig(NodeConfig):
    column: Column = Field(title="Column", description="An array or a map.")
    name: NewColumn | None = Field(
        None,
        title="Name",
        description="Of the column for the elements (of an array) or values (of a map); left out, "
        "element or value.",
    )
    key_name: NewColumn = Field("key", title="Key name", description="For maps.")
    position: NewColumn | None = Field(
        None, title="Position", description="Of the column for the position, counted from 0."
    )
    keep_empty: bool = Field(
        False, title="Keep empty", description="Keep rows whose array or map is null or empty."
    )


class Explode(Transform[ExplodeConfig]):
    kind = "explode"
    title = "Explode"
    description = "Makes a row of each element of an array or map."
    category = "Nested data"
    Config = ExplodeConfig
    template = (
        "{{ input }}.select({{ '*' }}, F.{{ function | name }}({{ config.column | dotted }})"
        ".alias({{ names | args }}))"
    )

    def variables(
        self, config: ExplodeConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        function = "posexplode" if config.position else "explode"
        names = self._names(config, inputs.one, context.parameters.plain)
        return {
            "function": function + ("_outer" if config.keep_empty else ""),
            "names": names,
        }

    def _names(
        self, config: ExplodeConfig, columns: Schema | None, text: Callable[[str], str]
    ) -> list[str]:
        field = columns.get(text(config.column)) if columns is not None else None
        is_map = field is not None and isinstance(field.type, MapType)
        names = [config.position] if config.position else []
        names += [config.key_name] if is_map else []
        return [*names, config.name or ("value" if is_map else "element")]

    def schema(self, config: ExplodeConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        field = check.column("column", config.column, columns)
        if columns is None:
            return None
        outer = config.keep_empty
        types = []
        match field.type:
            case ArrayType():
                types = [(field.type.element, field.type.contains_null or outer)]
            case MapType():
                types = [
                    (field.type.key, outer),
                    (field.type.value, field.type.value_contains_null or outer),
                ]
            case _:
                types = [(UNKNOWN, True)]
                if field.type != UNKNOWN:
                    check.problem(
                        "type-mismatch", f"{field.name} is {field.type}, not an array or map.",
                        "column", hint="Split a text into an array before.",
                    )  # fmt: skip
        if config.position:
            types.insert(0, (INTEGER, outer))
        names = map(check.text, self._names(config, columns, check.text))
        new = [SchemaField(n, t, nulls) for n, (t, nulls) in zip(names, types, strict=True)]
        result = Schema([*columns, *new])
        check.distinct_names("name", result.names, indexed=False)
        return result

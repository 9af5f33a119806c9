"""Turns columns into rows."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.expressions import widest_type
from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck
from etlab_jupyter.nodes.fields import Column, NewColumn
from etlab_jupyter.spark_types import STRING, UNKNOWN, DataType, Schema
from etlab_jupyter.spark_types import Field as SchemaField


class UnpivotConfig(NodeConfig):
    ids: list[Column] = Field(
        title="Keep", description="The columns that stay as they are.", examples=[["id"]]
    )
    values: list[Column] | None = Field(
        None,
        title="Values",
        description="The columns that become rows; left out, all others.",
        min_length=1,
    )
    variable: NewColumn = Field(
        "variable", title="Name column", description="Where the names of the columns go."
    )
    value: NewColumn = Field("value", title="Value column", description="Where the values go.")


class Unpivot(Transform[UnpivotConfig]):
    kind = "unpivot"
    title = "Unpivot"
    description = "Turns columns into rows: one row for each column and its value."
    category = "Aggregation"
    Config = UnpivotConfig
    template = (
        "{{ input }}.unpivot("
        "[{{ config.ids | names }}], "
        "{% if config.values is none %}None{% else %}[{{ config.values | names }}]{% endif %}, "
        "{{ config.variable }}, {{ config.value }})"
    )

    def schema(self, config: UnpivotConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        ids = check.columns("ids", config.ids, columns)
        if config.values is not None:
            values = check.columns("values", config.values, columns)
        elif columns is not None:
            kept = {field.name.lower() for field in ids}
            values = [field for field in columns if field.name.lower() not in kept]
        else:
            return None
        if not values:
            check.problem("no-values", "No column is left to become rows.", "values")
        kind = values[0].type if values else UNKNOWN
        for field in values[1:]:
            wider = _common(kind, field.type)
            if wider is None:
                check.problem(
                    "type-mismatch",
                    f"{values[0].name} is {kind} and {field.name} is {field.type}: one column "
                    "cannot hold both.", "values", hint="Cast them to one type before.",
                )  # fmt: skip
            kind = wider or UNKNOWN
        nullable = any(field.nullable for field in values)
        names = map(check.text, config.ids)
        result = Schema(
            [
                *(f.renamed(name) for f, name in zip(ids, names, strict=True)),
                SchemaField(check.text(config.variable), STRING, False),
                SchemaField(check.text(config.value), kind, nullable),
            ]
        )
        check.distinct_names("variable", result.names, indexed=False)
        return result


def _common(a: DataType, b: DataType) -> DataType | None:
    """The type that holds both: in ANSI mode as well as without, and never a text for others."""
    if STRING in (a, b) and UNKNOWN not in (a, b) and a != b:
        return None
    return widest_type(a, b, ansi=False)

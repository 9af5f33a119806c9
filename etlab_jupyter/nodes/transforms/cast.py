"""Changes the types of columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from etlab_jupyter.expressions import ExpressionError, parse_type
from etlab_jupyter.nodes.base import Inputs, NodeConfig, Transform
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.fields import Column, TypeName
from etlab_jupyter.nodes.transforms.derive import with_column
from etlab_jupyter.spark_types import Field as SchemaField
from etlab_jupyter.spark_types import Schema, quote_name


class Casting(NodeConfig):
    column: Column = Field(title="Column")
    type: TypeName = Field(
        title="Type",
        description="The new type, in Spark's DDL.",
        examples=["int", "decimal(12,2)", "date"],
    )
    on_error: Literal["fail", "null"] = Field(
        "fail",
        title="On bad values",
        description="Fail the run (in Spark's ANSI mode), or put a null in their place.",
    )


class CastConfig(NodeConfig):
    columns: list[Casting] = Field(
        title="Columns",
        description="The columns and their new types.",
        min_length=1,
        examples=[[{"column": "amount", "type": "decimal(12,2)"}]],
    )


class Cast(Transform[CastConfig]):
    kind = "cast"
    title = "Cast"
    description = "Changes the types of columns."
    category = "Columns"
    Config = CastConfig
    template = (
        "{{ input }}"
        "{% for item in config.columns %}"
        ".withColumn({{ item.column }}, "
        "{% if item.on_error == 'null' %}F.expr({{ casts[loop.index0] | sql }})"
        "{% else %}{{ item.column | col }}.cast({{ item.type }}){% endif %})"
        "{% endfor %}"
    )

    def variables(
        self, config: CastConfig, inputs: Inputs, context: PageContext
    ) -> Mapping[str, Any]:
        return {"casts": [_sql(item) for item in config.columns]}

    def schema(self, config: CastConfig, inputs: Inputs, check: NodeCheck) -> Schema | None:
        columns: Schema | None = inputs.one
        for index, item in enumerate(config.columns):
            field = check.column(f"columns.{index}.column", item.column, columns)
            try:
                parse_type(item.type)
            except ExpressionError as error:
                check.problem("unknown-type", str(error), f"columns.{index}.type", hint=error.hint)
                continue
            if columns is not None and field.name in columns:
                typed = check.expression(f"columns.{index}.type", _sql(item), columns)
                new = SchemaField(check.text(item.column), typed.type, typed.nullable)
                columns = with_column(columns, new)
        return columns


def _sql(item: Casting) -> str:
    function = "try_cast" if item.on_error == "null" else "cast"
    return f"{function}({quote_name(item.column)} AS {item.type})"

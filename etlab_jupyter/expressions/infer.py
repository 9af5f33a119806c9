"""The type that Spark gives to an expression, found without Spark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etlab_jupyter.expressions import calls, columns, literals, operators, predicates
from etlab_jupyter.expressions.errors import refuses_depth
from etlab_jupyter.expressions.parse import Expression, parse_expression
from etlab_jupyter.expressions.scope import Issue, Scope
from etlab_jupyter.spark_types import DataType, Schema

# The modules whose handlers make up the inference.
_PARTS = (calls, columns, literals, operators, predicates)


@dataclass(frozen=True, slots=True)
class Typed:
    """What an expression gives.

    `name` is the name that Spark gives to the column where the expression is a plain column or
    a field inside one, else None. `issues` says what Spark would reject.
    """

    type: DataType
    nullable: bool
    issues: tuple[Issue, ...]
    name: str | None


@refuses_depth
def infer(
    text: str | Expression,
    schema: Schema | None,
    *,
    qualifiers: Mapping[str, Schema | None] | None = None,
    aggregates: bool = False,
    windows: bool = True,
    ansi: bool = True,
) -> Typed:
    """The type and nullability that Spark gives to an expression over the columns of `schema`.

    Without a schema every column is of unknown type. `qualifiers` are names of tables that may
    stand before a column (`left.id`). An aggregate function outside of `OVER` is an issue
    unless `aggregates`, a window function is one unless `windows`. `ansi` is Spark's ANSI mode,
    the default of Spark 4; without it the rules are those of Spark 3's default. Raises
    `ExpressionError` for a text that is no expression.
    """
    parsed = parse_expression(text) if isinstance(text, str) else text
    scope = Scope(
        parsed.text, schema, qualifiers or {}, aggregates=aggregates, windows=windows, ansi=ansi
    )
    value = scope.value(parsed.tree)
    return Typed(value.type, value.nullable, tuple(scope.issues), value.name)

"""Conditions: comparisons, AND and OR, LIKE, IN, BETWEEN, IS, CASE."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import promoted_string, tightest, widest
from etlab_jupyter.expressions.decimals import decimal_of, decimal_of_literal, wider_decimal
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value
from etlab_jupyter.expressions.kinds import (
    has_unknown,
    is_atomic,
    is_interval,
    is_orderable,
    same_type,
)
from etlab_jupyter.expressions.scope import Scope, handles
from etlab_jupyter.spark_types import BOOLEAN, DataType, DecimalType

_SIGNS: dict[type, str] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.NullSafeEQ: "<=>",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}
_YES = Value(BOOLEAN, False)
_MAYBE = Value(BOOLEAN, True)


def compare(node: Any, a: Value, b: Value, scope: Scope) -> Value:
    """`a = b` and its kind."""
    return comparison(_SIGNS[type(node)], node, a, b, scope)


def comparison(sign: str, node: Any, a: Value, b: Value, scope: Scope) -> Value:
    """The result of comparing two values, after Spark made them of one type."""
    never = sign in ("<=>", "IS DISTINCT FROM")
    x, y = a.type, b.type
    if has_unknown(x) or has_unknown(y):
        return _YES if never else _MAYBE
    nullable = compared(sign, a, b, scope)
    if nullable is None:
        left, right = scope.source(node.this), scope.source(node.expression)
        scope.report(
            "type-mismatch",
            f"`{sign}` cannot compare {left}, which is {x}, with {right}, which is {y}.",
            node,
            _hint(x, y),
        )
        nullable = True
    return Value(BOOLEAN, nullable and not never)


def _hint(x: DataType, y: DataType) -> str:
    if x == y:
        return "Spark cannot compare such values."
    return "Cast one of them to the type of the other."


def compared(sign: str, a: Value, b: Value, scope: Scope) -> bool | None:
    """Whether the comparison may be null; None where Spark cannot compare the two."""
    x, y = a.type, b.type
    nullable = a.nullable or b.nullable
    if x == y:
        return nullable if is_orderable(x) else None
    if t.STRING in (x, y):
        type_ = _string_target(x, y, scope.ansi)
        if type_ is not None:
            return scope.cast(a, type_).nullable or scope.cast(b, type_).nullable
        if t.VOID not in (x, y):
            return None
    if "decimal" in (x.name, y.name) and t.is_numeric(x) and t.is_numeric(y):
        return _compared_decimals(sign, a, b, scope)
    if not scope.ansi and BOOLEAN in (x, y) and sign in ("=", "!=", "<=>"):
        number = y if x == BOOLEAN else x
        if t.is_numeric(number):
            return nullable
    type_ = tightest(x, y, scope.ansi)
    if type_ is None or not is_orderable(type_):
        return None
    return scope.cast(a, type_).nullable or scope.cast(b, type_).nullable


def _string_target(x: DataType, y: DataType, ansi: bool) -> DataType | None:
    other = y if x == t.STRING else x
    if ansi:
        return promoted_string(x, y)
    if not is_atomic(other) or is_interval(other):
        return None
    return t.DOUBLE if other.name == "decimal" else other


def _compared_decimals(sign: str, a: Value, b: Value, scope: Scope) -> bool:
    if {a.type.name, b.type.name} & {"float", "double"}:
        return a.nullable or b.nullable
    if sign in "<=>=" and sign not in ("=", "<=>"):
        for whole, literal in ((a, b), (b, a)):
            if t.is_integral(whole.type) and isinstance(literal.constant, Decimal):
                return whole.nullable
    x, y = fitting_decimal(a), fitting_decimal(b)
    if isinstance(a.type, DecimalType) and isinstance(b.type, DecimalType):
        x = y = wider_decimal(a.type, b.type)
    return scope.cast(a, x).nullable or scope.cast(b, y).nullable


def fitting_decimal(value: Value) -> DecimalType:
    """The decimal for a number beside one: a constant takes just the digits that it has."""
    if isinstance(value.constant, int) and value.type in (t.SHORT, t.INTEGER, t.LONG):
        return decimal_of_literal(value.constant)
    return decimal_of(value.type)


def logical(node: Any, a: Value, b: Value, scope: Scope) -> Value:
    """`a AND b`, `a OR b`."""
    word = type(node).__name__.upper()
    strings = scope.ansi and BOOLEAN in (a.type, b.type)
    for value, part in ((a, node.this), (b, node.expression)):
        if type(part) is not type(node) and not (strings and value.type == t.STRING):
            require_boolean(value, part, word, scope)
    return Value(BOOLEAN, a.nullable or b.nullable or t.STRING in (a.type, b.type))


def require_boolean(value: Value, node: Any, where: str, scope: Scope) -> None:
    """Reports what stands for a condition but is none."""
    if value.type in (BOOLEAN, t.VOID, t.UNKNOWN):
        return
    scope.mismatch(
        f"{where} needs a condition, but {scope.source(node)} is {value.type}.",
        node,
        "Compare it with something, for example: amount > 0.",
    )


@handles(exp.Not)
def _not(node: Any, scope: Scope) -> Value:
    value = scope.value(node.this)
    if value.type == t.STRING:
        return _MAYBE
    require_boolean(value, node.this, "NOT", scope)
    return Value(BOOLEAN, value.nullable)


@handles(exp.Is)
def _is(node: Any, scope: Scope) -> Value:
    """`a IS NULL`, `a IS TRUE`; `IS NOT` is a NOT around it."""
    value = scope.value(node.this)
    if isinstance(node.expression, exp.Boolean):
        require_boolean(value, node.this, "IS TRUE", scope)
    return _YES


@handles(exp.Between)
def _between(node: Any, scope: Scope) -> Value:
    value, low, high = scope.values([node.this, node.args["low"], node.args["high"]])
    if scope.ansi:
        # Spark 4 computes the value once, so that it is no literal to the comparisons.
        value = value._replace(constant=None)
    nullable = False
    for sign, bound, part in ((">=", low, node.args["low"]), ("<=", high, node.args["high"])):
        if has_unknown(value.type) or has_unknown(bound.type):
            nullable = True
            continue
        found = compared(sign, value, bound, scope)
        if found is None:
            scope.report(
                "type-mismatch",
                f"BETWEEN cannot compare {scope.source(node.this)}, which is {value.type}, "
                f"with {scope.source(part)}, which is {bound.type}.",
                node,
                _hint(value.type, bound.type),
            )
            found = True
        nullable = nullable or found
    return Value(BOOLEAN, nullable)


@handles(exp.In)
def _in(node: Any, scope: Scope) -> Value:
    value = scope.value(node.this)
    if node.args.get("query") is not None or not node.expressions:
        return _MAYBE
    values = [value, *scope.values(node.expressions)]
    types = [_without_names(v.type) for v in values]
    if any(has_unknown(type_) for type_ in types):
        return _MAYBE
    nullable = any(v.nullable for v in values)
    if all(same_type(types[0], type_) for type_ in types[1:]):
        common: DataType | None = types[0]
    else:
        common = widest(types, scope.ansi)
        if common is not None:
            nullable = any(scope.cast(v, common).nullable for v in values)
    if common is None or not is_orderable(common):
        others = ", ".join(dict.fromkeys(type_.ddl for type_ in types[1:]))
        scope.mismatch(
            f"IN needs values of one type, but {scope.source(node.this)} is {types[0]} "
            f"and the list holds {others}.",
            node,
        )
    return Value(BOOLEAN, nullable)


def _without_names(type_: DataType) -> DataType:
    """A struct's fields count by their place in a list of IN."""
    if not isinstance(type_, t.StructType):
        return type_
    fields = enumerate(type_.fields)
    return t.StructType(fields=tuple(field.renamed(str(index)) for index, field in fields))


@handles(exp.Like, exp.ILike, exp.RegexpLike, exp.SimilarTo)
def _like(node: Any, scope: Scope) -> Value:
    value = scope.value(node.this)
    pattern = node.expression
    if isinstance(pattern, exp.Any | exp.All):
        inner = pattern.this.unnest() if isinstance(pattern.this, exp.Paren) else pattern.this
        patterns = inner.expressions if isinstance(inner, exp.Tuple) else [inner]
    else:
        patterns = [pattern]
    many = isinstance(pattern, exp.Any | exp.All)
    nullable = value.nullable or (many and all(isinstance(p, exp.Literal) for p in patterns))
    for part, found in [(node.this, value), *((p, scope.value(p)) for p in patterns)]:
        if not (is_atomic(found.type) or found.type in (t.VOID, t.UNKNOWN)):
            scope.mismatch(f"LIKE needs strings, but {scope.source(part)} is {found.type}.", part)
        nullable = nullable or found.nullable
    return Value(BOOLEAN, nullable)


@handles(exp.Escape)
def _escape(node: Any, scope: Scope) -> Value:
    return scope.value(node.this)


@handles(exp.Case)
def _case(node: Any, scope: Scope) -> Value:
    """`CASE WHEN c THEN v … END`, `CASE a WHEN b THEN v … END`."""
    operand = node.this
    chosen = scope.value(operand) if operand is not None else None
    results = []
    for branch in node.args["ifs"]:
        when = scope.value(branch.this)
        if chosen is None:
            require_boolean(when, branch.this, "WHEN", scope)
            if when.type == t.VOID:
                scope.mismatch("WHEN needs a condition, not NULL.", branch.this)
        elif not (has_unknown(chosen.type) or has_unknown(when.type)) and (
            compared("=", chosen, when, scope) is None
        ):
            scope.mismatch(
                f"CASE cannot compare {scope.source(operand)}, which is {chosen.type}, "
                f"with {scope.source(branch.this)}, which is {when.type}.",
                branch.this,
            )
        results.append(scope.value(branch.args["true"]))
    default = node.args.get("default")
    nodes = [branch.args["true"] for branch in node.args["ifs"]]
    if default is not None:
        results.append(scope.value(default))
        nodes.append(default)
    value = merged("CASE", results, nodes, node, scope)
    return value if default is not None else value._replace(nullable=True)


def merged(
    what: str, values: Sequence[Value], nodes: Sequence[Any], node: Any, scope: Scope
) -> Value:
    """The values that an expression chooses from, as one type; null if one of them may be."""
    types = [value.type for value in values]
    if any(has_unknown(type_) for type_ in types):
        return NOT_KNOWN
    nullable = any(value.nullable for value in values)
    if all(same_type(types[0], type_) for type_ in types[1:]):
        # Spark merges the nullability of the parts.
        return Value(widest(types, scope.ansi) or types[0], nullable)
    common = widest(types, scope.ansi)
    if common is None:
        listed = ", ".join(
            f"{scope.source(part)} is {value.type}"
            for part, value in zip(nodes, values, strict=True)
        )
        return scope.mismatch(f"{what} needs values of one type, but {listed}.", node)
    return Value(common, any(cast_if_different(v, common, scope).nullable for v in values))


def cast_if_different(value: Value, type_: DataType, scope: Scope) -> Value:
    return value if same_type(value.type, type_) else scope.cast(value, type_)

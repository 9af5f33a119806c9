"""Arithmetic, bits, `||` and casts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.casts import can_cast, try_cast_nullable
from etlab_jupyter.expressions.coercion import promoted_string, tightest, widest
from etlab_jupyter.expressions.dates import date_arithmetic
from etlab_jupyter.expressions.decimals import adjusted, bounded, decimal_of
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value
from etlab_jupyter.expressions.kinds import is_day_time, is_interval
from etlab_jupyter.expressions.predicates import compare, fitting_decimal, logical
from etlab_jupyter.expressions.scope import Scope, handles
from etlab_jupyter.spark_types import DataType, DecimalType

Binary = Callable[[Any, Value, Value, Scope], Value]

_SIGNS: dict[type, str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.IntDiv: "div",
}
_BITS: dict[type, str] = {exp.BitwiseAnd: "&", exp.BitwiseOr: "|", exp.BitwiseXor: "^"}


def mistyped(sign: str, node: Any, a: Value, b: Value, needs: str, scope: Scope) -> Value:
    """Reports that an operator cannot take its two operands."""
    left, right = scope.source(node.this), scope.source(node.expression)
    return scope.mismatch(
        f"`{sign}` needs {needs}, but {left} is {a.type} and {right} is {b.type}.", node
    )


def arithmetic(sign: str, node: Any, a: Value, b: Value, scope: Scope) -> Value:
    """`a + b` and its kind, for numbers, dates and intervals."""
    x, y = a.type, b.type
    if t.UNKNOWN in (x, y):
        return Value(t.LONG if sign == "div" else t.UNKNOWN)
    if (found := date_arithmetic(sign, node, a, b, scope)) is not None:
        return found
    foldable = a.foldable and b.foldable
    given = a, b
    if t.STRING in (x, y):
        a, b = _without_strings(a, b, scope)
        x, y = a.type, b.type
    if x == t.VOID and sign == "/" and (t.is_numeric(y) or y == t.VOID):
        return Value(t.DOUBLE)
    if t.VOID in (x, y) and x != y:
        a, b = (scope.cast(a, y), b) if x == t.VOID else (a, scope.cast(b, x))
        x, y = a.type, b.type
    if x == y == t.VOID:
        x = y = t.LONG if sign == "div" else t.DOUBLE
    if not (t.is_numeric(x) and t.is_numeric(y)):
        return mistyped(sign, node, *given, "numbers", scope)
    if sign == "/" and "decimal" not in (x.name, y.name):
        return Value(t.DOUBLE, True, None, foldable)
    if "decimal" in (x.name, y.name) and not {x.name, y.name} & {"float", "double"}:
        return _decimals(sign, a, b, scope)._replace(foldable=foldable)
    if sign == "div":
        if not (t.is_integral(x) and t.is_integral(y)):
            return mistyped(sign, node, *given, "whole numbers", scope)
        return Value(t.LONG, True, None, foldable)
    type_ = _common(x, y, scope.ansi)
    nullable = a.nullable or b.nullable or sign in "/%"
    return Value(type_, nullable, None, foldable)


def _common(x: DataType, y: DataType, ansi: bool) -> DataType:
    if "decimal" in (x.name, y.name):
        return t.DOUBLE
    return tightest(x, y, ansi) or t.UNKNOWN


def _without_strings(a: Value, b: Value, scope: Scope) -> tuple[Value, Value]:
    """ANSI mode reads a string as the type of the other operand, Spark 3 as a double."""
    if scope.ansi:
        type_ = promoted_string(a.type, b.type)
        if type_ is None:
            return a, b
        return scope.cast(a, type_), scope.cast(b, type_)
    return (
        scope.cast(a, t.DOUBLE) if a.type == t.STRING else a,
        scope.cast(b, t.DOUBLE) if b.type == t.STRING else b,
    )


def as_decimal(value: Value, scope: Scope) -> Value:
    """An operand of decimal arithmetic: a literal takes just the digits that it has."""
    if isinstance(value.type, DecimalType):
        return value
    return scope.cast(value, fitting_decimal(value))


def _digits(value: Value) -> tuple[int, int]:
    """Precision and scale of a value that `as_decimal` gave."""
    type_ = value.type if isinstance(value.type, DecimalType) else decimal_of(value.type)
    return type_.precision, type_.scale


def _decimals(sign: str, a: Value, b: Value, scope: Scope) -> Value:
    """Spark's `DecimalPrecision`, with loss of precision where a result is too long."""
    a, b = as_decimal(a, scope), as_decimal(b, scope)
    (p1, s1), (p2, s2) = _digits(a), _digits(b)
    nullable = a.nullable or b.nullable or not scope.ansi
    match sign:
        case "+" | "-":
            scale = max(s1, s2)
            type_ = adjusted(max(p1 - s1, p2 - s2) + scale + 1, scale)
        case "*":
            type_ = adjusted(p1 + p2 + 1, s1 + s2)
        case "/":
            scale = max(6, s1 + p2 + 1)
            return Value(adjusted(p1 - s1 + s2 + scale, scale))
        case "%":
            scale = max(s1, s2)
            return Value(adjusted(min(p1 - s1, p2 - s2) + scale, scale))
        case _:
            return Value(t.LONG)
    return Value(type_, nullable)


def _arithmetic(node: Any, a: Value, b: Value, scope: Scope) -> Value:
    return arithmetic(_SIGNS[type(node)], node, a, b, scope)


def bits(sign: str, node: Any, a: Value, b: Value, scope: Scope) -> Value:
    """`a & b`, `a | b`, `a ^ b` of whole numbers."""
    x, y = a.type, b.type
    if t.UNKNOWN in (x, y):
        return NOT_KNOWN
    given = a, b
    if scope.ansi and (type_ := promoted_string(x, y)) is not None:
        a, b = scope.cast(a, type_), scope.cast(b, type_)
        x, y = a.type, b.type
    type_ = tightest(x, y, scope.ansi)
    if type_ is None or not (t.is_integral(type_) or type_ == t.VOID):
        return mistyped(sign, node, *given, "whole numbers", scope)
    if type_ == t.VOID:
        type_ = t.INTEGER
    return Value(type_, a.nullable or b.nullable)


def _bits(node: Any, a: Value, b: Value, scope: Scope) -> Value:
    return bits(_BITS[type(node)], node, a, b, scope)


def concatenation(node: Any, values: list[Value], nodes: list[Any], scope: Scope) -> Value:
    """`a || b` and `concat(a, b)`: strings, else binary, else arrays."""
    types = [value.type for value in values]
    nullable = any(value.nullable for value in values)
    if types and all(type_.name in ("array", "unknown") for type_ in types):
        if t.UNKNOWN in types:
            return NOT_KNOWN
        common = widest(types, scope.ansi)
        if common is None:
            return scope.mismatch(
                f"Arrays of different types cannot be joined: {_list(types)}.", node
            )
        return Value(common, nullable)
    for value, part in zip(values, nodes, strict=True):
        if value.type.name in ("array", "map", "struct"):
            return scope.mismatch(
                f"Only strings can be joined, but {scope.source(part)} is {value.type}.", part
            )
    if types and all(type_ == t.BINARY for type_ in types):
        return Value(t.BINARY, nullable)
    if t.UNKNOWN in types and all(type_ in (t.BINARY, t.UNKNOWN) for type_ in types):
        return NOT_KNOWN
    return Value(t.STRING, nullable)


def _list(types: list[DataType]) -> str:
    return ", ".join(dict.fromkeys(type_.ddl for type_ in types))


def _concatenation(node: Any, a: Value, b: Value, scope: Scope) -> Value:
    return concatenation(node, [a, b], [node.this, node.expression], scope)


BINARY: dict[type, Binary] = {
    **dict.fromkeys(_SIGNS, _arithmetic),
    **dict.fromkeys(_BITS, _bits),
    exp.DPipe: _concatenation,
    exp.And: logical,
    exp.Or: logical,
    exp.EQ: compare,
    exp.NEQ: compare,
    exp.GT: compare,
    exp.GTE: compare,
    exp.LT: compare,
    exp.LTE: compare,
    exp.NullSafeEQ: compare,
    exp.NullSafeNEQ: compare,
}


@handles(*BINARY)
def _binary(node: Any, scope: Scope) -> Value:
    """A chain of operators, which may be thousands long, without recursion into its left."""
    chain = []
    while type(node) in BINARY:
        chain.append(node)
        node = node.this
    value = scope.value(node)
    for operator in reversed(chain):
        right = scope.value(operator.expression)
        value = BINARY[type(operator)](operator, value, right, scope)
    return value


@handles(exp.Paren)
def _paren(node: Any, scope: Scope) -> Value:
    return scope.value(node.this)._replace(name=None)


def negative(node: Any, value: Value, scope: Scope, sign: str) -> Value:
    """`-a`: a number or an interval."""
    type_ = value.type
    if t.is_numeric(type_) or is_interval(type_) or type_.name in ("unknown", "interval"):
        number = value.constant
        opposite = -number if isinstance(number, int) and not isinstance(number, bool) else None
        return Value(type_, value.nullable, opposite, value.foldable)
    if type_ == t.STRING:
        return scope.cast(value, t.DOUBLE)
    if type_ == t.VOID:
        return Value(t.DOUBLE)
    return scope.mismatch(f"`{sign}` needs a number, but {scope.source(node)} is {type_}.", node)


@handles(exp.BitwiseNot)
def _bitwise_not(node: Any, scope: Scope) -> Value:
    value = scope.value(node.this)
    if t.is_integral(value.type) or value.type == t.UNKNOWN:
        return Value(value.type, value.nullable)
    if value.type == t.VOID:
        return Value(t.LONG)
    return scope.mismatch(
        f"`~` needs a whole number, but {scope.source(node)} is {value.type}.", node
    )


def cast_value(node: Any, scope: Scope, target: DataType) -> Value:
    """`cast(a AS type)`; `try_cast` gives null where a value cannot be converted."""
    value = scope.value(node.this)
    if not can_cast(value.type, target, scope.ansi):
        return scope.mismatch(
            f"{scope.source(node.this)} is {value.type} and cannot be cast to {target}.", node
        )._replace(type=target)
    if value.type == t.UNKNOWN:
        return Value(target)
    if node.args.get("safe"):
        nullable = value.nullable or try_cast_nullable(value.type, target)
        return Value(target, nullable, None, value.foldable)
    return scope.cast(value, target)._replace(name=value.name)


def try_arithmetic(sign: str, node: Any, a: Value, b: Value, scope: Scope) -> Value:
    """`try_add` and its kind: null instead of an error."""
    return arithmetic(sign, node, a, b, scope)._replace(nullable=True, foldable=False)


def summed(type_: DataType) -> DataType:
    """The type of a sum: ten more digits for decimals, bigint for whole numbers."""
    if isinstance(type_, DecimalType):
        return bounded(type_.precision + 10, type_.scale)
    if t.is_integral(type_):
        return t.LONG
    return type_ if is_interval(type_) else t.DOUBLE


def averaged(type_: DataType) -> DataType:
    """The type of an average: four more decimal places for decimals, else a double."""
    if isinstance(type_, DecimalType):
        return bounded(type_.precision + 4, type_.scale + 4)
    if is_interval(type_):
        return t.INTERVAL_DAY_TIME if is_day_time(type_) else t.INTERVAL_YEAR_MONTH
    return t.DOUBLE

"""Constants: numbers, strings, dates, intervals."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import interval
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.errors import error_at
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value
from etlab_jupyter.expressions.operators import cast_value, negative
from etlab_jupyter.expressions.scope import Scope, first_offset, handles

_TRUE = Value(t.BOOLEAN, False, True, True)
_FALSE = Value(t.BOOLEAN, False, False, True)
_NULL = Value(t.VOID, True, None, True)
_TYPED = {
    exp.DType.DATE: t.DATE,
    exp.DType.TIME: t.DataType("time(6)"),
    exp.DType.TIMESTAMP: t.TIMESTAMP,
    exp.DType.TIMESTAMPTZ: t.TIMESTAMP,
    exp.DType.TIMESTAMPLTZ: t.TIMESTAMP,
    exp.DType.TIMESTAMPNTZ: t.TIMESTAMP_NTZ,
}
_SUFFIXED = {
    exp.DType.BIGINT: t.LONG,
    exp.DType.SMALLINT: t.SHORT,
    exp.DType.TINYINT: t.BYTE,
    exp.DType.DOUBLE: t.DOUBLE,
    exp.DType.FLOAT: t.FLOAT,
}
_INTS, _LONGS = 2**31, 2**63
_UNITS = {"week": "day", "millisecond": "second", "microsecond": "second"}
_PARTS = ("year", "month", "day", "hour", "minute", "second")


def number(text: str) -> Value:
    """A number as Spark reads it: int, else bigint, else decimal; double with an exponent."""
    if "e" in text.lower():
        return Value(t.DOUBLE, False, float(text), True)
    if "." not in text:
        whole = int(text)
        if -_INTS <= whole < _INTS:
            return Value(t.INTEGER, False, whole, True)
        if -_LONGS <= whole < _LONGS:
            return Value(t.LONG, False, whole, True)
    return _decimal(text)


def decimal_literal(text: str) -> t.DecimalType:
    """The type of a decimal constant: as many digits and places as are written."""
    exponent = Decimal(text).as_tuple()
    scale = max(-int(exponent.exponent), 0)
    precision = max(len(exponent.digits) + max(int(exponent.exponent), 0), scale)
    if not any(exponent.digits):
        precision = max(scale, 1)
    return t.DecimalType(precision=precision, scale=scale)


@handles(exp.Literal)
def _literal(node: Any, scope: Scope) -> Value:
    if node.is_string:
        return Value(t.STRING, False, node.this, True)
    return _number(node, node.this, scope)


def _decimal(text: str) -> Value:
    return Value(decimal_literal(text), False, Decimal(text), True)


def _number(node: Any, text: str, scope: Scope, read: Callable[[str], Value] = number) -> Value:
    """A number; one that Spark cannot hold is an error of the text."""
    try:
        value = read(text)
    except (ValueError, ArithmeticError):
        value = NOT_KNOWN
    type_ = value.type
    if isinstance(type_, t.DecimalType) and type_.precision > t.MAX_PRECISION:
        value = NOT_KNOWN
    if value is NOT_KNOWN:
        raise error_at(
            scope.text, first_offset(node) or 0, f"{text[:50]} is no number that Spark has.",
            f"A whole number has at most {t.MAX_PRECISION} digits.",
        )  # fmt: skip
    return value


@handles(exp.Neg)
def _negative(node: Any, scope: Scope) -> Value:
    """`-a`; the sign of a constant is part of it, so that -2147483648 is an int."""
    if isinstance(node.this, exp.Literal) and not node.this.is_string:
        return _number(node, "-" + node.this.name, scope)
    return negative(node, scope.value(node.this), scope, "-")


@handles(exp.Concat, exp.RawString)
def _strings(_: Any, __: Scope) -> Value:
    return Value(t.STRING, False, None, True)


@handles(exp.Boolean)
def _boolean(node: Any, _: Scope) -> Value:
    return _TRUE if node.this else _FALSE


@handles(exp.Null)
def _null(_: Any, __: Scope) -> Value:
    return _NULL


@handles(exp.HexString)
def _hex(_: Any, __: Scope) -> Value:
    return Value(t.BINARY, False, None, True)


@handles(exp.Cast)
def _typed(node: Any, scope: Scope) -> Value:
    """`DATE '2024-01-31'`; casts are `TryCast` in sqlglot's Spark."""
    return Value(_TYPED.get(node.to.this, t.UNKNOWN), False, None, True)


@handles(exp.Interval)
def _interval(node: Any, scope: Scope) -> Value:
    """`INTERVAL 3 DAYS`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 day 2 hours'`."""
    unit, amount = node.args.get("unit"), node.this
    if not isinstance(amount.this if isinstance(amount, exp.Neg) else amount, exp.Literal):
        return scope.mismatch(
            f"An INTERVAL needs a constant, but {scope.source(amount)} is none.",
            node,
            f"Multiply: {scope.source(amount)} * INTERVAL 1 {unit.name if unit else 'DAY'}.",
        )
    if isinstance(unit, exp.IntervalSpan):
        return Value(
            interval(_part(unit.this.name), _part(unit.expression.name)), False, None, True
        )
    units = [unit.name] if unit is not None else _WORD.findall(amount.name)
    parts = sorted({_part(name) for name in units} & set(_PARTS), key=_PARTS.index)
    if not parts:
        return NOT_KNOWN
    return Value(interval(parts[0], parts[-1]), False, None, True)


_WORD = re.compile(r"[A-Za-z]+")


def _part(unit: str) -> str:
    name = unit.lower().removesuffix("s")
    return _UNITS.get(name, name)


@handles(exp.TryCast)
def _cast(node: Any, scope: Scope) -> Value:
    """`cast(a AS type)`, `a::type`, `try_cast(a AS type)` and numbers like `1L`."""
    to = node.to
    if to.this is exp.DType.USERDEFINED:
        return cast_value(node, scope, parse_type(to.args["kind"]))
    if to.this is exp.DType.DECIMAL:
        return _number(node, node.this.name, scope, _decimal)
    type_ = _SUFFIXED.get(to.this, t.UNKNOWN)
    return Value(type_, False, _number(node, node.this.name, scope).constant, True)

"""Dates, timestamps and intervals in arithmetic.

The rules are those of Spark's `BinaryArithmeticWithDatetimeResolver`.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import interval, tightest
from etlab_jupyter.expressions.functions.signature import Value
from etlab_jupyter.expressions.kinds import is_day_time, is_interval
from etlab_jupyter.expressions.scope import Scope
from etlab_jupyter.spark_types import DataType

_DAYS = (t.INTEGER, t.SHORT, t.BYTE)
_STAMPS = (t.TIMESTAMP, t.TIMESTAMP_NTZ)


def date_arithmetic(sign: str, node: Any, a: Value, b: Value, scope: Scope) -> Value | None:
    """The result where an operand is a date, a timestamp or an interval; None where none is."""
    if not (_is_time(a.type) or _is_time(b.type)):
        return None
    match sign:
        case "+":
            found = _add(a, b, scope) or _add(b, a, scope)
        case "-":
            found = _subtract(a, b, scope)
        case "*":
            found = _multiply(a, b, scope) or _multiply(b, a, scope)
        case "/":
            found = _divide(a, b)
        case "div":
            found = _whole_division(a, b)
        case _:
            found = None
    if found is not None:
        if isinstance(node, exp.Add) and all(
            isinstance(part, exp.Interval) for part in (node.this, node.expression)
        ):
            return Value(found.type, found.nullable, None, True)
        return found
    left, right = scope.source(node.this), scope.source(node.expression)
    return scope.mismatch(
        f"`{sign}` cannot be used here: {left} is {a.type} and {right} is {b.type}.",
        node,
        _hint(sign, a.type, b.type),
    )


def _is_time(type_: DataType) -> bool:
    return t.is_datetime(type_) or type_.name.startswith("interval")


def _hint(sign: str, a: DataType, b: DataType) -> str:
    if sign in "+-" and t.is_numeric(b) and a in (t.DATE, *_STAMPS):
        return "Add an interval (INTERVAL 1 DAY), or use date_add with a whole number."
    return ""


def _add(a: Value, b: Value, scope: Scope) -> Value | None:
    """`a + b` where `a` is the date, timestamp or first interval."""
    x, y = a.type, b.type
    nullable = a.nullable or b.nullable
    if y == t.VOID and t.is_datetime(x):
        return Value(x if x in _STAMPS else t.TIMESTAMP)
    if x == t.DATE:
        if y in _DAYS:
            return Value(t.DATE, nullable)
        if y.name == "interval":
            return Value(t.DATE, nullable)
        if is_interval(y):
            whole = y.name == "interval day" or not is_day_time(y)
            return Value(t.DATE if whole else t.TIMESTAMP, nullable)
    if x in _STAMPS and y.name.startswith("interval"):
        return Value(x, nullable)
    if x == t.STRING and y.name.startswith("interval") and (y.name == "interval" or is_day_time(y)):
        return Value(t.STRING, True)
    return _two_intervals(a, b)


def _two_intervals(a: Value, b: Value) -> Value | None:
    nullable = a.nullable or b.nullable
    if a.type.name == "interval" and b.type.name == "interval":
        return Value(a.type, nullable)
    if t.VOID in (a.type, b.type):
        other = b.type if a.type == t.VOID else a.type
        return Value(other) if other.name.startswith("interval") else None
    if is_interval(a.type) and is_interval(b.type):
        type_ = tightest(a.type, b.type, True)
        return Value(type_, nullable) if type_ is not None else None
    return None


def _subtract(a: Value, b: Value, scope: Scope) -> Value | None:
    x, y = a.type, b.type
    nullable = a.nullable or b.nullable
    if y.name.startswith("interval"):
        return _add(a, b, scope)
    if y == t.VOID:
        return _less_nothing(x)
    if x in _STAMPS or y in _STAMPS:
        moments = (*_STAMPS, t.DATE, t.STRING, t.VOID)
        if x not in moments or y not in moments:
            return None
        lossy = t.STRING in (x, y) or {x, y} == {t.DATE, t.TIMESTAMP_NTZ}
        return Value(t.INTERVAL_DAY_TIME, nullable or lossy)
    if y == t.DATE and x in (t.DATE, t.STRING, t.VOID):
        return Value(interval("day", "day"), nullable or x == t.STRING)
    if x == t.DATE and y == t.STRING:
        return Value(interval("day", "day"), True)
    if x == t.DATE and y in _DAYS:
        return Value(t.DATE, nullable)
    return None


def _less_nothing(type_: DataType) -> Value:
    """A time or an interval minus NULL."""
    if type_ == t.DATE:
        return Value(interval("day", "day"))
    return Value(t.INTERVAL_DAY_TIME if type_ in _STAMPS else type_)


def _multiply(a: Value, b: Value, scope: Scope) -> Value | None:
    if not a.type.name.startswith("interval") or not _is_factor(b.type):
        return None
    return _scaled(a, b, a.nullable or b.nullable or b.type == t.STRING)


def _divide(a: Value, b: Value) -> Value | None:
    if not a.type.name.startswith("interval") or not _is_factor(b.type):
        return None
    return _scaled(a, b, a.nullable or b.nullable or b.type == t.STRING)


def _is_factor(type_: DataType) -> bool:
    return t.is_numeric(type_) or type_ in (t.STRING, t.VOID)


def _scaled(a: Value, b: Value, nullable: bool) -> Value:
    if a.type.name == "interval":
        return Value(a.type, True)
    wide = t.INTERVAL_DAY_TIME if is_day_time(a.type) else t.INTERVAL_YEAR_MONTH
    return Value(wide, nullable)


def _whole_division(a: Value, b: Value) -> Value | None:
    x, y = a.type, b.type
    if t.VOID in (x, y) and (is_interval(x) or is_interval(y)):
        return Value(t.LONG)
    if is_interval(x) and is_interval(y) and is_day_time(x) == is_day_time(y):
        return Value(t.LONG)
    return None

"""Functions of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import tightest
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.decimals import bounded, decimal_of, wider_decimal
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.kinds import is_interval
from etlab_jupyter.expressions.operators import arithmetic, negative, try_arithmetic

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call


class _Operands:
    """The two arguments of a function that is an operator as well."""

    def __init__(self, call: Call) -> None:
        self.this, self.expression = call.nodes
        self._call = call.node

    @property
    def meta(self) -> dict[str, object]:
        return self._call.meta  # type: ignore[no-any-return]

    def walk(self) -> object:
        return self._call.walk()


def _round(call: Call) -> Value:
    """A decimal keeps its whole digits and one more; other types stay as they are."""
    value = call.values[0]
    scale = call.values[1].constant if len(call.values) > 1 else 0
    if value.type == t.UNKNOWN:
        return NOT_KNOWN
    if not isinstance(value.type, t.DecimalType):
        return Value(value.type, True)
    if not isinstance(scale, int):
        return NOT_KNOWN
    p, s = value.type.precision, value.type.scale
    whole = p - s + 1
    if scale < 0:
        return Value(bounded(max(whole, -scale + 1), 0))
    kept = min(s, scale)
    return Value(bounded(whole + kept, kept))


def _ceil(call: Call) -> Value:
    """Without a scale a whole number; with one a decimal."""
    value = call.values[0]
    if value.type == t.UNKNOWN:
        return NOT_KNOWN
    if len(call.values) > 1:
        return _ceil_to(call, value)
    if isinstance(value.type, t.DecimalType):
        p, s = value.type.precision, value.type.scale
        return Value(value.type if s == 0 else bounded(p - s + 1, 0), True)
    return Value(t.LONG, True)


def _ceil_to(call: Call, value: Value) -> Value:
    scale = call.values[1].constant
    if not isinstance(scale, int):
        return NOT_KNOWN
    decimal = decimal_of(value.type)
    p, s = decimal.precision, decimal.scale
    if scale < 0:
        return Value(bounded(max(p - s + 1, -scale + 1), 0))
    return Value(bounded(p - s + 1 + min(s, scale), min(s, scale)))


def _abs(call: Call) -> Value:
    value = call.values[0]
    if value.type == t.STRING:
        return call.scope.cast(value, t.DOUBLE)
    if t.is_numeric(value.type) or is_interval(value.type) or value.type == t.UNKNOWN:
        return Value(value.type, value.nullable)
    if value.type == t.VOID:
        return Value(t.DOUBLE)
    return call.mismatch(f"`abs` needs a number, but it is {value.type}.")


def _negative(call: Call) -> Value:
    return negative(call.node, call.values[0], call.scope, call.function.name)


def _positive(call: Call) -> Value:
    return negative(call.node, call.values[0], call.scope, "+")


def _mod(call: Call) -> Value:
    a, b = call.values
    return arithmetic("%", _Operands(call), a, b, call.scope)


_TRY_SIGNS = {
    "try_add": "+",
    "try_subtract": "-",
    "try_multiply": "*",
    "try_divide": "/",
    "try_mod": "%",
}


def _try(call: Call) -> Value:
    sign = _TRY_SIGNS[call.function.name]
    a, b = call.values
    return try_arithmetic(sign, _Operands(call), a, b, call.scope)


def _div(call: Call) -> Value:
    a, b = call.values
    return arithmetic("div", _Operands(call), a, b, call.scope)


def _log(call: Call) -> Value:
    return Value(t.DOUBLE)


def _width_bucket(call: Call) -> Value:
    return Value(t.LONG)


def _hex(call: Call) -> Value:
    return Value(t.STRING, call.nullable)


def _nanvl(call: Call) -> Value:
    a, b = call.values
    if b.type == t.VOID:
        return Value(a.type)
    type_ = t.DOUBLE if t.DOUBLE in (a.type, b.type) else a.type
    return Value(type_, call.nullable)


def _random(call: Call) -> Value:
    return Value(t.DOUBLE, False)


def _uniform(call: Call) -> Value:
    a, b = call.values[:2]
    if t.UNKNOWN in (a.type, b.type):
        return NOT_KNOWN
    for type_ in (t.DOUBLE, t.FLOAT):
        if type_ in (a.type, b.type):
            return Value(type_, False)
    decimals = [type_ for type_ in (a.type, b.type) if isinstance(type_, t.DecimalType)]
    if len(decimals) == 2:
        first, second = decimals
        wide = wider_decimal(first, second) == first
        return Value(first if wide else second, False)
    return Value(decimals[0] if decimals else tightest(a.type, b.type, True) or t.UNKNOWN, False)


FUNCTIONS = read_table(
    """
    abs                     | any                       | abs
    acos acosh asin asinh atan atanh cbrt cos cosh cot csc exp | double | double?
    expm1 rint sec sin sinh tan tanh | double                  | double?
    degrees radians         | double                    | double?
    sign signum             | double/interval           | double?
    sqrt                    | double                    | double?
    ln log10 log1p log2     | double                    | double?
    log                     | double [double]           | log
    atan2 hypot pow power   | double double             | double
    bround round            | numeric [int^]            | round
    ceil ceiling floor      | numeric [int^]            | ceil
    bit_count               | integral/boolean!         | int
    bit_get getbit          | integral int              | tinyint
    conv                    | string int int            | string?
    div                     | any any                   | div
    e pi                    |                           | double!
    factorial               | int                       | bigint?
    hex                     | bigint/binary/string      | hex
    mod pmod                | any any                   | mod
    nanvl                   | double/float double/float/void | nanvl
    isnan                   | double/float              | boolean!
    negative                | any                       | negative
    positive                | any                       | positive
    rand random randn       | [int/bigint!^]            | random
    uniform                 | numeric^ numeric^ [integral^] | uniform
    shiftleft shiftright shiftrightunsigned | int/bigint int | =1
    try_add try_subtract try_multiply try_divide try_mod | any any | try
    unhex                   | string                    | binary?
    width_bucket            | double/interval double/interval double/interval bigint | width_bucket
    """,
    {
        "abs": _abs,
        "ceil": _ceil,
        "div": _div,
        "hex": _hex,
        "log": _log,
        "mod": _mod,
        "nanvl": _nanvl,
        "negative": _negative,
        "positive": _positive,
        "random": _random,
        "round": _round,
        "try": _try,
        "uniform": _uniform,
        "width_bucket": _width_bucket,
    },
    parse_type,
)

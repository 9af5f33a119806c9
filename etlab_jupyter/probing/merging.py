"""What Spark's schema inference for texts has in common: numbers, and their wider
types.
"""

from __future__ import annotations

import re

from etlab_jupyter import spark_types as t

_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,9})?", re.ASCII)
_DOUBLE = re.compile(
    r"[\x00-\x20]*[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?"
    r"|0[xX]([0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?\d+[fFdD]?)[\x00-\x20]*",
    re.ASCII,
)
_LONG_AS_DECIMAL = t.DecimalType(precision=20, scale=0)
_INTEGER_AS_DECIMAL = t.DecimalType(precision=10, scale=0)


def is_java_double(text: str) -> bool:
    """Whether `Double.parseDouble` takes the text."""
    return _DOUBLE.fullmatch(text) is not None


def decimal_of(text: str, *, rescale: bool) -> t.DecimalType | None:
    """The decimal type of a number without a fraction that Spark keeps as a decimal.

    `rescale` allows an exponent (`1e3`), which becomes zeros.
    """
    match = _DECIMAL.fullmatch(text)
    if not match:
        return None
    mantissa, exponent = match[1], int((match[2] or "e0")[1:])
    whole, _, fraction = mantissa.partition(".")
    scale = len(fraction) - exponent
    if scale > 0 or (scale < 0 and not rescale):
        return None
    precision = max(len((whole + fraction).lstrip("0")), 1) - scale
    if precision > t.MAX_PRECISION:
        return None
    return t.DecimalType(precision=precision, scale=0)


def wider_number(left: t.DataType, right: t.DataType) -> t.DataType | None:
    """The number type that holds both; None unless both are numbers."""
    order = ("integer", "long", "decimal", "double")
    if left.name not in order or right.name not in order:
        return None
    if "double" in (left.name, right.name):
        return t.DOUBLE
    if isinstance(left, t.DecimalType) or isinstance(right, t.DecimalType):
        return _wider_decimal(_as_decimal(left), _as_decimal(right))
    return max(left, right, key=lambda type_: order.index(type_.name))


def _as_decimal(type_: t.DataType) -> t.DecimalType:
    if isinstance(type_, t.DecimalType):
        return type_
    return _LONG_AS_DECIMAL if type_ == t.LONG else _INTEGER_AS_DECIMAL


def _wider_decimal(left: t.DecimalType, right: t.DecimalType) -> t.DataType:
    scale = max(left.scale, right.scale)
    whole = max(left.precision - left.scale, right.precision - right.scale)
    if whole + scale > t.MAX_PRECISION:
        return t.DOUBLE
    return t.DecimalType(precision=whole + scale, scale=scale)

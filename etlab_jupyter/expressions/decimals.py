"""Decimals: those that hold other numbers, and those of results (Spark's `DecimalPrecision`)."""

from __future__ import annotations

from etlab_jupyter import spark_types as t
from etlab_jupyter.spark_types import DOUBLE, FLOAT, DataType, DecimalType

_DIGITS = {"byte": 3, "short": 5, "integer": 10, "long": 20}
_SMALLEST_ADJUSTED_SCALE = 6


def bounded(precision: int, scale: int) -> DecimalType:
    """A decimal cut to what Spark can hold."""
    return DecimalType(precision=min(precision, t.MAX_PRECISION), scale=min(scale, t.MAX_PRECISION))


def adjusted(precision: int, scale: int) -> DecimalType:
    """A decimal of an arithmetic result: whole digits win over decimal places, but for six."""
    if precision <= t.MAX_PRECISION:
        return DecimalType(precision=precision, scale=scale)
    whole = precision - scale
    kept = max(t.MAX_PRECISION - whole, min(scale, _SMALLEST_ADJUSTED_SCALE))
    return DecimalType(precision=t.MAX_PRECISION, scale=kept)


def decimal_of(type_: DataType) -> DecimalType:
    """The decimal that holds every value of a number type."""
    if isinstance(type_, DecimalType):
        return type_
    if type_ == FLOAT:
        return DecimalType(precision=14, scale=7)
    if type_ == DOUBLE:
        return DecimalType(precision=30, scale=15)
    return DecimalType(precision=_DIGITS[type_.name], scale=0)


def decimal_of_literal(value: int) -> DecimalType:
    """The decimal with just the digits of a whole number."""
    return DecimalType(precision=len(str(abs(value))), scale=0)


def wider_decimal(a: DecimalType, b: DecimalType) -> DecimalType:
    """The decimal that holds the whole digits of both, and as many decimal places as fit."""
    scale = max(a.scale, b.scale)
    whole = max(a.precision - a.scale, b.precision - b.scale)
    scale = min(scale, t.MAX_PRECISION - whole)
    return DecimalType(precision=whole + scale, scale=scale)


def holds(decimal: DecimalType, integral: DataType) -> bool:
    return decimal.precision - decimal.scale >= _DIGITS[integral.name]

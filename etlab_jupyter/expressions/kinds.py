"""Kinds of types, and what they have in them."""

from __future__ import annotations

from etlab_jupyter import spark_types as t
from etlab_jupyter.spark_types import UNKNOWN, ArrayType, DataType, MapType, StructType


def is_interval(type_: DataType) -> bool:
    """Year-month and day-time intervals, not the calendar interval of old."""
    return type_.name.startswith("interval ")


def is_day_time(type_: DataType) -> bool:
    return is_interval(type_) and type_.name.split()[1] not in ("year", "month")


def is_fractional(type_: DataType) -> bool:
    return type_.name in ("float", "double", "decimal")


def is_atomic(type_: DataType) -> bool:
    """Everything but arrays, maps, structs, NULL and what is not known."""
    return type_.name not in (
        "array",
        "map",
        "struct",
        "void",
        "unknown",
        "interval",
        "variant",
    )


def is_orderable(type_: DataType) -> bool:
    """Whether Spark can sort and compare by it: maps cannot be, nor what contains them."""
    match type_:
        case ArrayType():
            return is_orderable(type_.element)
        case StructType():
            return all(is_orderable(field.type) for field in type_.fields)
    return type_.name not in ("map", "interval", "variant")


def has_map(type_: DataType) -> bool:
    """Whether a map is in it."""
    match type_:
        case ArrayType():
            return has_map(type_.element)
        case StructType():
            return any(has_map(field.type) for field in type_.fields)
    return isinstance(type_, MapType)


def has_unknown(type_: DataType) -> bool:
    """Whether some part of the type could not be known."""
    match type_:
        case ArrayType():
            return has_unknown(type_.element)
        case MapType():
            return has_unknown(type_.key) or has_unknown(type_.value)
        case StructType():
            return any(has_unknown(field.type) for field in type_.fields)
    return type_ == UNKNOWN


def same_type(a: DataType, b: DataType) -> bool:
    """Equal but for whether parts may be null (Spark's `sameType`)."""
    return a == b or (a.name == b.name and t.nullable_type(a) == t.nullable_type(b))

"""The types of JSON values, by Spark's rules."""

from __future__ import annotations

from functools import reduce
from typing import Any

from etlab_jupyter import spark_types as t
from etlab_jupyter.probing.merging import wider_number


def type_of(value: Any) -> t.DataType:
    """The type of a decoded value; void for null and for an empty text."""
    match value:
        case None | "":
            return t.VOID
        case bool():
            return t.BOOLEAN
        case int():
            return _integer(value)
        case float():
            return t.DOUBLE
        case str():
            return t.STRING
        case list():
            return t.ArrayType(element=reduce(wider, map(type_of, value), t.VOID))
        case dict():
            return t.StructType(fields=_sorted({k: type_of(v) for k, v in value.items()}))
    raise TypeError(f"not a JSON value: {value!r}")


def _integer(value: int) -> t.DataType:
    if -(2**63) <= value < 2**63:
        return t.LONG
    digits = len(str(abs(value)))
    return t.DecimalType(precision=digits) if digits <= t.MAX_PRECISION else t.DOUBLE


def _sorted(types: dict[str, t.DataType]) -> tuple[t.Field, ...]:
    """Java sorts names by their UTF-16 units."""
    names = sorted(types, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return tuple(t.Field(name, types[name]) for name in names)


def wider(left: t.DataType, right: t.DataType) -> t.DataType:
    """The type that holds both; string where nothing else does."""
    if left == right or right == t.VOID:
        return left
    if left == t.VOID:
        return right
    match left, right:
        case t.StructType(), t.StructType():
            types = {field.name: field.type for field in left.fields}
            for field in right.fields:
                types[field.name] = wider(types.get(field.name, t.VOID), field.type)
            return t.StructType(fields=_sorted(types))
        case t.ArrayType(), t.ArrayType():
            return t.ArrayType(element=wider(left.element, right.element))
    return wider_number(left, right) or t.STRING


def canonical(type_: t.DataType) -> t.DataType | None:
    """The type as it gets into the schema; None for an object without any field."""
    match type_:
        case t.ArrayType():
            element = canonical(type_.element)
            return t.ArrayType(element=element) if element else None
        case t.StructType():
            kept = [(field.name, canonical(field.type)) for field in type_.fields if field.name]
            fields = tuple(t.Field(name, kind) for name, kind in kept if kind)
            return t.StructType(fields=fields) if fields else None
    return t.STRING if type_ == t.VOID else type_

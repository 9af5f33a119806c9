"""The schema of files that are read together with `mergeSchema`."""

from __future__ import annotations

from etlab_jupyter import spark_types as t
from etlab_jupyter.probing.error import ProbeError


def union(left: t.Schema, right: t.Schema) -> t.Schema:
    """The columns of `left`, then those that only `right` has; raises `ProbeError`."""
    return t.Schema(_fields(left.fields, right.fields))


def _fields(left: tuple[t.Field, ...], right: tuple[t.Field, ...]) -> tuple[t.Field, ...]:
    others = {field.name.lower(): field for field in right}
    merged = []
    for field in left:
        other = others.pop(field.name.lower(), None)
        type_ = _type(field.name, field.type, other.type) if other else field.type
        merged.append(t.Field(field.name, type_))
    return (*merged, *others.values())


def _type(name: str, left: t.DataType, right: t.DataType) -> t.DataType:
    match left, right:
        case t.StructType(), t.StructType():
            return t.StructType(fields=_fields(left.fields, right.fields))
        case t.ArrayType(), t.ArrayType():
            return t.ArrayType(element=_type(name, left.element, right.element))
        case t.MapType(), t.MapType():
            key = _type(name, left.key, right.key)
            return t.MapType(key=key, value=_type(name, left.value, right.value))
        case t.DecimalType(), t.DecimalType() if left.scale == right.scale:
            return max(left, right, key=lambda type_: type_.precision)
    if left == right:
        return left
    raise ProbeError(
        "conflicting-types",
        f"The files disagree about {name!r}: {left} in one, {right} in another.",
        "Spark merges schemas only where the types are the same.",
    )

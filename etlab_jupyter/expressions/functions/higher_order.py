"""Functions that take a function: `transform(a, x -> x + 1)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.predicates import require_boolean
from etlab_jupyter.spark_types import ArrayType, MapType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call

_INDEX = Value(t.INTEGER, False)


def _element(value: Value) -> Value:
    """What a lambda gets of an array."""
    if isinstance(value.type, ArrayType):
        return Value(value.type.element, value.type.contains_null)
    return NOT_KNOWN


def _entry(value: Value) -> tuple[Value, Value]:
    """The key and the value that a lambda gets of a map."""
    if isinstance(value.type, MapType):
        type_ = value.type
        return Value(type_.key, False), Value(type_.value, type_.value_contains_null)
    return NOT_KNOWN, NOT_KNOWN


def _condition(call: Call, index: int, *arguments: Value) -> Value:
    value = call.apply(index, *arguments)
    require_boolean(value, call.nodes[index], f"`{call.function.name}`", call.scope)
    return value


def _transform(call: Call) -> Value:
    value = call.apply(1, _element(call.values[0]), _INDEX)
    array = ArrayType(element=value.type, contains_null=value.nullable)
    return Value(array, call.values[0].nullable)


def _filter(call: Call) -> Value:
    array = call.values[0]
    _condition(call, 1, _element(array), _INDEX)
    return Value(array.type, array.nullable)


def _exists(call: Call) -> Value:
    """Null for elements without an answer, in Spark's three-valued logic."""
    array = call.values[0]
    answer = _condition(call, 1, _element(array))
    return Value(t.BOOLEAN, array.nullable or answer.nullable)


def _aggregate(call: Call) -> Value:
    """The start's type; the function must give that type again."""
    array, start = call.values[:2]
    state = Value(start.type)
    merged = call.apply(2, state, _element(array))
    if t.UNKNOWN not in (start.type, merged.type) and t.nullable_type(
        start.type
    ) != t.nullable_type(merged.type):
        return call.mismatch(
            f"`{call.function.name}` starts with {start.type}, "
            f"but its function gives {merged.type}.",
            "Cast the start to the type that the function gives.",
        )
    if len(call.values) == 3:
        return Value(start.type)
    finished = call.apply(3, state)
    return Value(finished.type, array.nullable or finished.nullable)


def _zip_with(call: Call) -> Value:
    """Nulls stand for what the shorter array has not."""
    a, b = (_element(value)._replace(nullable=True) for value in call.values[:2])
    value = call.apply(2, a, b)
    array = ArrayType(element=value.type, contains_null=value.nullable)
    return Value(array, call.values[0].nullable or call.values[1].nullable)


def _array_sort(call: Call) -> Value:
    array = call.values[0]
    if len(call.values) > 1:
        element = _element(array)
        order = call.apply(1, element, element)
        if order.type not in (t.INTEGER, t.UNKNOWN):
            return call.mismatch(
                f"The function of `array_sort` must give an int, but it gives {order.type}."
            )
    return Value(array.type, array.nullable)


def _map_filter(call: Call) -> Value:
    entries = call.values[0]
    _condition(call, 1, *_entry(entries))
    return Value(entries.type, entries.nullable)


def _transform_keys(call: Call) -> Value:
    entries = call.values[0]
    key = call.apply(1, *_entry(entries))
    if not isinstance(entries.type, MapType):
        return NOT_KNOWN
    type_ = MapType(
        key=key.type,
        value=entries.type.value,
        value_contains_null=entries.type.value_contains_null,
    )
    return Value(type_, entries.nullable)


def _transform_values(call: Call) -> Value:
    entries = call.values[0]
    value = call.apply(1, *_entry(entries))
    if not isinstance(entries.type, MapType):
        return NOT_KNOWN
    type_ = MapType(key=entries.type.key, value=value.type, value_contains_null=value.nullable)
    return Value(type_, entries.nullable)


def _map_zip_with(call: Call) -> Value:
    a, b = call.values[:2]
    key, first = _entry(a)
    _, second = _entry(b)
    value = call.apply(2, key, first._replace(nullable=True), second._replace(nullable=True))
    if not isinstance(a.type, MapType):
        return NOT_KNOWN
    type_ = MapType(key=a.type.key, value=value.type, value_contains_null=value.nullable)
    return Value(type_, a.nullable or b.nullable)


FUNCTIONS = read_table(
    """
    aggregate reduce   | array any lambda [lambda] | aggregate
    array_sort         | array [lambda]            | array_sort
    exists             | array lambda              | exists
    filter             | array lambda              | filter
    forall             | array lambda              | exists
    map_filter         | map lambda                | map_filter
    map_zip_with       | map map lambda            | map_zip_with
    transform          | array lambda              | transform
    transform_keys     | map lambda                | transform_keys
    transform_values   | map lambda                | transform_values
    zip_with           | array array lambda        | zip_with
    """,
    {
        "aggregate": _aggregate,
        "array_sort": _array_sort,
        "exists": _exists,
        "filter": _filter,
        "map_filter": _map_filter,
        "map_zip_with": _map_zip_with,
        "transform": _transform,
        "transform_keys": _transform_keys,
        "transform_values": _transform_values,
        "zip_with": _zip_with,
    },
    parse_type,
)

"""Functions of maps and structs, and of maps and arrays alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import tightest, widest
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.array import element_type, picked
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.kinds import has_map, has_unknown
from etlab_jupyter.expressions.predicates import merged
from etlab_jupyter.spark_types import ArrayType, DataType, MapType, StructType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call


def _map(call: Call) -> Value:
    if len(call.values) % 2:
        call.scope.report("wrong-arguments", "`map` takes keys and values in turn.", call.node)
        return NOT_KNOWN
    if not call.values:
        type_ = MapType(key=t.VOID, value=t.VOID, value_contains_null=False)
        return Value(type_, False)
    keys = merged("map", call.values[::2], call.nodes[::2], call.node, call.scope)
    if has_map(keys.type):
        return call.mismatch(f"A map cannot be in the key of a map, but {keys.type} is.")
    values = merged("map", call.values[1::2], call.nodes[1::2], call.node, call.scope)
    type_ = MapType(key=keys.type, value=values.type, value_contains_null=values.nullable)
    return Value(type_, False)


def _struct(call: Call) -> Value:
    fields = tuple(
        t.Field(value.name or f"col{index}", value.type, value.nullable)
        for index, value in enumerate(call.values, start=1)
    )
    return Value(StructType(fields=fields), False)


def _named_struct(call: Call) -> Value:
    names, values = call.values[::2], call.values[1::2]
    if len(names) != len(values):
        call.scope.report(
            "wrong-arguments", "`named_struct` takes names and values in turn.", call.node
        )
        return NOT_KNOWN
    if not all(isinstance(name.constant, str) for name in names):
        if any(name.type not in (t.STRING, t.UNKNOWN) for name in names):
            return call.mismatch("`named_struct` needs strings as names.")
        return NOT_KNOWN
    fields = tuple(
        t.Field(str(name.constant), value.type, value.nullable)
        for name, value in zip(names, values, strict=True)
    )
    return Value(StructType(fields=fields), False)


def _element_at(call: Call) -> Value:
    type_ = call.values[0].type
    key = call.values[1].type
    if isinstance(type_, ArrayType):
        if key not in (t.UNKNOWN, t.VOID, t.INTEGER, t.SHORT, t.BYTE):
            return call.mismatch(
                f"`{call.function.name}` needs an int for an array, but it is {key}."
            )
        strict = call.scope.ansi and call.function.name == "element_at"
        return picked(call, type_.element, 1, strict)
    if isinstance(type_, MapType):
        return Value(type_.value) if _key_fits(call, type_, key) else NOT_KNOWN
    return NOT_KNOWN


def _key_fits(call: Call, map_: MapType, key: DataType) -> bool:
    if has_unknown(key) or has_unknown(map_.key) or tightest(key, map_.key, False):
        return True
    call.mismatch(f"The keys of the map are {map_.key}, but the key here is {key}.")
    return False


def _map_contains_key(call: Call) -> Value:
    type_ = call.values[0].type
    if isinstance(type_, MapType):
        _key_fits(call, type_, call.values[1].type)
    return Value(t.BOOLEAN)


def _map_part(call: Call) -> Value:
    type_ = call.values[0].type
    if not isinstance(type_, MapType):
        return NOT_KNOWN
    match call.function.name:
        case "map_keys":
            array = ArrayType(element=type_.key)
        case "map_values":
            array = ArrayType(element=type_.value)
        case _:
            fields = (
                t.Field("key", type_.key, False),
                t.Field("value", type_.value, type_.value_contains_null),
            )
            array = ArrayType(element=StructType(fields=fields), contains_null=False)
    return Value(array, call.nullable)


def _map_from_arrays(call: Call) -> Value:
    keys, values = (value.type for value in call.values)
    if not isinstance(keys, ArrayType) or not isinstance(values, ArrayType):
        return NOT_KNOWN
    type_ = MapType(
        key=keys.element, value=values.element, value_contains_null=values.contains_null
    )
    return Value(type_, call.nullable)


def _map_from_entries(call: Call) -> Value:
    array = call.values[0]
    entry = element_type(call)
    if entry is None or entry == t.UNKNOWN:
        return NOT_KNOWN
    if not isinstance(entry, StructType) or len(entry.fields) != 2:
        return call.mismatch("`map_from_entries` needs an array of structs with two fields.")
    key, value = entry.fields
    type_ = MapType(key=key.type, value=value.type, value_contains_null=value.nullable)
    nulls = isinstance(array.type, ArrayType) and array.type.contains_null
    return Value(type_, array.nullable or nulls)


def _map_concat(call: Call) -> Value:
    types = [value.type for value in call.values]
    if any(has_unknown(type_) for type_ in types):
        return NOT_KNOWN
    if not types:
        return Value(MapType(key=t.STRING, value=t.STRING), False)
    common = widest(types, call.scope.ansi)
    if common is None:
        return call.mismatch("`map_concat` needs maps of one type.")
    return Value(common, call.nullable)


def _size(call: Call) -> Value:
    """Spark 3 gives -1 for null."""
    return Value(t.INTEGER, call.nullable and call.scope.ansi)


FUNCTIONS = read_table(
    """
    cardinality size             | array/map             | size
    element_at try_element_at    | array/map any         | element_at
    map                          | [any*]                | map
    map_concat                   | [map*]                | map_concat
    map_contains_key             | map any               | map_contains_key
    map_entries map_keys map_values | map                | map_part
    map_from_arrays              | array array           | map_from_arrays
    map_from_entries             | array                 | map_from_entries
    named_struct                 | any any [any*]        | named_struct
    str_to_map                   | string! [string!] [string!] | map<string,string>
    struct                       | [any*]                | struct
    """,
    {
        "element_at": _element_at,
        "map": _map,
        "map_concat": _map_concat,
        "map_contains_key": _map_contains_key,
        "map_from_arrays": _map_from_arrays,
        "map_from_entries": _map_from_entries,
        "map_part": _map_part,
        "named_struct": _named_struct,
        "size": _size,
        "struct": _struct,
    },
    parse_type,
)

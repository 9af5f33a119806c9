"""Functions of arrays, maps and structs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import (
    force_nullable,
    has_map,
    has_unknown,
    is_orderable,
    same_type,
    tightest,
    wider_without_strings,
    widest,
)
from etlab_jupyter.expressions.columns import element_nullable
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.predicates import merged
from etlab_jupyter.spark_types import ArrayType, DataType, MapType, StructType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call


def _array(call: Call) -> Value:
    """`array(a, b)`: null elements where one of the values may be null."""
    if not call.values:
        return Value(ArrayType(element=t.VOID, contains_null=False), False)
    value = merged("array", call.values, call.nodes, call.node, call.scope)
    return Value(ArrayType(element=value.type, contains_null=value.nullable), False)


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


def _element(call: Call) -> DataType | None:
    """The element type of the first argument, an array."""
    type_ = call.values[0].type
    return type_.element if isinstance(type_, ArrayType) else None


def _first(call: Call) -> Value:
    """An array like the first one."""
    return Value(call.values[0].type, call.nullable)


def _sorted(call: Call) -> Value:
    element = _element(call)
    if element is not None and not is_orderable(element):
        return call.mismatch(f"`{call.function.name}` cannot sort {element}.")
    return _first(call)


def _array_extreme(call: Call) -> Value:
    element = _element(call)
    if element is None:
        return NOT_KNOWN
    if not is_orderable(element):
        return call.mismatch(f"`{call.function.name}` cannot sort {element}.")
    return Value(element)


def _array_join(call: Call) -> Value:
    element = _element(call)
    if element is not None and element.name in ("array", "map", "struct"):
        return call.mismatch(f"`array_join` needs an array of strings, not of {element}.")
    return Value(t.STRING, call.nullable)


def _with_element(call: Call) -> Value:
    """A condition, or an array, of an array and something that could be in it."""
    array, value = call.values[0], call.values[1]
    name = call.function.name
    if not isinstance(array.type, ArrayType) or has_unknown(value.type):
        result = t.BOOLEAN if name == "array_contains" else t.UNKNOWN
        if name == "array_position":
            result = t.LONG
        return Value(result)
    element = array.type.element
    common = _common_element(name, element, value.type)
    if common is None or (value.type == t.VOID and name in _NOT_NULL):
        return call.mismatch(
            f"`{name}` needs a value of the array's type, but the array holds {element} "
            f"and the value is {value.type}."
        )
    nulls = array.type.contains_null or force_nullable(element, common, call.scope.ansi)
    nullable = array.nullable or value.nullable
    match name:
        case "array_contains":
            return Value(t.BOOLEAN, nullable or nulls)
        case "array_position":
            return Value(t.LONG, nullable)
        case "array_remove":
            return Value(ArrayType(element=common, contains_null=nulls), nullable)
    return Value(ArrayType(element=t.nullable_type(common)), array.nullable)


_NOT_NULL = ("array_contains", "array_position")


def _common_element(name: str, element: DataType, value: DataType) -> DataType | None:
    """Spark applies its rules without ANSI mode here, and reads no strings as numbers."""
    if name in ("array_contains", "array_append", "array_prepend"):
        return wider_without_strings(element, value, False)
    return tightest(element, value, False)


def _array_insert(call: Call) -> Value:
    array, position, value = call.values
    if not isinstance(array.type, ArrayType) or has_unknown(value.type):
        return NOT_KNOWN
    common = tightest(array.type.element, value.type, False)
    if common is None:
        return call.mismatch(
            f"`array_insert` needs a value of the array's type, but the array holds "
            f"{array.type.element} and the value is {value.type}."
        )
    array_type = ArrayType(element=t.nullable_type(common))
    return Value(array_type, array.nullable or position.nullable)


def _common_array(call: Call) -> DataType | None:
    """The common type of two arrays."""
    a, b = (value.type for value in call.values[:2])
    if has_unknown(a) or has_unknown(b):
        return None
    common = a if same_type(a, b) else tightest(a, b, False)
    if common is None:
        call.mismatch(f"`{call.function.name}` needs arrays of one type, but got {a} and {b}.")
    return common


def _two_arrays(call: Call) -> Value:
    """`array_union` and its kind: elements are null where those it takes them from are."""
    common = _common_array(call)
    if not isinstance(common, ArrayType):
        return NOT_KNOWN
    x, y = (
        value.type.contains_null
        or force_nullable(value.type.element, common.element, call.scope.ansi)
        for value in call.values
        if isinstance(value.type, ArrayType)
    )
    nulls = {"array_union": x or y, "array_intersect": x and y}.get(call.function.name, x)
    return Value(ArrayType(element=common.element, contains_null=nulls), call.nullable)


def _overlap(call: Call) -> Value:
    common = _common_array(call)
    nulls = isinstance(common, ArrayType) and any(
        isinstance(value.type, ArrayType) and value.type.contains_null for value in call.values
    )
    return Value(t.BOOLEAN, call.nullable or common is None or nulls)


def _arrays_zip(call: Call) -> Value:
    fields = []
    for index, value in enumerate(call.values):
        if not isinstance(value.type, ArrayType):
            return NOT_KNOWN
        fields.append(t.Field(value.name or str(index), value.type.element, True))
    struct = StructType(fields=tuple(fields))
    return Value(ArrayType(element=struct, contains_null=False), call.nullable)


def _flatten(call: Call) -> Value:
    outer = call.values[0]
    inner = _element(call)
    if inner is None or inner == t.UNKNOWN:
        return NOT_KNOWN
    if not isinstance(inner, ArrayType) or not isinstance(outer.type, ArrayType):
        return call.mismatch(f"`flatten` needs an array of arrays, but it is {outer.type}.")
    return Value(inner, outer.nullable or outer.type.contains_null)


def _array_compact(call: Call) -> Value:
    element = _element(call)
    if element is None:
        return NOT_KNOWN
    return Value(ArrayType(element=element, contains_null=False), call.nullable)


def _array_repeat(call: Call) -> Value:
    value, count = call.values
    array = ArrayType(element=value.type, contains_null=value.nullable)
    return Value(array, count.nullable)


def _slice(call: Call) -> Value:
    return _first(call)


def _sequence(call: Call) -> Value:
    """`sequence(start, stop[, step])` of whole numbers or times."""
    start, stop = call.values[:2]
    types = [start.type, stop.type]
    if t.UNKNOWN in types:
        return NOT_KNOWN
    common = widest(types, call.scope.ansi)
    if common is None or not (t.is_integral(common) or t.is_datetime(common)):
        return call.mismatch(
            f"`sequence` needs whole numbers, dates or timestamps, but got {types[0]} "
            f"and {types[1]}."
        )
    ends = (call.scope.cast(value, common) for value in (start, stop))
    nullable = any(end.nullable for end in ends) or call.nullable
    return Value(ArrayType(element=common, contains_null=False), nullable)


def _element_at(call: Call) -> Value:
    type_ = call.values[0].type
    key = call.values[1].type
    if isinstance(type_, ArrayType):
        if key not in (t.UNKNOWN, t.VOID, t.INTEGER, t.SHORT, t.BYTE):
            return call.mismatch(
                f"`{call.function.name}` needs an int for an array, but it is {key}."
            )
        strict = call.scope.ansi and call.function.name == "element_at"
        return _picked(call, type_.element, 1, strict)
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


def _get(call: Call) -> Value:
    element = _element(call)
    return _picked(call, element, 0, False) if element is not None else NOT_KNOWN


def _picked(call: Call, element: DataType, first: int, strict: bool) -> Value:
    array, place = call.values
    nullable = element_nullable(call.nodes[0], array, place, first, call.scope, strict)
    return Value(element, nullable)


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
    entry = _element(call)
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
    array                        | [any*]                | array
    array_append array_prepend   | array any             | with_element
    array_compact                | array                 | array_compact
    array_contains array_position array_remove | array any | with_element
    array_distinct               | array                 | first
    array_except array_intersect array_union | array array | two_arrays
    array_insert                 | array int! any        | array_insert
    array_join                   | array string [string] | array_join
    array_max array_min          | array                 | array_extreme
    array_repeat                 | any int!              | array_repeat
    array_size                   | array                 | int
    arrays_overlap               | array array           | overlap
    arrays_zip                   | [array*]              | arrays_zip
    cardinality size             | array/map             | size
    element_at try_element_at    | array/map any         | element_at
    flatten                      | array                 | flatten
    get                          | array int             | get
    map                          | [any*]                | map
    map_concat                   | [map*]                | map_concat
    map_contains_key             | map any               | map_contains_key
    map_entries map_keys map_values | map                | map_part
    map_from_arrays              | array array           | map_from_arrays
    map_from_entries             | array                 | map_from_entries
    named_struct                 | any any [any*]        | named_struct
    sequence                     | any any [any]         | sequence
    shuffle                      | array [bigint^]       | shuffle
    slice                        | array int int         | first
    sort_array                   | array [boolean!^]     | sorted
    str_to_map                   | string! [string!] [string!] | map<string,string>
    struct                       | [any*]                | struct
    """,
    {
        "array": _array,
        "array_compact": _array_compact,
        "array_extreme": _array_extreme,
        "array_insert": _array_insert,
        "array_join": _array_join,
        "array_repeat": _array_repeat,
        "arrays_zip": _arrays_zip,
        "element_at": _element_at,
        "first": _first,
        "flatten": _flatten,
        "get": _get,
        "map": _map,
        "map_concat": _map_concat,
        "map_contains_key": _map_contains_key,
        "map_from_arrays": _map_from_arrays,
        "map_from_entries": _map_from_entries,
        "map_part": _map_part,
        "named_struct": _named_struct,
        "overlap": _overlap,
        "sequence": _sequence,
        "shuffle": lambda call: Value(call.values[0].type, call.values[0].nullable),
        "size": _size,
        "sorted": _sorted,
        "struct": _struct,
        "two_arrays": _two_arrays,
        "with_element": _with_element,
    },
    parse_type,
)

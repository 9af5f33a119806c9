"""Functions of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.casts import force_nullable
from etlab_jupyter.expressions.coercion import tightest, wider_without_strings, widest
from etlab_jupyter.expressions.columns import element_nullable
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.kinds import has_unknown, is_orderable, same_type
from etlab_jupyter.expressions.predicates import merged
from etlab_jupyter.spark_types import ArrayType, DataType, StructType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call


def _array(call: Call) -> Value:
    """`array(a, b)`: null elements where one of the values may be null."""
    if not call.values:
        return Value(ArrayType(element=t.VOID, contains_null=False), False)
    value = merged("array", call.values, call.nodes, call.node, call.scope)
    return Value(ArrayType(element=value.type, contains_null=value.nullable), False)


def element_type(call: Call) -> DataType | None:
    """The element type of the first argument, an array."""
    type_ = call.values[0].type
    return type_.element if isinstance(type_, ArrayType) else None


def _first(call: Call) -> Value:
    """An array like the first one."""
    return Value(call.values[0].type, call.nullable)


def _sorted(call: Call) -> Value:
    element = element_type(call)
    if element is not None and not is_orderable(element):
        return call.mismatch(f"`{call.function.name}` cannot sort {element}.")
    return _first(call)


def _array_extreme(call: Call) -> Value:
    element = element_type(call)
    if element is None:
        return NOT_KNOWN
    if not is_orderable(element):
        return call.mismatch(f"`{call.function.name}` cannot sort {element}.")
    return Value(element)


def _array_join(call: Call) -> Value:
    element = element_type(call)
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
    inner = element_type(call)
    if inner is None or inner == t.UNKNOWN:
        return NOT_KNOWN
    if not isinstance(inner, ArrayType) or not isinstance(outer.type, ArrayType):
        return call.mismatch(f"`flatten` needs an array of arrays, but it is {outer.type}.")
    return Value(inner, outer.nullable or outer.type.contains_null)


def _array_compact(call: Call) -> Value:
    element = element_type(call)
    if element is None:
        return NOT_KNOWN
    return Value(ArrayType(element=element, contains_null=False), call.nullable)


def _array_repeat(call: Call) -> Value:
    value, count = call.values
    array = ArrayType(element=value.type, contains_null=value.nullable)
    return Value(array, count.nullable)


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


def _get(call: Call) -> Value:
    element = element_type(call)
    return picked(call, element, 0, False) if element is not None else NOT_KNOWN


def picked(call: Call, element: DataType, first: int, strict: bool) -> Value:
    array, place = call.values
    nullable = element_nullable(call.nodes[0], array, place, first, call.scope, strict)
    return Value(element, nullable)


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
    flatten                      | array                 | flatten
    get                          | array int             | get
    sequence                     | any any [any]         | sequence
    shuffle                      | array [bigint^]       | shuffle
    slice                        | array int int         | first
    sort_array                   | array [boolean!^]     | sorted
    """,
    {
        "array": _array,
        "array_compact": _array_compact,
        "array_extreme": _array_extreme,
        "array_insert": _array_insert,
        "array_join": _array_join,
        "array_repeat": _array_repeat,
        "arrays_zip": _arrays_zip,
        "first": _first,
        "flatten": _flatten,
        "get": _get,
        "overlap": _overlap,
        "sequence": _sequence,
        "shuffle": lambda call: Value(call.values[0].type, call.values[0].nullable),
        "sorted": _sorted,
        "two_arrays": _two_arrays,
        "with_element": _with_element,
    },
    parse_type,
)

"""Functions that choose between values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.coercion import widest
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.kinds import has_unknown, is_orderable
from etlab_jupyter.expressions.predicates import (
    cast_if_different,
    compared,
    comparison,
    merged,
    require_boolean,
)

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call


def _coalesce(call: Call) -> Value:
    """Null only where every value is."""
    values = call.values
    value = merged(call.function.name, values, call.nodes, call.node, call.scope)
    if has_unknown(value.type):
        return value
    nulls = [cast_if_different(v, value.type, call.scope).nullable for v in values]
    return Value(value.type, all(nulls))


def _if(call: Call) -> Value:
    require_boolean(call.values[0], call.nodes[0], "if", call.scope)
    if len(call.values) == 2:
        return call.values[1]._replace(nullable=True, constant=None, name=None)
    return merged("if", call.values[1:], call.nodes[1:], call.node, call.scope)


def _nvl2(call: Call) -> Value:
    return merged("nvl2", call.values[1:], call.nodes[1:], call.node, call.scope)


def _nullif(call: Call) -> Value:
    a, b = call.values
    comparison("=", _Pair(call), a, b, call.scope)
    return Value(a.type)


class _Pair:
    """Two arguments that are compared."""

    def __init__(self, call: Call) -> None:
        self.this, self.expression = call.nodes[:2]
        self._node = call.node

    def walk(self) -> object:
        return self._node.walk()


def _extreme(call: Call) -> Value:
    """`greatest` and `least`: nulls are passed over."""
    types = [value.type for value in call.values]
    if any(has_unknown(type_) for type_ in types):
        return NOT_KNOWN
    common = widest(types, call.scope.ansi, strings=False)
    name = call.function.name
    if common is None or not is_orderable(common):
        listed = ", ".join(dict.fromkeys(type_.ddl for type_ in types))
        return call.mismatch(f"`{name}` needs values of one type, but got {listed}.")
    nulls = [cast_if_different(v, common, call.scope).nullable for v in call.values]
    return Value(common, all(nulls))


def _null_safe(call: Call) -> Value:
    a, b = call.values
    comparison("<=>", _Pair(call), a, b, call.scope)
    return Value(t.BOOLEAN, False)


_ZERO = Value(t.INTEGER, False, 0, True)


def _null_if_zero(call: Call) -> Value:
    value = call.values[0]
    if not has_unknown(value.type) and compared("=", value, _ZERO, call.scope) is None:
        return call.mismatch(f"`nullifzero` needs a number, but it is {value.type}.")
    return Value(value.type)


def _zero_if_null(call: Call) -> Value:
    type_ = call.values[0].type
    common = widest([type_, _ZERO.type], call.scope.ansi)
    if common is None:
        return call.mismatch(f"`zeroifnull` needs a number, but it is {type_}.")
    return Value(common, False)


FUNCTIONS = read_table(
    """
    coalesce         | any [any*]          | coalesce
    nvl ifnull       | any any             | coalesce
    nvl2             | any any any         | nvl2
    nullif           | any any             | nullif
    nullifzero       | any                 | nullifzero
    zeroifnull       | any                 | zeroifnull
    if               | any any any         | if
    greatest least   | any any [any*]      | extreme
    equal_null       | any any             | null_safe
    isnull isnotnull | any                 | boolean!
    not              | boolean             | boolean
    """,
    {
        "coalesce": _coalesce,
        "extreme": _extreme,
        "if": _if,
        "null_safe": _null_safe,
        "nullif": _nullif,
        "nullifzero": _null_if_zero,
        "nvl2": _nvl2,
        "zeroifnull": _zero_if_null,
    },
    parse_type,
)

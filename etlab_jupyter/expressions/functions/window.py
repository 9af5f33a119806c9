"""Functions that need `OVER (…)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import (
    NOT_KNOWN,
    Value,
    can_become,
    read_table,
)
from etlab_jupyter.expressions.kinds import has_unknown, same_type

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call


def _offset(call: Call) -> Value:
    """`lag(a, 1, default)`: null where the row is missing, unless there is a default."""
    value = call.values[0]
    if len(call.values) < 3:
        return Value(value.type)
    default = call.values[2]
    if has_unknown(value.type) or has_unknown(default.type):
        return NOT_KNOWN
    if default.type == t.VOID:
        return Value(value.type)
    if not same_type(value.type, default.type) and not can_become(
        default.type, value.type, call.scope.ansi
    ):
        return call.mismatch(
            f"`{call.function.name}` gives {value.type}, but its default is {default.type}."
        )
    default = call.scope.cast(default, value.type)
    return Value(value.type, value.nullable or default.nullable)


def _nth(call: Call) -> Value:
    return Value(call.values[0].type)


FUNCTIONS = read_table(
    """
    cume_dist                    |                 | double!
    percent_rank                 | [any*]          | double!
    dense_rank rank              | [any*]          | int!
    row_number                   |                 | int!
    lag lead                     | any [int^] [any] | offset
    nth_value                    | any int^        | nth
    ntile                        | [int^]          | int!
    """,
    {"nth": _nth, "offset": _offset},
    parse_type,
    "window",
)

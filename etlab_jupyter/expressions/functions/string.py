"""Functions of strings and binary values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.operators import concatenation
from etlab_jupyter.expressions.predicates import merged

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call

_STRINGS = t.ArrayType(element=t.STRING, contains_null=False)


def _concat(call: Call) -> Value:
    return concatenation(call.node, call.values, call.nodes, call.scope)


def _concat_ws(call: Call) -> Value:
    """Null only where the separator is: null values are left out."""
    for value, node in zip(call.values[1:], call.nodes[1:], strict=True):
        type_ = value.type.element if isinstance(value.type, t.ArrayType) else value.type
        if type_.name in ("map", "struct", "array"):
            return call.scope.mismatch(
                f"`concat_ws` needs strings, but {call.scope.source(node)} is {value.type}.",
                node,
            )
    return Value(t.STRING, call.values[0].nullable)


def _strings(call: Call) -> Value:
    return Value(_STRINGS, call.nullable)


def _some_strings(call: Call) -> Value:
    return Value(t.ArrayType(element=t.STRING), call.nullable)


def _elt(call: Call) -> Value:
    """A value by its place; null where there is none."""
    types = [value.type for value in call.values[1:]]
    if t.UNKNOWN in types:
        return NOT_KNOWN
    for type_ in types:
        if type_.name in ("array", "map", "struct"):
            return call.mismatch(f"`elt` needs strings, but got {type_}.")
    binary = all(type_ == t.BINARY for type_ in types)
    return Value(t.BINARY if binary else t.STRING)


def _pad(call: Call) -> Value:
    first = call.values[0].type
    if first == t.UNKNOWN:
        return NOT_KNOWN
    binary = first == t.BINARY and all(v.type == t.BINARY for v in call.values[2:])
    return Value(t.BINARY if binary else t.STRING, call.nullable)


def _contains(call: Call) -> Value:
    binary = all(value.type == t.BINARY for value in call.values)
    return Value(t.BOOLEAN, call.nullable or binary)


def _locate(call: Call) -> Value:
    return Value(t.INTEGER, any(value.nullable for value in call.values[:2]))


def _decode(call: Call) -> Value:
    """Bytes to a string, or, with more than two arguments, a choice like CASE."""
    if len(call.values) == 2:
        return _decoded(call)
    has_default = len(call.values) % 2 == 0
    chosen = slice(2, None, 2)
    values, nodes = call.values[chosen], call.nodes[chosen]
    # Without a default it is a null of type string.
    default = call.values[-1] if has_default else Value(t.STRING)
    values, nodes = [*values, default], [*nodes, call.nodes[-1]]
    return merged("decode", values, nodes, call.node, call.scope)


def _decoded(call: Call) -> Value:
    for value, node in zip(call.values, call.nodes, strict=True):
        if value.type.name in ("array", "map", "struct"):
            return call.scope.mismatch(
                f"`decode` needs binary and a string, but "
                f"{call.scope.source(node)} is {value.type}.",
                node,
            )
    return Value(t.STRING, True)


def _to_number(call: Call) -> Value:
    """A decimal with the digits of the format."""
    format_ = call.values[1].constant
    if not isinstance(format_, str):
        return NOT_KNOWN
    picture = format_.upper().replace("$", "").replace(",", "").replace("G", "")
    picture = picture.replace("S", "").replace("MI", "").replace("PR", "").replace("D", ".")
    whole, _, places = picture.partition(".")
    type_ = t.DecimalType(precision=max(len(whole) + len(places), 1), scale=len(places))
    return Value(type_, call.nullable or call.function.name.startswith("try_"))


def _sentences(call: Call) -> Value:
    return Value(t.ArrayType(element=_STRINGS, contains_null=False), True)


FUNCTIONS = read_table(
    """
    ascii                       | string                        | int
    base64 to_base32            | binary                        | string
    from_base32                 | string                        | binary
    jaro_winkler_similarity     | string string                 | double?
    randstr                     | integral^ [integral^]         | string!
    bin                         | bigint                        | string
    bit_length octet_length     | string/binary                 | int
    btrim ltrim rtrim trim      | string [string]               | string
    char chr                    | bigint                        | string
    char_length character_length len length | string/binary     | int
    collate                     | string string^                | string
    collation                   | string!                        | string!
    concat                      | [any*]                        | concat
    concat_ws                   | string [any*]                 | concat_ws
    contains endswith startswith | string/binary string/binary | contains
    decode                      | any any [any*]                | decode
    elt                         | int any [any*]                | elt
    encode                      | string string                 | binary?
    find_in_set                 | string string                 | int
    format_number               | numeric int/string!           | string?
    format_string printf        | string [any*]                 | by_first
    initcap lcase lower ucase upper | string                    | string
    instr                       | string string [int] [int]     | int
    is_valid_utf8               | string                        | boolean?
    left                        | string/binary int             | =1
    right                       | string int                    | string?
    levenshtein                 | string string [int]           | int
    like ilike                  | string string [string^]       | boolean
    locate position             | string string [int]           | locate
    lpad rpad                   | string/binary int [string/binary] | pad
    luhn_check                  | string                        | boolean?
    make_valid_utf8             | string                        | string?
    mask                        | string! [string^] [string^] [string^] [string^] | string?
    overlay                     | string/binary string/binary int [int] | =1
    quote                       | string                        | string?
    regexp regexp_like rlike    | string string                 | boolean
    regexp_count                | string string                 | int
    regexp_extract              | string string [int]           | string
    regexp_extract_all          | string string [int]           | some_strings
    regexp_instr                | string string [int]           | int
    regexp_replace              | string string string [int^]   | string
    regexp_substr               | string string                 | string?
    repeat                      | string int                    | string
    replace                     | string string [string]        | string
    reverse                     | string/array/binary           | =1
    sentences                   | string [string] [string]      | sentences
    soundex                     | string!                        | string
    space                       | int                           | string
    split                       | string string [int]           | strings
    split_part                  | string string int             | string?
    substr substring            | string/binary int [int]       | =1
    substring_index             | string string int             | string
    to_binary                   | string [string^]              | binary?
    try_to_binary               | string [string^]              | binary?
    to_char to_varchar          | any string                    | string
    to_number                   | string string^                | to_number
    try_to_number               | string string^                | to_number
    translate                   | string string string          | string
    try_validate_utf8           | string                        | string?
    unbase64                    | string                        | binary
    validate_utf8               | string                        | string?
    """,
    {
        "by_first": lambda call: Value(t.STRING, call.values[0].nullable),
        "concat": _concat,
        "concat_ws": _concat_ws,
        "elt": _elt,
        "contains": _contains,
        "decode": _decode,
        "locate": _locate,
        "pad": _pad,
        "sentences": _sentences,
        "some_strings": _some_strings,
        "strings": _strings,
        "to_number": _to_number,
    },
    parse_type,
)

"""Hashes, casts in the form of functions, generators and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.casts import can_cast
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.kinds import has_map
from etlab_jupyter.spark_types import ArrayType, MapType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call

_CASTS = {
    "bigint": t.LONG,
    "binary": t.BINARY,
    "boolean": t.BOOLEAN,
    "date": t.DATE,
    "decimal": t.DecimalType(),
    "double": t.DOUBLE,
    "float": t.FLOAT,
    "int": t.INTEGER,
    "smallint": t.SHORT,
    "string": t.STRING,
    "timestamp": t.TIMESTAMP,
    "tinyint": t.BYTE,
}


def _cast(call: Call) -> Value:
    """`int(a)` is `cast(a AS int)`."""
    value, target = call.values[0], _CASTS[call.function.name]
    if not can_cast(value.type, target, call.scope.ansi):
        return call.mismatch(f"{value.type} cannot be cast to {target}.")
    if value.type == t.UNKNOWN:
        return Value(target)
    return call.scope.cast(value, target)


def _explode(call: Call) -> Value:
    """An element of an array for each row; a map gives two columns."""
    type_ = call.values[0].type
    if isinstance(type_, ArrayType):
        outer = call.function.name.endswith("_outer")
        return Value(type_.element, type_.contains_null or outer)
    if isinstance(type_, MapType):
        return NOT_KNOWN
    return NOT_KNOWN


def _hash(call: Call) -> Value:
    """Equal maps may have different hashes, so Spark does not hash them."""
    for value in call.values:
        if has_map(value.type) or value.type.name == "variant":
            return call.mismatch(f"`{call.function.name}` cannot be used with maps and variants.")
    return Value(t.INTEGER if call.function.name == "hash" else t.LONG)


FUNCTIONS = read_table(
    """
    aes_encrypt aes_decrypt try_aes_decrypt | binary binary [string] [string] [binary] | binary?
    assert_true                  | boolean! [string] | void?
    raise_error                  | string            | void?
    bigint binary boolean date decimal double float | any | cast
    int smallint string timestamp tinyint           | any | cast
    bitmap_bit_position bitmap_bucket_number | bigint | bigint
    bitmap_count                 | binary!           | bigint
    crc32                        | binary            | bigint
    current_catalog current_database current_path current_schema | | string!
    current_user session_user user |                 | string!
    explode explode_outer        | array/map         | explode
    hash                         | any [any*]        | hash!
    hll_sketch_estimate          | binary            | bigint
    hll_union                    | binary binary [boolean] | binary
    hmac                         | binary binary [string] | binary?
    java_method reflect try_reflect | string^ string^ [any*] | string?
    input_file_name              |                   | string!
    input_file_block_length input_file_block_start | | bigint!
    md5                          | binary            | string
    monotonically_increasing_id  |                   | bigint!
    parse_url try_parse_url      | string! string! [string!] | string?
    sha sha1                     | binary            | string
    sha2                         | binary int        | string?
    spark_partition_id           |                   | int!
    typeof                       | any               | string!
    url_decode url_encode        | string            | string?
    try_url_decode               | string            | string?
    uuid                         |                   | string!
    version                      |                   | string!
    xxhash64                     | any [any*]        | hash!
    """,
    {"cast": _cast, "explode": _explode, "hash": _hash},
    parse_type,
)

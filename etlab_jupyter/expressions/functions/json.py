"""Functions of JSON, CSV, XML and variants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.ddl import parse_ddl, parse_type
from etlab_jupyter.expressions.errors import ExpressionError
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.spark_types import DataType, StructType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call


def _schema(value: Value) -> DataType | None:
    """The type that a text declares: fields, or one type."""
    if not isinstance(value.constant, str):
        return None
    try:
        return parse_type(value.constant)
    except ExpressionError:
        pass
    try:
        return StructType(fields=parse_ddl(value.constant).fields)
    except ExpressionError:
        return None


def _from_text(call: Call) -> Value:
    """What the schema declares, nullable at every depth."""
    type_ = _schema(call.values[1])
    if type_ is None:
        return NOT_KNOWN
    return Value(t.nullable_type(type_))


def _variant_get(call: Call) -> Value:
    if len(call.values) < 3:
        return Value(t.DataType("variant"))
    type_ = _schema(call.values[2])
    return Value(type_) if type_ is not None else NOT_KNOWN


def _to_text(call: Call) -> Value:
    value = call.values[0]
    if value.type.name not in ("struct", "array", "map", "variant", "void", "unknown"):
        return call.mismatch(
            f"`{call.function.name}` needs a struct, an array or a map, "
            f"but {call.scope.source(call.nodes[0])} is {value.type}."
        )
    return Value(t.STRING)


def _schema_of(call: Call) -> Value:
    return Value(t.STRING, False)


FUNCTIONS = read_table(
    """
    from_csv                     | string string^ [any^] | from_csv
    from_json from_xml           | string string^ [any^] | from_text
    json_tuple                   | string! string! [string!*] | string?
    get_json_object              | string! string!        | string?
    json_array_length            | string!               | int?
    json_object_keys             | string!               | array<string>?
    parse_json                   | string!               | variant
    try_parse_json               | string!               | variant?
    is_valid_variant             | variant              | boolean
    is_variant_null              | variant              | boolean!
    schema_of_csv schema_of_json schema_of_xml | string^ [any^] | string!
    schema_of_variant            | variant              | string
    to_csv                       | struct [any^]        | string?
    to_json                      | any [any^]           | to_text
    to_xml                       | struct/variant [any^] | string?
    variant_array_append try_variant_array_append | variant string any | variant?
    variant_delete               | variant string [string*] | variant?
    variant_insert try_variant_insert | variant string any | variant?
    variant_set try_variant_set  | variant string any [boolean] | variant?
    variant_strip_nulls          | variant [boolean]    | variant?
    variant_get try_variant_get  | variant string [string^] | variant_get
    to_variant_object            | struct/map/array     | variant
    xpath                        | string! string!^       | array<string>?
    xpath_boolean                | string! string!^       | boolean?
    xpath_double xpath_number    | string! string!^       | double?
    xpath_float                  | string! string!^       | float?
    xpath_int                    | string! string!^       | int?
    xpath_long                   | string! string!^       | bigint?
    xpath_short                  | string! string!^       | smallint?
    xpath_string                 | string! string!^       | string?
    """,
    {
        "from_csv": lambda call: _from_text(call)._replace(nullable=call.nullable),
        "from_text": _from_text,
        "schema_of": _schema_of,
        "to_text": _to_text,
        "variant_get": _variant_get,
    },
    parse_type,
)

"""Columns, fields of structs, elements of arrays and maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.casts import can_cast
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value
from etlab_jupyter.expressions.scope import Scope, handles
from etlab_jupyter.problems import did_you_mean
from etlab_jupyter.spark_types import (
    ArrayType,
    DataType,
    Field,
    MapType,
    Schema,
    StructType,
)

_CONSTANTS = {
    "current_date": t.DATE,
    "current_timestamp": t.TIMESTAMP,
    "current_time": t.DataType("time(6)"),
    "localtime": t.DataType("time(6)"),
    "current_user": t.STRING,
    "session_user": t.STRING,
    "user": t.STRING,
    "grouping__id": t.LONG,
}


@handles(exp.Column)
def column(node: Any, scope: Scope) -> Value:
    """A column, with a qualifier before it or fields behind it."""
    args = node.args
    if args.get("table") is None:
        name = node.this.name
        if name.lower() in scope.variables:
            return scope.variables[name.lower()]
        field = scope.schema.get(name) if scope.schema is not None else None
        if field is not None and not scope.ambiguous:
            return Value(field.type, field.nullable, None, False, name)
    return _resolve(node, [part.name for part in node.parts], scope)


@handles(exp.Identifier)
def _variable(node: Any, scope: Scope) -> Value:
    """A variable of a lambda function."""
    return scope.variables.get(node.name.lower(), NOT_KNOWN)


def _resolve(node: Any, names: list[str], scope: Scope) -> Value:
    """Spark's order: the variables of lambdas, qualified names, then columns and fields."""
    first = names[0].lower()
    if first in scope.variables:
        return _fields(node, scope.variables[first], names[1:], scope)
    if len(names) > 1 and first in scope.qualifiers:
        schema = scope.qualifiers[first]
        if schema is None:
            return Value(t.UNKNOWN, True, None, False, names[-1])
        if (field := schema.get(names[1])) is not None:
            return _fields(node, _value(field, names[1]), names[2:], scope)
        if "" in schema:  # a column that Spark names after its expression
            return Value(t.UNKNOWN, True, None, False, names[-1])
        if scope.schema is None or names[0] not in scope.schema:
            return _unknown(node, ".".join(names), schema, scope, names[1])
    if scope.schema is None:
        if len(names) == 1 and first in _CONSTANTS and first != "user":
            return Value(_CONSTANTS[first], False)
        return Value(t.UNKNOWN, True, None, False, names[-1])
    if (field := scope.schema.get(names[0])) is not None:
        if first in scope.ambiguous:
            return _ambiguous(node, names[0], scope)
        return _fields(node, _value(field, names[0]), names[1:], scope)
    if first in scope.aliases:
        return _fields(node, scope.aliases[first], names[1:], scope)
    if scope.outer is not None and _is_in(names, scope.outer):
        return _resolve(node, names, scope.outer)
    if len(names) == 1 and first in _CONSTANTS:
        return Value(_CONSTANTS[first], False)
    if not scope.complete:
        return Value(t.UNKNOWN, True, None, False, names[-1])
    return _unknown(node, ".".join(names), scope.schema, scope, names[0])


def _is_in(names: list[str], scope: Scope) -> bool:
    """Whether a scope, or one around it, knows the first of the names."""
    first = names[0].lower()
    known = scope.schema is not None and first in scope.schema
    if known or (len(names) > 1 and first in scope.qualifiers) or not scope.complete:
        return True
    return scope.outer is not None and _is_in(names, scope.outer)


def _ambiguous(node: Any, name: str, scope: Scope) -> Value:
    scope.report(
        "ambiguous-column", f"More than one table has a column {name!r}.", node,
        "Write the table's name before it, for example: t.id.",
    )  # fmt: skip
    return Value(t.UNKNOWN, True, None, False, name)


def _value(field: Field, name: str) -> Value:
    """A column, which Spark calls as it is written."""
    return Value(field.type, field.nullable, None, False, name)


def _unknown(node: Any, name: str, schema: Schema, scope: Scope, wrong: str) -> Value:
    hint = did_you_mean(wrong, filter(None, schema.names))
    scope.report("unknown-column", f"There is no column {name!r}.", node, hint)
    return NOT_KNOWN


def _fields(node: Any, value: Value, names: Sequence[str], scope: Scope) -> Value:
    for name in names:
        value = field_of(node, value, name, scope)
    return value


def field_of(node: Any, value: Value, name: str, scope: Scope) -> Value:
    """`value.name`: a struct's field, that field of all structs in an array, a map's value."""
    type_ = value.type
    if type_ == t.UNKNOWN:
        return NOT_KNOWN._replace(name=name)
    if isinstance(type_, StructType):
        field = _find(type_, name)
        if field is None:
            return _no_field(node, type_, name, scope)
        return Value(field.type, value.nullable or field.nullable, None, False, name)
    if isinstance(type_, ArrayType) and isinstance(type_.element, StructType):
        field = _find(type_.element, name)
        if field is None:
            return _no_field(node, type_.element, name, scope)
        nulls = type_.contains_null or field.nullable
        array = ArrayType(element=field.type, contains_null=nulls)
        return Value(array, value.nullable, None, False, name)
    if isinstance(type_, MapType):
        return Value(type_.value, True, None, False, name)
    return scope.mismatch(
        f"`.{name}` needs a struct or a map before it, but that is {type_}.", node
    )


def _find(struct: StructType, name: str) -> Field | None:
    lowered = name.lower()
    return next((f for f in struct.fields if f.name.lower() == lowered), None)


def _no_field(node: Any, struct: StructType, name: str, scope: Scope) -> Value:
    hint = did_you_mean(name, (field.name for field in struct.fields))
    scope.report("unknown-column", f"There is no field {name!r} in the struct.", node, hint)
    return NOT_KNOWN


@handles(exp.Dot)
def _dot(node: Any, scope: Scope) -> Value:
    names = []
    while isinstance(node, exp.Dot):
        if not isinstance(node.expression, exp.Identifier):
            return NOT_KNOWN
        names.append(node.expression.name)
        node = node.this
    return _fields(node, scope.value(node), names[::-1], scope)


@handles(exp.Bracket)
def _bracket(node: Any, scope: Scope) -> Value:
    """`array[0]`, `map['key']`, `struct['field']`."""
    base = scope.value(node.this)
    keys = node.expressions
    if len(keys) != 1 or isinstance(keys[0], exp.Slice):
        return scope.mismatch("There is exactly one index between [ and ].", node)
    key = scope.value(keys[0])
    type_ = base.type
    if isinstance(type_, MapType):
        return _map_value(node, type_, key, scope)
    if isinstance(type_, ArrayType):
        if key.type != t.UNKNOWN and not t.is_integral(key.type) and key.type != t.VOID:
            if key.type == t.STRING and isinstance(key.constant, str):
                return field_of(node, base, key.constant, scope)
            return scope.mismatch(
                f"The index of an array must be a whole number, but it is {key.type}.", node
            )
        return Value(type_.element, element_nullable(node.this, base, key, 0, scope, scope.ansi))
    if isinstance(type_, StructType) and isinstance(key.constant, str):
        return field_of(node, base, key.constant, scope)
    if type_ == t.UNKNOWN:
        return NOT_KNOWN
    return scope.mismatch(
        f"`[…]` needs an array or a map before it, but {scope.source(node.this)} is {type_}.",
        node,
    )


def _map_value(node: Any, type_: MapType, key: Value, scope: Scope) -> Value:
    if key.type != t.UNKNOWN and not _key_fits(key.type, type_.key, scope):
        return scope.mismatch(
            f"The keys of the map are {type_.key}, but the key here is {key.type}.", node
        )
    return Value(type_.value, True)


def _key_fits(key: DataType, wanted: DataType, scope: Scope) -> bool:
    return key == t.VOID or can_cast(key, wanted, scope.ansi)


def element_nullable(
    made: Any, base: Value, key: Value, first: int, scope: Scope, strict: bool
) -> bool:
    """Whether an element may be null (Spark's `computeNullabilityFromArray`).

    Spark looks into `array(…)` for a constant index, which counts from `first`. Of other arrays
    it takes the elements' own nullability where the index is not constant, if a wrong index is
    an error (`strict`); that the index itself may be null it leaves out.
    """
    if not key.foldable or key.nullable:
        nulls = isinstance(base.type, ArrayType) and base.type.contains_null
        return base.nullable or nulls or not strict
    if isinstance(made, exp.Anonymous) and made.name.lower() == "array":
        index = key.constant
        if not isinstance(index, int) or (first and not index):
            return not strict
        place = index - first if index > 0 or not first else index + len(made.expressions)
        if 0 <= place < len(made.expressions):
            muted = Scope(scope.text, scope.schema, scope.qualifiers, ansi=scope.ansi)
            muted.variables = scope.variables
            return muted.value(made.expressions[place]).nullable
        return not strict
    return True

"""Schemas from what people have already: DDL, Spark's JSON, JSON Schema, the header of a file.

Each function gives the schema or raises `SchemaImportError` with a text for people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions import ExpressionError
from etlab_jupyter.expressions.ddl import parse_ddl, parse_type
from etlab_jupyter.probing import ProbeError, probe
from etlab_jupyter.problems import ETLabError

MAX_DEPTH = 50
_FORMATS = {"date": t.DATE, "date-time": t.TIMESTAMP}
_SIMPLE = {"string": t.STRING, "integer": t.LONG, "number": t.DOUBLE, "boolean": t.BOOLEAN}


class SchemaImportError(ETLabError):
    """What was given is no schema, or none that Spark has types for."""


def from_ddl(text: str) -> t.Schema:
    """Columns as in Spark's DDL (`id BIGINT NOT NULL, name STRING`), or a CREATE TABLE of them."""
    try:
        if text.lstrip()[:6].upper() == "CREATE":
            return _from_create(text)
        return parse_ddl(text)
    except ExpressionError as error:
        where = f"line {error.line}, column {error.column}: " if error.line else ""
        raise SchemaImportError(f"{where}{error}") from None


def from_spark_json(data: Any) -> t.Schema:
    """What `df.schema.json()` gives."""
    try:
        found = _spark_type(data, 0)
    except (KeyError, TypeError, ExpressionError) as error:
        raise SchemaImportError(f"This is no schema of Spark's: {error}") from None
    if not isinstance(found, t.StructType):
        raise SchemaImportError("A schema of Spark's is an object with type: struct and fields.")
    return t.Schema(found.fields)


def from_json_schema(data: Any) -> t.Schema:
    """A JSON Schema of an object, or of an array of objects. What is not required may be null."""
    if isinstance(data, Mapping) and data.get("type") == "array":
        data = {**data.get("items", {}), "$defs": data.get("$defs", {})}
    if not isinstance(data, Mapping) or not isinstance(data.get("properties"), Mapping):
        raise SchemaImportError("A JSON Schema with properties is needed: one for each column.")
    found, _ = _JsonSchema(data).type_of(data, 0)
    return t.Schema(found.fields) if isinstance(found, t.StructType) else t.Schema(())


def from_file(format_: str, path: Path, options: Mapping[str, Any]) -> t.Schema:
    """The columns that Spark would read from local files."""
    try:
        found = probe(format_, path, options)
    except ProbeError as error:
        raise SchemaImportError(str(error)) from None
    except (OSError, ValueError) as error:  # a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise SchemaImportError(f"The path cannot be read: {reason}.") from None
    if found is None:
        raise SchemaImportError(f"The columns of {path} cannot be seen from here.")
    return found


def _from_create(text: str) -> t.Schema:
    try:
        statement = sqlglot.parse_one(text, read="spark")
    except sqlglot.errors.SqlglotError as error:
        raise SchemaImportError(f"The CREATE TABLE cannot be read: {error}") from None
    columns = list(statement.find_all(exp.ColumnDef)) if isinstance(statement, exp.Create) else []
    top = [column for column in columns if isinstance(column.parent, exp.Schema)]
    if not top:
        raise SchemaImportError("The statement names no columns.")
    return t.Schema(_created(column) for column in top)


def _created(column: exp.ColumnDef) -> t.Field:
    kind = column.args.get("kind")
    if kind is None:
        raise SchemaImportError(f"Column {column.name} has no type.")
    required = any(isinstance(c.kind, exp.NotNullColumnConstraint) for c in column.constraints)
    return t.Field(column.name, parse_type(kind.sql("spark")), not required)


def _spark_type(data: Any, depth: int) -> t.DataType:
    if depth > MAX_DEPTH:
        raise SchemaImportError(f"The schema is nested deeper than {MAX_DEPTH} levels.")
    if isinstance(data, str):
        return parse_type(data)
    match data["type"]:
        case "struct":
            return t.StructType(
                fields=tuple(
                    t.Field(
                        str(field["name"]),
                        _spark_type(field["type"], depth + 1),
                        bool(field.get("nullable", True)),
                    )
                    for field in data["fields"]
                )
            )
        case "array":
            element = _spark_type(data["elementType"], depth + 1)
            return t.ArrayType(element=element, contains_null=bool(data.get("containsNull", True)))
        case "map":
            return t.MapType(
                key=_spark_type(data["keyType"], depth + 1),
                value=_spark_type(data["valueType"], depth + 1),
                value_contains_null=bool(data.get("valueContainsNull", True)),
            )
        case "udt":
            return _spark_type(data["sqlType"], depth + 1)
    raise SchemaImportError(f"There is no type {json.dumps(data['type'])[:100]}.")


class _JsonSchema:
    """Types of the parts of one JSON Schema document."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def type_of(self, part: Any, depth: int) -> tuple[t.DataType, bool]:
        """The type, and whether null is allowed."""
        if depth > MAX_DEPTH:
            raise SchemaImportError("The JSON Schema is nested too deeply, or contains itself.")
        if not isinstance(part, Mapping):
            return t.STRING, True
        if "$ref" in part:
            return self.type_of(self._target(part["$ref"]), depth + 1)
        for word in ("anyOf", "oneOf"):
            if isinstance(part.get(word), list):
                return self._one_of(part[word], depth)
        kinds = part.get("type", "object" if "properties" in part else "string")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        others = [kind for kind in kinds if kind != "null"]
        nullable = "null" in kinds
        if len(others) != 1:  # several types have one form in common: text
            return t.STRING, nullable
        return self._simple(str(others[0]), part, depth), nullable

    def _simple(self, kind: str, part: Mapping[str, Any], depth: int) -> t.DataType:
        match kind:
            case "array":
                element, nullable = self.type_of(part.get("items", {}), depth + 1)
                return t.ArrayType(element=element, contains_null=nullable)
            case "object" if isinstance(part.get("properties"), Mapping):
                return self._struct(part, depth)
            case "object":
                value, nullable = self.type_of(part.get("additionalProperties", {}), depth + 1)
                return t.MapType(key=t.STRING, value=value, value_contains_null=nullable)
            case "string":
                return _FORMATS.get(str(part.get("format")), t.STRING)
        if kind not in _SIMPLE:
            raise SchemaImportError(f"JSON Schema has no type {kind!r}.")
        return _SIMPLE[kind]

    def _struct(self, part: Mapping[str, Any], depth: int) -> t.StructType:
        required = part.get("required") or []
        fields = []
        for name, inner in part["properties"].items():
            type_, nullable = self.type_of(inner, depth + 1)
            fields.append(t.Field(name, type_, nullable or name not in required))
        return t.StructType(fields=tuple(fields))

    def _one_of(self, parts: list[Any], depth: int) -> tuple[t.DataType, bool]:
        found = [part for part in parts if part != {"type": "null"}]
        if len(found) != 1:
            return t.STRING, len(found) < len(parts)
        type_, nullable = self.type_of(found[0], depth + 1)
        return type_, nullable or len(found) < len(parts)

    def _target(self, reference: Any) -> Any:
        where: Any = self._root
        for step in str(reference).removeprefix("#/").split("/"):
            where = where.get(step) if isinstance(where, Mapping) else None
        if where is None:
            raise SchemaImportError(f"The JSON Schema has no part {reference}.")
        return where

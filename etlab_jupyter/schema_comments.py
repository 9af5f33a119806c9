"""What other kinds of schemas say about their columns, beside the types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Column = dict[str, Any]


def add_spark_comments(columns: list[Column], data: Any) -> None:
    """Describe columns by the comments in the JSON of a schema of Spark's."""
    fields = {field["name"]: field for field in data["fields"]}
    for column in columns:
        field = fields[column["name"]]
        _describe(column, (field.get("metadata") or {}).get("comment"))
        _inside(column, field["type"], add_spark_comments, _spark_part)


def add_json_schema_comments(columns: list[Column], data: Any) -> None:
    """Describe columns by the descriptions, or else the titles, in a JSON Schema."""
    properties = data.get("properties") or (data.get("items") or {}).get("properties") or {}
    for column in columns:
        part = properties.get(column["name"])
        if isinstance(part, Mapping):
            _describe(column, part.get("description") or part.get("title"))
            _inside(column, part, add_json_schema_comments, _json_schema_part)


def _describe(column: Column, text: Any) -> None:
    if isinstance(text, str) and text:
        column["description"] = text


def _inside(
    type_: Column,
    data: Any,
    add: Callable[[list[Column], Any], None],
    part_of: Callable[[Any, str], Any],
) -> None:
    """The same for the fields of structs, in arrays and maps as well."""
    if not isinstance(data, Mapping):
        return
    if "fields" in type_:
        add(type_["fields"], data)
    for name in ("element", "value"):
        if name in type_:
            _inside(type_[name], part_of(data, name), add, part_of)


def _spark_part(data: Mapping[str, Any], name: str) -> Any:
    return data.get("elementType" if name == "element" else "valueType")


def _json_schema_part(data: Mapping[str, Any], name: str) -> Any:
    return data.get("items" if name == "element" else "additionalProperties")

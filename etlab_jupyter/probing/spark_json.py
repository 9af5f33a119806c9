"""Schemas as Spark writes them into the files that it makes: `StructType.json()`."""

from __future__ import annotations

import json
import re
from typing import Any

from etlab_jupyter import spark_types as t

_DECIMAL = re.compile(r"decimal\((\d+),(-?\d+)\)")


def read_schema(text: str | bytes) -> t.Schema:
    """The schema in `text`, every part nullable, as file sources read it."""
    return t.Schema(_field(item).as_nullable() for item in json.loads(text)["fields"])


def read_type(name: str) -> t.DataType:
    """A type without parts by the name that Spark gives it in JSON."""
    if match := _DECIMAL.fullmatch(name):
        return t.DecimalType(precision=int(match[1]), scale=int(match[2]))
    if name == "decimal":
        return t.DecimalType()
    return t.SIMPLE_TYPES.get(name) or t.DataType(name)


def _field(item: dict[str, Any]) -> t.Field:
    return t.Field(item["name"], _type(item["type"]))


def _type(value: Any) -> t.DataType:
    if isinstance(value, str):
        return read_type(value)
    match value["type"]:
        case "array":
            return t.ArrayType(element=_type(value["elementType"]))
        case "map":
            return t.MapType(key=_type(value["keyType"]), value=_type(value["valueType"]))
        case "struct":
            return t.StructType(fields=tuple(map(_field, value["fields"])))
    return t.UNKNOWN

"""Which parameters of the page a node's config refers to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from etlab_jupyter.parameters import references
from etlab_jupyter.schema_definition import TypeDefinition


def referring(config: BaseModel) -> Iterator[tuple[str, str]]:
    """Each `${name}` in the texts of a config: the dotted path of the field, and the name.

    Python is kept as it stands, so that it has none; nor have the names of declared columns.
    """
    for path, text, python in _texts(config):
        if not python:
            yield from ((path, name) for name in references(text))


def used_names(config: BaseModel) -> set[str]:
    """What may be parameters: the names referred to, and those that Python in the config reads."""
    names = {name for _, name in referring(config)}
    for _, text, python in _texts(config):
        if python:
            names |= _read(text)
    return names


def _texts(value: Any, path: str = "", *, python: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Every text inside a config: its dotted path, and whether it is Python."""
    match value:
        case str():
            yield path, value, python
        case dict():
            for key, item in value.items():
                yield from _texts(item, f"{path}.{key}" if path else str(key))
        case list() | tuple():
            for index, item in enumerate(value):
                yield from _texts(item, f"{path}.{index}")
        case TypeDefinition():
            return  # the names of columns are data
        case BaseModel():
            fields = type(value).model_fields
            for key, item in vars(value).items():
                inner = f"{path}.{key}" if path else key
                yield from _texts(item, inner, python=_holds_python(fields[key]))


def _holds_python(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    return isinstance(extra, dict) and extra.get("format") == "python"


def _read(code: str) -> set[str]:
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):  # the check tells that
        return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    return set()

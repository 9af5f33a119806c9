"""Node types as Markdown: the reference in `docs/` and that of other packages' node types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from etlab_jupyter.nodes.base import NodeType
from etlab_jupyter.nodes.registry import describe

Json = Mapping[str, Any]
_HEAD = "| Setting | Type | Default | |\n|---|---|---|---|"


def markdown(node_types: Iterable[NodeType[Any]]) -> str:
    """One section a node type, under a heading for each of source, transform and sink."""
    parts = []
    for type_, items in groupby(node_types, key=lambda item: item.type):
        parts.append(f"## {type_.capitalize()}s")
        parts += ["\n\n".join(_section(describe(item))) for item in items]
    return "\n\n".join(parts) + "\n"


def _section(node_type: Json) -> Iterator[str]:
    yield f"### {node_type['title']} (`{node_type['kind']}`)"
    yield node_type["description"]
    yield _ports(node_type)
    schema = node_type["config_schema"]
    definitions: Json = schema.get("$defs", {})
    if properties := schema.get("properties"):
        yield "\n".join([_HEAD, *_rows(properties, schema.get("required", ()), definitions)])
    for name in _parts(properties or {}, definitions):
        part = definitions[name]
        rows = _rows(part["properties"], part.get("required", ()), definitions)
        yield f"Each **{_words(name)}**:"
        yield "\n".join([_HEAD, *rows])
    if example := _example(node_type):
        yield f"```json\n{example}\n```"


def _ports(node_type: Json) -> str:
    inputs = ", ".join(f"`{p['name']}`{' (any number)' if p['many'] else ''}"
                       for p in node_type["inputs"]) or "none"  # fmt: skip
    outputs = ", ".join(f"`{p['name']}`" for p in node_type["outputs"]) or "none"
    return f"Inputs: {inputs}. Outputs: {outputs}."


def _rows(properties: Json, required: Iterable[str], definitions: Json) -> Iterator[str]:
    needed = set(required)
    for name, field in properties.items():
        default = "*required*" if name in needed else _default(field)
        text = " ".join((field.get("description") or field.get("title", "")).split()).replace(
            "|", "\\|"
        )
        type_ = _type(field, definitions).replace("|", "\\|")
        yield f"| `{name}` | {type_} | {default} | {text} |"


def _default(field: Json) -> str:
    default = field.get("default")
    if default is None or default in ([], {}):
        return ""
    return f"`{json.dumps(default, ensure_ascii=False)}`".replace("|", "\\|")


def _type(field: Json, definitions: Json) -> str:
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        target = definitions[name]
        return _type(target, definitions) if "enum" in target else _words(name)
    if choices := field.get("anyOf"):
        found = [_type(choice, definitions) for choice in choices if choice.get("type") != "null"]
        return " or ".join(dict.fromkeys(found))
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}), definitions)}"
    if field.get("type") == "object":
        return "names and values"
    return str(field.get("format") or field.get("type") or "any value")


def _parts(properties: Json, definitions: Json) -> list[str]:
    """The objects that the settings are made of, in order; columns are described once."""
    found: list[str] = []
    waiting = [json.dumps(properties)]
    while waiting:
        text = waiting.pop()
        for name in definitions:
            is_new = f'"#/$defs/{name}"' in text and name not in found
            if is_new and "properties" in definitions[name] and "Definition" not in name:
                found.append(name)
                waiting.append(json.dumps(definitions[name]))
    return found


def _words(name: str) -> str:
    """`SortKey` as `sort key`."""
    if name == "ColumnDefinition":
        return "[column](pages.md#schema-definitions)"
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _example(node_type: Json) -> str:
    """A config of the examples that the required settings have."""
    schema = node_type["config_schema"]
    required = schema.get("required", ())
    config = {
        name: field["examples"][0]
        for name, field in schema.get("properties", {}).items()
        if field.get("examples") and (name in required or field.get("type") == "array")
    }
    if not config or not set(required) <= config.keys():
        return ""
    return json.dumps(config, ensure_ascii=False)

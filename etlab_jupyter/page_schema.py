"""The JSON Schema of page documents, with the config of every node type in it."""

from __future__ import annotations

from typing import Any

from etlab_jupyter.nodes import registry
from etlab_jupyter.page.document import Document

ID = "https://etlab-jupyter.readthedocs.io/schemas/page-1.json"


def page_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 for `.etlab.json` files.

    A node's `data.kind` decides by which schema its `data.config` is validated; the configs are
    under `$defs`, named `config.<kind>`.
    """
    schema = Document.model_json_schema()
    definitions: dict[str, Any] = schema["$defs"]
    rules = []
    for kind in registry.kinds():
        node_type = registry.find(kind)
        if node_type is None:
            continue
        config = node_type.Config.model_json_schema(ref_template="#/$defs/{model}")
        definitions.update(config.pop("$defs", {}))
        definitions[f"config.{kind}"] = config
        rules.append(_rule(kind, node_type.type))
    definitions["Node"]["allOf"] = rules
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        **schema,
        "title": "ETLab page",
    }


def _rule(kind: str, type_: str) -> dict[str, Any]:
    of_kind = {"properties": {"kind": {"const": kind}}, "required": ["kind"]}
    is_kind = {"properties": {"data": of_kind}, "required": ["data"]}
    config = {"properties": {"config": {"$ref": f"#/$defs/config.{kind}"}}}
    return {"if": is_kind, "then": {"properties": {"type": {"const": type_}, "data": config}}}

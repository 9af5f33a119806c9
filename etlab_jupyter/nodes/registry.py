"""Finds node types by their kind, and loads only those that are asked for.

The built-in ones are the modules of `sources`, `transforms` and `sinks`, named after their kind.
Other packages add theirs with an entry point in the group `etlab_jupyter.nodes`, whose name is
the kind and whose value is the class; a built-in kind cannot be replaced.
"""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from etlab_jupyter.nodes.base import NodeType
from etlab_jupyter.problems import ETLabError

GROUP = "etlab_jupyter.nodes"
_PACKAGES = ("sources", "transforms", "sinks")


@cache
def _built_in() -> dict[str, str]:
    """Kind → module name."""
    found = {}
    for name in _PACKAGES:
        package = import_module(f"etlab_jupyter.nodes.{name}")
        for module in pkgutil.iter_modules(package.__path__):
            if not module.name.startswith("_"):
                found[module.name] = f"{package.__name__}.{module.name}"
    return found


@cache
def _third_party() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def kinds() -> list[str]:
    """Every known kind, the built-in ones first."""
    return [*_built_in(), *(kind for kind in _third_party() if kind not in _built_in())]


@cache
def find(kind: str) -> NodeType[Any] | None:
    """The node type of that kind; None where there is none."""
    if module := _built_in().get(kind):
        return _class_in(module)()
    point = _third_party().get(kind)
    if point is None:
        return None
    loaded = point.load()
    if not (inspect.isclass(loaded) and issubclass(loaded, NodeType) and loaded.kind == kind):
        raise ETLabError(
            f"The package behind the node type {kind!r} ({point.value}) does not give a "
            f"NodeType of that kind. Update or uninstall it."
        )
    return loaded()


def reload() -> None:
    """Looks for node types anew, for packages that were installed since."""
    for cached in (_built_in, _third_party, find):
        cached.cache_clear()


def _class_in(module_name: str) -> type[NodeType[Any]]:
    module = import_module(module_name)
    for value in vars(module).values():
        if (
            inspect.isclass(value)
            and issubclass(value, NodeType)
            and value.__module__ == module_name
        ):
            return value
    raise ETLabError(f"The module {module_name} defines no node type.")


def describe(node_type: NodeType[Any]) -> dict[str, Any]:
    """A node type as the forms and palettes need it, config schema included."""
    return {
        "kind": node_type.kind,
        "type": node_type.type,
        "title": node_type.title,
        "description": node_type.description,
        "category": node_type.category,
        "inputs": [_port(port) for port in node_type.inputs],
        "outputs": [_port(port) for port in node_type.outputs],
        "unbounded": node_type.unbounded,
        "config_schema": node_type.Config.model_json_schema(),
    }


def _port(port: Any) -> dict[str, Any]:
    return {
        "name": port.name,
        "title": port.title or port.name.capitalize(),
        "many": port.many,
        "required": port.required,
    }

"""Node types, as palettes and forms need them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel


class PortRow(BaseModel):
    """An input or output of a node; `many` edges may end at it, or at most one."""

    name: str
    title: str
    many: bool
    required: bool


class FunctionRow(BaseModel):
    """A function of Spark SQL, and how it is called, for people."""

    name: str
    role: Literal["scalar", "aggregate", "window"]
    signature: str


class NodeTypeRow(BaseModel):
    """A node type. `kind` is its name in documents, `config_schema` the JSON Schema of its form."""

    kind: str
    type: Literal["source", "transform", "sink"]
    title: str
    description: str
    category: str
    inputs: list[PortRow]
    outputs: list[PortRow]
    unbounded: bool
    config_schema: dict[str, Any]

"""The page document: what a row of `pages` and an `.etlab.json` file hold.

Nodes and edges have the shape that React Flow reads and writes. Keys that ETLab does not know
are kept as they are. Node configs stay plain dictionaries here; their node types validate them
when the graph is built.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from etlab_jupyter.parameters import Parameter
from etlab_jupyter.schema_definition import ColumnDefinition

FORMAT = 1


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow")


class Position(_Part):
    """Where the node's top left corner is on the canvas, in pixels."""

    x: int | float = 0
    y: int | float = 0


class NodeData(_Part):
    """`kind` names the node type, `config` is what that type validates."""

    label: str = Field("", max_length=100_000)
    kind: str
    config: dict[str, Any] = {}


class Node(_Part):
    id: str = Field(min_length=1, max_length=255)
    type: Literal["source", "transform", "sink"]
    position: Position = Position()
    data: NodeData


class Edge(_Part):
    """From an output port to an input port; a handle left out means the node's first port."""

    id: str = Field(min_length=1, max_length=600)
    source: str
    target: str
    sourceHandle: str | None = None  # noqa: N815 (React Flow's spelling)
    targetHandle: str | None = None  # noqa: N815


class Size(_Part):
    """In pixels of the canvas."""

    width: int | float
    height: int | float


class Note(_Part):
    """A text on the canvas. `color` is a name; one that is not known looks like the default."""

    id: str = Field(min_length=1, max_length=255)
    text: str = Field("", max_length=100_000)
    position: Position = Position()
    size: Size = Size(width=200, height=120)
    color: str = Field("yellow", max_length=50, examples=["yellow", "blue", "green", "red", "gray"])


class Group(_Part):
    """A frame around nodes, or one card in their place while it is `collapsed`."""

    id: str = Field(min_length=1, max_length=255)
    label: str = Field("", max_length=100_000)
    nodes: list[str] = []
    collapsed: bool = False
    color: str = Field("blue", max_length=50, examples=["yellow", "blue", "green", "red", "gray"])


class Canvas(_Part):
    """What is drawn around the nodes. It changes neither code nor runs."""

    notes: list[Note] = []
    groups: list[Group] = []


class Metadata(_Part):
    """What belongs to the page as a whole.

    `schemas` are the named schema definitions that travel with a page file; `spark` holds
    configuration entries for the session (`spark.sql.shuffle.partitions`, …).
    """

    parameters: list[Parameter] = []
    schemas: dict[str, list[ColumnDefinition]] = {}
    spark: dict[str, str | int | float | bool] = {}
    canvas: Canvas = Canvas()


class Document(_Part):
    """A page. `etlab` is the version of the format."""

    etlab: int = FORMAT
    name: str = Field("Untitled", max_length=255)
    description: str | None = None
    nodes: list[Node] = []
    edges: list[Edge] = []
    metadata: Metadata = Metadata()

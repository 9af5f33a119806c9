"""Edits of a document that need no node types: each changes the document that it is given.

Lists are replaced, not changed in place, so that what was read before an edit stays as it was.
"""

from __future__ import annotations

from typing import TypeVar

from etlab_jupyter.page.document import Document, Edge, Node
from etlab_jupyter.page.names import Names
from etlab_jupyter.problems import ETLabError

P = TypeVar("P", Node, Edge)


def connect(document: Document, source: str, output: str, target: str, port: str) -> Edge:
    """Adds the edge from an output port to an input port."""
    taken = {edge.id for edge in document.edges}
    edge = Edge(
        id=Names(taken, ()).unique(f"{source}-{output}-{target}-{port}"),
        source=source,
        sourceHandle=output,
        target=target,
        targetHandle=port,
    )
    document.edges = [*document.edges, edge]
    return edge


def disconnect(document: Document, edge: str) -> None:
    """Removes an edge."""
    _find(document.edges, edge, "edge")
    document.edges = [other for other in document.edges if other.id != edge]


def remove(document: Document, node: str) -> None:
    """Removes a node and its edges."""
    _find(document.nodes, node, "node")
    document.nodes = [other for other in document.nodes if other.id != node]
    document.edges = [edge for edge in document.edges if node not in (edge.source, edge.target)]


def move_node(document: Document, node: str, by: int) -> None:
    """Moves a node in the order of the page, which is that of its cells where edges allow it."""
    nodes = list(document.nodes)
    place = nodes.index(_find(nodes, node, "node"))
    nodes.insert(_within(place + by, nodes), nodes.pop(place))
    document.nodes = nodes


def move_edge(document: Document, edge: str, by: int) -> None:
    """Moves an edge among those of the same node, which is the order of the node's inputs."""
    edges = list(document.edges)
    found = _find(edges, edge, "edge")
    places = [place for place, other in enumerate(edges) if other.target == found.target]
    own = [edges[place] for place in places]
    at = own.index(found)
    own.insert(_within(at + by, own), own.pop(at))
    for place, other in zip(places, own, strict=True):
        edges[place] = other
    document.edges = edges


def _within(place: int, items: list[P]) -> int:
    return max(0, min(place, len(items) - 1))


def _find(items: list[P], id: str, what: str) -> P:
    for item in items:
        if item.id == id:
            return item
    raise ETLabError(f"The page has no {what} {id!r}.")

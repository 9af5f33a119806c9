"""Builds the graph of a page: node types found, configs validated, edges tied to ports.

Whatever is wrong becomes a problem; the parts that are right make up the graph all the same, so
that the checks behind this one can still look at them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from etlab_jupyter.nodes import registry
from etlab_jupyter.nodes.base import NodeConfig, NodeType, Port
from etlab_jupyter.page.document import Document, Edge, Node
from etlab_jupyter.page.validation import config_problems
from etlab_jupyter.problems import Problem, did_you_mean

RESERVED_IDS = ("setup", "parameters")


@dataclass(slots=True)
class GraphNode:
    """A node with its type and validated config.

    `inputs` lists, for each input port, the (node id, output port) that feed it, in the order of
    the page's edges.
    """

    id: str
    label: str
    type: NodeType[Any]
    config: NodeConfig
    index: int
    inputs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    valid: bool = True

    def sources(self) -> Iterator[tuple[str, str]]:
        for feeds in self.inputs.values():
            yield from feeds


@dataclass(slots=True)
class Graph:
    """`nodes` by id, `order` topologically (ties in the order of the page)."""

    nodes: dict[str, GraphNode]
    order: list[str]
    problems: list[Problem]

    def ancestors(self, node: str) -> set[str]:
        """The node and everything that it depends on."""
        found, queue = {node}, [node]
        while queue:
            for source, _ in self.nodes[queue.pop()].sources():
                if source not in found:
                    found.add(source)
                    queue.append(source)
        return found


def build(document: Document) -> Graph:
    """The graph of a page, with every structural problem of it."""
    problems: list[Problem] = []
    nodes: dict[str, GraphNode] = {}
    known: dict[str, Node] = {}
    for index, node in enumerate(document.nodes):
        if node.id in known:
            problems.append(_on(node, "duplicate-id", f"Two nodes have the id {node.id!r}."))
            continue
        known[node.id] = node
        if node.id in RESERVED_IDS:
            problems.append(
                _on(node, "reserved-id", f"The id {node.id!r} is taken by a cell of its own.",
                    "Give the node another id.")
            )  # fmt: skip
        if made := _make(node, index, problems):
            nodes[node.id] = made
    for edge in document.edges:
        _connect(edge, known, nodes, problems)
    for made in nodes.values():
        _check_ports(made, problems)
    return Graph(nodes, _sort(nodes, problems), problems)


def _on(node: Node, code: str, message: str, hint: str = "", field: str | None = None) -> Problem:
    return Problem(code, message, hint, node=node.id, label=node.data.label, field=field)


def _make(node: Node, index: int, problems: list[Problem]) -> GraphNode | None:
    kind = node.data.kind
    node_type = registry.find(kind)
    if node_type is None:
        hint = did_you_mean(kind, registry.kinds())
        problems.append(
            _on(node, "unknown-node-type", f"There is no node type {kind!r}.", hint, "kind")
        )
        return None
    if node.type != node_type.type:
        problems.append(
            _on(
                node, "wrong-type", f"{node_type.title} is a {node_type.type}, not a {node.type}.",
                f'Set the node\'s "type" to "{node_type.type}".', "type",
            )
        )  # fmt: skip
    valid = True
    try:
        config = node_type.Config.model_validate(node.data.config)
    except ValidationError as error:
        fields = node_type.Config.model_fields
        problems.extend(config_problems(error, fields, node.id, node.data.label))
        config, valid = node_type.Config.model_construct(), False
    return GraphNode(node.id, node.data.label, node_type, config, index, {}, valid)


def _connect(
    edge: Edge, known: dict[str, Node], nodes: dict[str, GraphNode], problems: list[Problem]
) -> None:
    for end, node_id in (("starts", edge.source), ("ends", edge.target)):
        if node_id not in known:
            problems.append(
                Problem(
                    "dangling-edge", f"The edge {end} at a node {node_id!r} that is not there.",
                    "Connect it to a node or delete it.", edge=edge.id,
                )
            )  # fmt: skip
            return
    if edge.source not in nodes or edge.target not in nodes:
        return
    source, target = nodes[edge.source], nodes[edge.target]
    output = _port(edge.sourceHandle, source, source.type.outputs, "output", edge, problems)
    input_ = _port(edge.targetHandle, target, target.type.inputs, "input", edge, problems)
    if output is None or input_ is None:
        return
    feeds = target.inputs.setdefault(input_.name, [])
    if feeds and not input_.many:
        problems.append(
            Problem(
                "port-taken",
                f"Two edges end at the input {input_.name!r}, which takes one.",
                "Put a union or a join before it.",
                node=target.id, label=target.label, field=input_.name, edge=edge.id,
            )
        )  # fmt: skip
        return
    feeds.append((source.id, output.name))


def _port(
    handle: str | None,
    node: GraphNode,
    ports: Sequence[Port],
    side: str,
    edge: Edge,
    problems: list[Problem],
) -> Port | None:
    if handle is None and ports:
        return ports[0]
    for port in ports:
        if port.name == handle:
            return port
    name = f" {handle!r}" if handle else ""
    problems.append(
        Problem(
            "unknown-port", f"{node.type.title} has no {side}{name}.",
            did_you_mean(handle or "", [port.name for port in ports]),
            node=node.id, label=node.label, edge=edge.id,
        )
    )  # fmt: skip
    return None


def _check_ports(node: GraphNode, problems: list[Problem]) -> None:
    for port in node.type.inputs:
        count = len(node.inputs.get(port.name, ()))
        needed = (port.minimum if port.many else 1) if port.required else 0
        if count < needed:
            what = (
                f"{needed} inputs, but has {count}"
                if needed > 1
                else (f"an edge at its input {port.name!r}")
            )
            problems.append(
                Problem(
                    "missing-input", f"{node.type.title} needs {what}.",
                    "Draw an edge to it from the node whose rows it should take.",
                    node=node.id, label=node.label, field=port.name,
                )
            )  # fmt: skip


def _sort(nodes: dict[str, GraphNode], problems: list[Problem]) -> list[str]:
    """Kahn's algorithm; what is left over lies on cycles or behind them."""
    readers: dict[str, set[str]] = {}
    for node in nodes.values():
        for source, _port_name in node.sources():
            readers.setdefault(source, set()).add(node.id)
    waiting = {node.id: len({s for s, _ in node.sources()}) for node in nodes.values()}
    ready = [(nodes[node].index, node) for node, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        _, node_id = heapq.heappop(ready)
        order.append(node_id)
        for reader in readers.get(node_id, ()):
            waiting[reader] -= 1
            if waiting[reader] == 0:
                heapq.heappush(ready, (nodes[reader].index, reader))
    if len(order) < len(nodes):
        problems.append(_cycle(nodes, set(nodes) - set(order)))
    return order


def _cycle(nodes: dict[str, GraphNode], left: set[str]) -> Problem:
    """Walks backwards until a node comes again: that loop is the cycle."""
    node, trail = min(left, key=lambda name: nodes[name].index), []
    while node not in trail:
        trail.append(node)
        node = min(s for s, _ in nodes[node].sources() if s in left)
    loop = [*reversed(trail[trail.index(node) :])]
    first = min(loop, key=lambda name: nodes[name].index)
    start = loop.index(first)
    loop = [*loop[start:], *loop[:start], first]
    path = " → ".join(repr(nodes[name].label or name) for name in loop)
    return Problem(
        "cycle", f"The edges form a cycle: {path}.", "Delete one of its edges.",
        node=first, label=nodes[first].label,
    )  # fmt: skip

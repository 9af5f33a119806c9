"""A page that is being made from code: nodes tried out before they are put in."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from pydantic import ValidationError

from etlab_jupyter.codegen.cells import node_source
from etlab_jupyter.graph.build import RESERVED_IDS, GraphNode
from etlab_jupyter.importing.values import Chain
from etlab_jupyter.nodes import registry
from etlab_jupyter.nodes.base import Inputs
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.references import referring
from etlab_jupyter.page import Document, Edge, Metadata, Node, NodeData, Position
from etlab_jupyter.page.names import Names, slug
from etlab_jupyter.parameters import Parameter, Parameters
from etlab_jupyter.pipeline import MISSING_DATA
from etlab_jupyter.spark_types import Schema

COLUMN_WIDTH, ROW_HEIGHT = 240, 110
Feed = tuple[str, str]


@dataclass(slots=True)
class Trial:
    """A node that would be right, with its code and columns."""

    node: GraphNode
    config: dict[str, Any]
    source: str
    schemas: Mapping[str, Schema | None]
    targets: Sequence[str]


@dataclass(slots=True)
class State:
    """What taking a statement back must restore."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    variables: dict[Feed, str] = field(default_factory=dict)
    schemas: dict[Feed, Schema | None] = field(default_factory=dict)
    defined: dict[str, Feed] = field(default_factory=dict)
    frames: set[str] = field(default_factory=set)
    depths: dict[str, int] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)

    def copy(self) -> State:
        return State(
            list(self.nodes), list(self.edges), dict(self.variables), dict(self.schemas),
            dict(self.defined), set(self.frames), dict(self.depths), set(self.written),
        )  # fmt: skip


class Draft:
    """Nodes and edges so far, and the variables that the code has for them."""

    def __init__(self, parameters: Sequence[Parameter], base_dir: Path | None = None) -> None:
        self.parameters = Parameters(parameters)
        self.declared = list(parameters)
        self.context = PageContext(parameters=self.parameters, base_dir=base_dir or Path())
        self.windows: dict[str, Chain] = {}
        self.state = State()
        self._names = Names(self.parameters.declared)
        self._ids = Names((), RESERVED_IDS)
        self._rows: dict[int, int] = {}

    # What recognizers ask.

    def is_frame(self, name: str) -> bool:
        return name in self.state.frames

    def schema(self, name: str) -> Schema | None:
        return self.state.schemas.get(self.state.defined[name])

    # Going back.

    def mark(self) -> tuple[State, Names, Names, dict[int, int]]:
        return self.state.copy(), self._names.copy(), self._ids.copy(), dict(self._rows)

    def back_to(self, mark: tuple[State, Names, Names, dict[int, int]]) -> None:
        self.state, self._names, self._ids, self._rows = mark

    # Nodes.

    def attempt(
        self,
        kind: str,
        config: Mapping[str, Any],
        inputs: Mapping[str, Sequence[str]],
        targets: Sequence[str],
        label: str = "",
    ) -> Trial | None:
        """The node, unless something is wrong with it; `targets` are its outputs' variables."""
        node_type = registry.find(kind)
        if node_type is None or len(node_type.outputs) != len(targets):
            return None
        try:
            checked = node_type.Config.model_validate(dict(config))
        except ValidationError:
            return None
        feeds = {
            port: [self.state.defined[name] for name in names] for port, names in inputs.items()
        }
        label = label or self._label(targets, node_type.title)
        node = GraphNode("", label, node_type, checked, len(self.state.nodes), feeds)
        if any(len(feeds.get(p.name, ())) < p.minimum for p in node_type.inputs if p.required):
            return None
        if any(name not in self.parameters.declared for _, name in referring(checked)):
            return None
        schemas = Inputs(
            {
                port: [self.state.schemas.get(feed) for feed in found]
                for port, found in feeds.items()
            }
        )
        found = self._checked(node, schemas, targets)
        return found and Trial(node, dict(config), *found, targets)

    def _checked(
        self, node: GraphNode, schemas: Inputs, targets: Sequence[str]
    ) -> tuple[str, Mapping[str, Schema | None]] | None:
        writes = node.type.writes(node.config)
        if writes is not None and self._target(writes) in self.state.written:
            return None
        check = NodeCheck("", node.label, self.context)
        ports = [port.name for port in node.type.outputs]
        own = {("", port): name for port, name in zip(ports, targets, strict=True)}
        variables = ChainMap(own, self.state.variables)
        try:
            outputs = node.type.schemas(node.config, schemas, check)
            if any(p.severity == "error" and p.code not in MISSING_DATA for p in check.problems):
                return None
            return node_source(node, schemas, variables, self.context), outputs
        except (ValueError, TypeError, AttributeError, KeyError, SyntaxError, TemplateError):
            return None

    def _target(self, writes: str) -> str:
        return self.parameters.plain(writes).rstrip("/")

    @staticmethod
    def _label(targets: Sequence[str], title: str) -> str:
        if not targets:
            return title
        name = targets[0] if len(targets) == 1 else targets[0].rpartition("_")[0]
        spaced = name.replace("_", " ")
        return spaced[:1].upper() + spaced[1:] if slug(spaced, "") == name else name

    def add(self, trial: Trial, node_id: str | None = None, notes: str = "") -> str:
        """Puts the node into the page; its id."""
        node, state = trial.node, self.state
        base = slug(node.label, node.type.kind)
        wanted = node_id or (
            base if trial.targets else f"{node.type.kind}_{self._source_name(node)}"
        )
        name = self._ids.unique(wanted)
        depth = max((state.depths[feed] + 1 for feed, _ in node.sources()), default=0)
        data = NodeData(label=node.label, kind=node.type.kind, config=trial.config)
        if notes:
            data = NodeData.model_validate({**data.model_dump(), "notes": notes})
        state.nodes.append(
            Node(id=name, type=node.type.type, position=self._position(depth), data=data)
        )
        state.depths[name] = depth
        self._name_outputs(node, name, base, trial)
        for port, feeds in node.inputs.items():
            for feed, output in feeds:
                self._connect(feed, output, name, port)
        writes = node.type.writes(node.config)
        if writes is not None:
            state.written.add(self._target(writes))
        return name

    def _source_name(self, node: GraphNode) -> str:
        feed = next(node.sources(), None)
        return self.state.variables[feed] if feed else ""

    def _name_outputs(self, node: GraphNode, name: str, base: str, trial: Trial) -> None:
        """Names the outputs as the codegen will."""
        state = self.state
        variable = base
        for port, target in zip(node.type.outputs, trial.targets, strict=True):
            wanted = base if len(node.type.outputs) == 1 else f"{base}_{port.name}"
            variable = state.variables[name, port.name] = self._names.unique(wanted)
            state.schemas[name, port.name] = trial.schemas.get(port.name)
            state.defined[target] = (name, port.name)
            state.frames.add(target)
        self._names.reserve(f"{variable}_{helper}" for helper in node.type.helpers)

    def free_name(self, wanted: str) -> str:
        """The variable that a node labelled so would get."""
        return self._names.copy().unique(slug(wanted, "code"))

    def _position(self, depth: int) -> Position:
        row = self._rows.get(depth, 0)
        self._rows[depth] = row + 1
        return Position(x=depth * COLUMN_WIDTH, y=row * ROW_HEIGHT)

    def _connect(self, source: str, output: str, target: str, port: str) -> None:
        edges = self.state.edges
        edge_id = f"{source}-{output}-{target}-{port}"
        count = sum(edge.source == source and edge.target == target for edge in edges[-20:])
        edges.append(
            Edge(
                id=f"{edge_id}-{count + 1}" if count else edge_id,
                source=source, sourceHandle=output, target=target, targetHandle=port,
            )
        )  # fmt: skip

    def document(self, name: str, spark: Mapping[str, Any], description: str | None) -> Document:
        values: dict[str, Any] = {"parameters": self.declared} if self.declared else {}
        if spark:
            values["spark"] = dict(spark)
        given: dict[str, Any] = {"description": description} if description else {}
        return Document(
            etlab=1, name=name[:255], **given, nodes=self.state.nodes, edges=self.state.edges,
            metadata=Metadata(**values),
        )  # fmt: skip


def same_code(a: str, b: str) -> bool:
    """Whether two texts differ in nothing but their layout."""
    try:
        return ast.dump(ast.parse(a)) == ast.dump(ast.parse(b))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False

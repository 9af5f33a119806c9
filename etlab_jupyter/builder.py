"""Pages written in Python: the same documents that the canvas draws.

    page = Page("orders")
    orders = page.read.parquet("data/orders")
    big = orders.filter("o_totalprice > 1000")
    big.write.csv("out", header=True)
    page.run()

Every node type is a method named after its kind: sources on `page.read` and sinks on
`node.write` (without the `read_` or `write_` of their kind), transforms on a node. Positional
arguments fill the config's fields in order; other nodes among them become further inputs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self, get_origin

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.graph.build import RESERVED_IDS
from etlab_jupyter.nodes import registry
from etlab_jupyter.nodes.base import NodeType, Port
from etlab_jupyter.page import (
    Document,
    Edge,
    Node,
    NodeData,
    Position,
    dumps,
    edits,
    load,
    save,
)
from etlab_jupyter.page.names import Names, slug
from etlab_jupyter.parameters import Parameter, ParameterType, Value
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import ETLabError, Problem, did_you_mean
from etlab_jupyter.spark_types import Schema

if TYPE_CHECKING:
    from etlab_jupyter.runners import RunEvent, RunOptions, SyncRunner
    from etlab_jupyter.runners.events import RunFinished

COLUMN_WIDTH, ROW_HEIGHT = 240, 110


class Page:
    """A page and everything that can be done with it.

    `base_dir` is the folder that relative paths start at, by default the current one.
    """

    def __init__(
        self,
        name: str = "Untitled",
        *,
        document: Document | None = None,
        base_dir: str | os.PathLike[str] | None = None,
    ) -> None:
        self.document = document or Document(name=name, nodes=[], edges=[])
        self.base_dir = FilePath(base_dir) if base_dir is not None else FilePath()
        self._ids = Names((node.id for node in self.document.nodes), RESERVED_IDS)
        self._runner: SyncRunner | None = None

    @classmethod
    def load(
        cls, path: str | os.PathLike[str], *, base_dir: str | os.PathLike[str] | None = None
    ) -> Page:
        """The page of an `.etlab.json` file; raises `PageError`."""
        return cls(document=load(path), base_dir=base_dir)

    @classmethod
    def from_code(
        cls,
        text: str,
        name: str = "Untitled",
        *,
        base_dir: str | os.PathLike[str] | None = None,
    ) -> Page:
        """The page of a PySpark script, which is read but not run; raises `PageError`.

        ETLab's own code comes back as the page that it was made of. Of other code, chains of
        DataFrame methods become nodes and the rest code nodes.
        """
        from etlab_jupyter.importing import import_code

        folder = FilePath(base_dir) if base_dir is not None else None
        return cls(document=import_code(text, name, folder), base_dir=base_dir)

    def save(self, path: str | os.PathLike[str]) -> None:
        save(self.document, path)

    def to_json(self) -> str:
        """The text of the page's file."""
        return dumps(self.document)

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def read(self) -> Methods:
        """The sources: `page.read.csv("data/orders.csv", header=True)`."""
        return Methods("read_", self._source, _kinds("source"))

    def node(self, id_or_label: str) -> NodeRef:
        """The node of that id or, where only one has it, of that label; raises `ETLabError`."""
        nodes = self.document.nodes
        found = [n for n in nodes if n.id == id_or_label] or [
            n for n in nodes if n.data.label == id_or_label
        ]
        if len(found) == 1:
            return NodeRef(self, found[0])
        if found:
            ids = ", ".join(node.id for node in found)
            raise ETLabError(f"Several nodes are called {id_or_label!r}: {ids}. Use an id.")
        names = [name for node in nodes for name in (node.id, node.data.label)]
        hint = did_you_mean(id_or_label, names)
        raise ETLabError(f"The page has no node {id_or_label!r}. {hint}".strip())

    def parameter(
        self,
        name: str,
        type: ParameterType = "string",
        default: Value | None = None,
        description: str = "",
    ) -> str:
        """Declares a parameter and returns the reference to it, for use in texts."""
        parameter = Parameter(name=name, type=type, default=default, description=description)
        metadata = self.document.metadata
        others = [p for p in metadata.parameters if p.name != name]
        metadata.parameters = [*others, parameter]
        self.document.metadata = metadata
        return "${" + name + "}"

    def add(
        self,
        kind: str,
        *inputs: NodeRef,
        label: str | None = None,
        id: str | None = None,
        **config: Any,
    ) -> NodeRef:
        """Adds a node of any kind, fed by `inputs`: one a port, the rest on the last port."""
        node_type = _find(kind)
        label = label or _label(node_type, config)
        node = Node(
            id=id or self._ids.unique(slug(label, kind)),
            type=node_type.type,
            position=self._position(inputs),
            data=NodeData(label=label, kind=kind, config=config),
        )
        self.document.nodes = [*self.document.nodes, node]
        for index, source in enumerate(inputs):
            self.connect(source, NodeRef(self, node), _port_at(node_type, index))
        return NodeRef(self, node)

    def connect(self, source: NodeRef, target: NodeRef, port: str | None = None) -> Edge:
        """Feeds `target` with the output of `source`: at its first port that is free, or `port`."""
        output = source.port or _find(source.kind).outputs[0].name
        port = port or self._free_port(target)
        return edits.connect(self.document, source.id, output, target.id, port)

    def pipeline(self, **parameters: Value) -> Pipeline:
        """The page on its way to code, with these values for its parameters."""
        return Pipeline(self.document, parameters=parameters, base_dir=self.base_dir)

    def check(self, **parameters: Value) -> list[Problem]:
        """Everything that is wrong with the page; an empty list for a page that can run."""
        return self.pipeline(**parameters).problems

    def cells(self, **parameters: Value) -> list[Cell]:
        """The generated cells; raises `PageError` for a page with errors."""
        return self.pipeline(**parameters).cells

    def code(self, **parameters: Value) -> str:
        """The page as one Python script; raises `PageError` for a page with errors."""
        return self.pipeline(**parameters).code

    def notebook(self, **parameters: Value) -> dict[str, Any]:
        """The page as a notebook (nbformat 4.5), one cell a node; raises `PageError`."""
        return self.pipeline(**parameters).notebook()

    def schema(self, node: NodeRef | str, port: str | None = None) -> Schema | None:
        """The columns of a node's output; None where they cannot be known before a run."""
        ref = node if isinstance(node, NodeRef) else self.node(node)
        return self.pipeline().schema(ref.id, port)

    def run(
        self,
        *,
        parameters: Mapping[str, Value] | None = None,
        options: RunOptions | None = None,
        on_event: Callable[[RunEvent], None] | None = None,
    ) -> RunFinished:
        """Runs the page on a kernel of its own, which stays for the page's next run.

        `on_event` is called with every event. Raises `PageError` for a page with errors; how
        the run ended is in the result's `status`. `close` stops the kernel.
        """
        from etlab_jupyter.runners import KernelRunner, SyncRunner

        cells = self.pipeline(**(parameters or {})).runnable()
        if self._runner is None:
            self._runner = SyncRunner(KernelRunner(cwd=self.base_dir))
        for event in self._runner.run(cells, options):
            if on_event is not None:
                on_event(event)
        return event  # type: ignore[return-value]  # the last one always is RunFinished

    def close(self) -> None:
        """Stops the kernel that `run` started."""
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _source(self, kind: str, args: tuple[Any, ...], options: dict[str, Any]) -> NodeRef:
        return _call(self, kind, [], args, options)

    def _free_port(self, target: NodeRef) -> str:
        ports = _find(target.kind).inputs
        edges = [edge for edge in self.document.edges if edge.target == target.id]
        taken = {edge.targetHandle or ports[0].name for edge in edges}
        free = [port for port in ports if port.many or port.name not in taken]
        return free[0].name if free else _port_at(_find(target.kind), len(edges))

    def _position(self, inputs: tuple[NodeRef, ...]) -> Position:
        nodes = self.document.nodes
        x = max((ref.node.position.x for ref in inputs), default=-COLUMN_WIDTH) + COLUMN_WIDTH
        below = [node.position.y + ROW_HEIGHT for node in nodes if node.position.x == x]
        start = min((ref.node.position.y for ref in inputs), default=0)
        return Position(x=x, y=max([start, *below]))


class NodeRef:
    """A node of a page, with a method for each transform. `port` names one of its outputs."""

    def __init__(self, page: Page, node: Node, port: str | None = None) -> None:
        self.page = page
        self.node = node
        self.port = port

    @property
    def id(self) -> str:
        return self.node.id

    @property
    def kind(self) -> str:
        return self.node.data.kind

    @property
    def write(self) -> Methods:
        """The sinks: `orders.write.parquet("out", mode="overwrite")`."""
        return Methods("write_", self._apply, _kinds("sink"))

    def output(self, port: str) -> NodeRef:
        """The node's output of that name, to feed another node with."""
        return NodeRef(self.page, self.node, port)

    def schema(self) -> Schema | None:
        return self.page.schema(self, self.port)

    def _apply(self, kind: str, args: tuple[Any, ...], options: dict[str, Any]) -> NodeRef:
        return _call(self.page, kind, [self], args, options)

    def __getattr__(self, name: str) -> Callable[..., NodeRef]:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(Methods("", self._apply, _kinds("transform")), name)  # type: ignore[no-any-return]

    def __dir__(self) -> Iterator[str]:
        return iter([*super().__dir__(), *_kinds("transform")])

    def __repr__(self) -> str:
        return f"<{self.kind} {self.node.data.label!r} ({self.id}) of {self.page.name!r}>"


class Methods:
    """Node types as methods; `prefix` is what their kinds have before the method's name."""

    def __init__(
        self,
        prefix: str,
        apply: Callable[[str, tuple[Any, ...], dict[str, Any]], NodeRef],
        kinds: Mapping[str, NodeType[Any]],
    ) -> None:
        self._prefix = prefix
        self._apply = apply
        self._kinds = kinds

    def __getattr__(self, name: str) -> Callable[..., NodeRef]:
        kind = next((k for k in (self._prefix + name, name) if k in self._kinds), None)
        if kind is None or name.startswith("__"):
            hint = did_you_mean(name, dir(self))
            raise AttributeError(f"There is no node type {name!r} here. {hint}".strip())
        return lambda *args, **options: self._apply(kind, args, options)

    def __dir__(self) -> list[str]:
        return [kind.removeprefix(self._prefix) for kind in self._kinds]


def _call(
    page: Page, kind: str, inputs: list[NodeRef], args: tuple[Any, ...], options: dict[str, Any]
) -> NodeRef:
    """Sorts a method's arguments into inputs and settings."""
    node_type = _find(kind)
    label, node_id = options.pop("label", None), options.pop("id", None)
    values = []
    for value in args:
        if isinstance(value, NodeRef):
            inputs.append(value)
        else:
            values.append(value)
    config = {**_positional(node_type, values), **options}
    return page.add(kind, *inputs, label=label, id=node_id, **config)


def _positional(node_type: NodeType[Any], values: list[Any]) -> dict[str, Any]:
    """Positional values for the config's fields in order; a leading list takes them all."""
    fields = list(node_type.Config.model_fields.items())
    if values and not fields:
        raise TypeError(f"{node_type.kind} takes no settings")
    takes_all = values and get_origin(fields[0][1].annotation) is list
    if takes_all and not any(isinstance(value, list | tuple) for value in values):
        return {fields[0][0]: values}
    if len(values) > len(fields):
        raise TypeError(f"{node_type.kind} takes at most {len(fields)} settings")
    return {name: value for (name, _), value in zip(fields, values, strict=False)}


def _port_at(node_type: NodeType[Any], index: int) -> str:
    ports: tuple[Port, ...] = node_type.inputs
    if not ports:
        raise ETLabError(f"{node_type.title} is a source and takes no input.")
    if index < len(ports):
        return ports[index].name
    if ports[-1].many:
        return ports[-1].name
    raise ETLabError(f"{node_type.title} takes {len(ports)} input(s), not {index + 1}.")


def _label(node_type: NodeType[Any], config: Mapping[str, Any]) -> str:
    """A source of files is called after them, any other node after its type."""
    path = config.get("path") if node_type.type == "source" else None
    stem = PurePosixPath(path).stem if isinstance(path, str) else ""
    return stem if slug(stem, "") else node_type.title


def _find(kind: str) -> NodeType[Any]:
    node_type = registry.find(kind)
    if node_type is None:
        hint = did_you_mean(kind, registry.kinds())
        raise ETLabError(f"There is no node type {kind!r}. {hint}".strip())
    return node_type


def _kinds(type_: str) -> dict[str, NodeType[Any]]:
    found = ((kind, _find(kind)) for kind in registry.kinds())
    return {kind: node_type for kind, node_type in found if node_type.type == type_}

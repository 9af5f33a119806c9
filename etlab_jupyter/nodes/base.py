"""What a node type is: a declaration of its config, ports, schema rule and template.

A node type lives in one module under `sources`, `transforms` or `sinks` (or in any package that
registers it under the entry point group `etlab_jupyter.nodes`) and says everything about itself
there. Nothing else in ETLab knows a node type by name.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.spark_types import Schema

Type = Literal["source", "transform", "sink"]


class NodeConfig(BaseModel):
    """Base of every node type's config; a key that it does not declare is a mistake."""

    model_config = ConfigDict(extra="forbid", defer_build=True, populate_by_name=True)


C = TypeVar("C", bound=NodeConfig)


@dataclass(frozen=True, slots=True)
class Port:
    """A place where edges begin or end. `many` inputs take any number of edges, in order."""

    name: str
    title: str = ""
    many: bool = False
    required: bool = True
    minimum: int = 1


IN = Port("in", "Input")
OUT = Port("out", "Output")
MANY = Port("in", "Inputs", many=True, minimum=2)


class Inputs:
    """The schemas (or variables) that arrive at a node, by port; a list for a `many` port."""

    def __init__(self, by_port: Mapping[str, Sequence[Any]]) -> None:
        self.by_port = by_port

    def __getitem__(self, port: str) -> Any:
        """What arrives at a single port; None where nothing does or it is not known."""
        values = self.by_port.get(port)
        return values[0] if values else None

    @property
    def one(self) -> Any:
        """What arrives at the port `in`."""
        return self["in"]

    def many(self, port: str = "in") -> Sequence[Any]:
        return self.by_port.get(port, ())


class NodeType(Generic[C]):
    """Base class of node types. Subclasses are never instantiated with state: they declare.

    `kind` names the type in page documents; `template` is Jinja2 for the Python expression whose
    value is the node's DataFrame (for a sink: the statement that writes). A node type with several
    outputs has a template for each output port. In a template everything that is printed becomes
    a Python literal, except variables and what the filters of `codegen.templates` return.
    `helpers` are templates for values that the main template uses more than once; each becomes a
    variable named after the output (`ranked_window`), printed as `{{ helpers.window }}`.
    `statements` says that the template writes whole statements, its assignments included.
    `unbounded` sources never end by themselves (streams).
    """

    kind: ClassVar[str]
    type: ClassVar[Type]
    title: ClassVar[str]
    description: ClassVar[str]
    category: ClassVar[str]
    inputs: ClassVar[tuple[Port, ...]] = (IN,)
    outputs: ClassVar[tuple[Port, ...]] = (OUT,)
    unbounded: ClassVar[bool] = False
    statements: ClassVar[bool] = False
    helpers: ClassVar[Mapping[str, str]] = {}
    template: ClassVar[str | Mapping[str, str]]
    Config: ClassVar[builtins.type[NodeConfig]]

    def schema(self, config: C, inputs: Inputs, check: NodeCheck) -> Schema | None:
        """The output's columns, None where they cannot be known; mistakes go to `check`."""
        raise TypeError(f"the node type {self.kind!r} declares no schema rule")

    def schemas(self, config: C, inputs: Inputs, check: NodeCheck) -> Mapping[str, Schema | None]:
        """The columns of each output port; node types with several outputs override this."""
        result = self.schema(config, inputs, check)
        return {port.name: result for port in self.outputs}

    def variables(self, config: C, inputs: Inputs, context: PageContext) -> Mapping[str, Any]:
        """What the template needs beyond `config`, `input`, `inputs` and `outputs`.

        `inputs` holds the inputs' schemas, as for `schema`; in the template it holds variables.
        """
        return {}

    def reads(self, config: C) -> Sequence[str]:
        """The paths that a run takes data from."""
        return ()

    def writes(self, config: C) -> str | None:
        """The path or table that a run writes to; two sinks of a page may not share one."""
        return None


class Source(NodeType[C]):
    type = "source"
    inputs = ()


class Transform(NodeType[C]):
    type = "transform"


class Sink(NodeType[C]):
    type = "sink"
    outputs = ()
    category = "Sinks"

    def schema(self, config: C, inputs: Inputs, check: NodeCheck) -> Schema | None:
        return None

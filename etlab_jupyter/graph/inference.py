"""The columns of every output of a graph, inferred without Spark, and the problems found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from etlab_jupyter.graph.build import Graph, GraphNode
from etlab_jupyter.nodes.base import Inputs
from etlab_jupyter.nodes.check import NodeCheck, PageContext
from etlab_jupyter.nodes.references import referring
from etlab_jupyter.problems import Problem, did_you_mean
from etlab_jupyter.spark_types import Schema


@dataclass(slots=True)
class Inference:
    """`outputs` maps (node id, output port) to columns, None where they cannot be known.

    `inputs` holds, for each node, the schemas that arrive at its ports.
    """

    outputs: dict[tuple[str, str], Schema | None] = field(default_factory=dict)
    inputs: dict[str, Inputs] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def infer_schemas(graph: Graph, context: PageContext) -> Inference:
    """Runs the schema rule of every node, each after its inputs."""
    result = Inference()
    for node_id in graph.order:
        node = graph.nodes[node_id]
        inputs = Inputs(
            {
                port: [result.outputs.get(feed) for feed in feeds]
                for port, feeds in node.inputs.items()
            }
        )
        result.inputs[node_id] = inputs
        if not (node.valid and _complete(node)):
            continue
        check = NodeCheck(node.id, node.label, context)
        _check_references(node, check)
        for port, schema in node.type.schemas(node.config, inputs, check).items():
            result.outputs[node_id, port] = schema
        result.problems.extend(check.problems)
    result.problems.extend(_shared_targets(graph, context))
    return result


def _complete(node: GraphNode) -> bool:
    """Whether the required ports are fed; a rule may count on that."""
    return all(
        len(node.inputs.get(port.name, ())) >= (port.minimum if port.many else 1)
        for port in node.type.inputs
        if port.required
    )


def _check_references(node: GraphNode, check: NodeCheck) -> None:
    """Every `${name}` must be declared."""
    declared = check.context.parameters.declared
    for path, name in referring(node.config):
        if name not in declared:
            check.problem(
                "unknown-parameter", f"The page declares no parameter {name!r}.", path,
                hint=did_you_mean(name, declared)
                or "Declare it in the page's parameters; write $${ for a plain ${.",
            )  # fmt: skip


def _shared_targets(graph: Graph, context: PageContext) -> Iterator[Problem]:
    """Two sinks that write to one place would race or overwrite each other."""
    seen: dict[str, GraphNode] = {}
    for node_id in graph.order:
        node = graph.nodes[node_id]
        target = node.type.writes(node.config) if node.valid else None
        if target is None:
            continue
        key = context.parameters.plain(target).rstrip("/")
        if first := seen.get(key):
            yield Problem(
                "shared-target",
                f"It writes to {key!r}, as {first.label or first.id!r} does.",
                "Give each sink a path or table of its own.",
                node=node.id, label=node.label,
            )  # fmt: skip
        seen.setdefault(key, node)

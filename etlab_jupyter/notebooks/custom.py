"""Code of a person in place of a node's config."""

from __future__ import annotations

from etlab_jupyter.codegen.cells import output_variables
from etlab_jupyter.graph import GraphNode
from etlab_jupyter.page.document import Document, Edge
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import ETLabError, did_you_mean


def keep_code(pipeline: Pipeline, node_id: str, source: str) -> Document:
    """The page with a node that is a code node with this code; its id and label stay.

    The code calls inputs and output by the names that they have in the generated code.
    """
    graph = pipeline.graph
    node = graph.nodes.get(node_id)
    if node is None:
        hint = did_you_mean(node_id, graph.nodes)
        raise ETLabError(f"The page has no node {node_id!r}. {hint}".strip())
    if len(node.type.outputs) > 1:
        raise ETLabError(
            f"{node.label or node_id} has several outputs, and a code node has one. "
            "Take the node's code back, or detach the cell."
        )
    variables = output_variables(graph, pipeline.parameters)
    names = [
        variables[feed] for port in node.type.inputs for feed in node.inputs.get(port.name, ())
    ]
    outputs = [variables[node_id, port.name] for port in node.type.outputs]
    output = (outputs or names or ["df"])[0]
    document = pipeline.document.model_copy(deep=True)
    for item in document.nodes:
        if item.id == node_id:
            item.type = "transform"
            item.data.kind = "code"
            item.data.config = {"code": source.strip("\n"), "inputs": names, "output": output}
    document.edges = _edges(document.edges, node)
    return document


def _edges(edges: list[Edge], node: GraphNode) -> list[Edge]:
    """All its inputs at the one port of a code node, in the order of its ports before."""
    ports = [port.name for port in node.type.inputs]
    arriving = [edge for edge in edges if edge.target == node.id]
    arriving.sort(key=lambda edge: ports.index(edge.targetHandle) if edge.targetHandle else 0)
    for edge in arriving:
        edge.targetHandle = "in"
    for edge in edges:
        if edge.source == node.id:
            edge.sourceHandle = "out"
    turn = iter(arriving)
    return [next(turn) if edge.target == node.id else edge for edge in edges]

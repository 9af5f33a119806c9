"""From a checked graph to cells: one per node, in the order in which they run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from etlab_jupyter.codegen.cell import Cell, content_key
from etlab_jupyter.codegen.layout import lay_out, strip_strings
from etlab_jupyter.codegen.literals import Code, literal, quote
from etlab_jupyter.codegen.templates import render
from etlab_jupyter.graph import Graph, GraphNode, Inference
from etlab_jupyter.nodes.base import Inputs
from etlab_jupyter.nodes.check import PageContext
from etlab_jupyter.nodes.references import used_names
from etlab_jupyter.page.names import Names, slug
from etlab_jupyter.parameters import Parameters

_USES = re.compile(r"\b(F|T|Window|StorageLevel|os)\.")


def make_cells(
    name: str,
    graph: Graph,
    inference: Inference,
    context: PageContext,
    spark_conf: Mapping[str, Any] | None = None,
) -> list[Cell]:
    """The cells of a page: `setup`, `parameters` if it has any, then one per node."""
    parameters = context.parameters
    variables = output_variables(graph, parameters)
    made: dict[str, Cell] = {}
    for node_id in graph.order:
        node = graph.nodes[node_id]
        inputs = inference.inputs[node_id]
        made[node_id] = _cell(node, inputs, variables, made, context)
    nodes = list(made.values())
    cells = [_setup(name, nodes, spark_conf or {})]
    if parameters.values:
        cells.append(_parameters(parameters))
    return cells + nodes


def session_cell(name: str, spark_conf: Mapping[str, Any]) -> Cell:
    """The set-up of a page without nodes: it starts the session."""
    return _setup(name, (), spark_conf)


def to_script(cells: Iterable[Cell]) -> str:
    """The cells as one Python file, runnable with `python` or `spark-submit`."""
    return "\n\n".join(cell.source for cell in cells) + "\n"


def output_variables(graph: Graph, parameters: Parameters) -> dict[tuple[str, str], str]:
    """A variable for each output, named in the order of the page so that names stay the same."""
    names = Names(parameters.declared)
    variables = {}
    for node in sorted(graph.nodes.values(), key=lambda item: item.index):
        base = slug(node.label, node.type.kind)
        variable = base
        for port in node.type.outputs:
            name = base if len(node.type.outputs) == 1 else f"{base}_{port.name}"
            variable = variables[node.id, port.name] = names.unique(name)
        names.reserve(f"{variable}_{helper}" for helper in node.type.helpers)
    return variables


def node_source(
    node: GraphNode,
    schemas: Inputs,
    variables: Mapping[tuple[str, str], str],
    context: PageContext,
) -> str:
    """The code of one node; `variables` names its outputs and those of what feeds it."""
    outputs = {port.name: variables[node.id, port.name] for port in node.type.outputs}
    inputs = Inputs(
        {port: [Code(variables[feed]) for feed in feeds] for port, feeds in node.inputs.items()}
    )
    values = {
        "config": node.config,
        "inputs": inputs,
        "input": inputs.one,
        "parameters": context.parameters,
        "outputs": {port: Code(name) for port, name in outputs.items()},
        "helpers": {
            name: Code(f"{next(iter(outputs.values()))}_{name}") for name in node.type.helpers
        },
        **node.type.variables(node.config, schemas, context),
    }
    return _source(node, outputs, values)


def _cell(
    node: GraphNode,
    schemas: Inputs,
    variables: Mapping[tuple[str, str], str],
    made: Mapping[str, Cell],
    context: PageContext,
) -> Cell:
    parameters = context.parameters
    outputs = {port.name: variables[node.id, port.name] for port in node.type.outputs}
    source = node_source(node, schemas, variables, context)
    reads = tuple(dict.fromkeys(feed for feed, _ in node.sources()))
    used = sorted(used_names(node.config) & parameters.declared.keys())
    writes = node.type.writes(node.config)
    return Cell(
        node=node.id,
        kind=node.type.kind,
        type=node.type.type,
        label=node.label,
        source=source,
        outputs=outputs,
        inputs=reads,
        key=content_key(
            source, [made[feed].key for feed in reads], [parameters.values.get(n) for n in used]
        ),
        reads=tuple(parameters.plain(path) for path in node.type.reads(node.config)),
        writes=None if writes is None else parameters.plain(writes),
        unbounded=node.type.unbounded,
    )


def _source(node: GraphNode, outputs: Mapping[str, str], values: Mapping[str, Any]) -> str:
    template = node.type.template
    if isinstance(template, str):
        if node.type.statements:
            return render(template, values)
        target = next(iter(outputs.values()), "")
        return _helpers(node, target, values) + lay_out(render(template, values), target)
    return "\n".join(
        lay_out(render(template[port], values), name) for port, name in outputs.items()
    )


def _helpers(node: GraphNode, target: str, values: Mapping[str, Any]) -> str:
    """The statements before the node's own: `ranked_window = Window.partitionBy("a")`."""
    return "".join(
        lay_out(render(template, values), f"{target}_{name}") + "\n"
        for name, template in node.type.helpers.items()
    )


def _setup(name: str, cells: Iterable[Cell], spark_conf: Mapping[str, Any]) -> Cell:
    used: set[str] = set()
    for cell in cells:
        used.update(_USES.findall(strip_strings(cell.source)))
    lines = ["import os\n"] if "os" in used else []
    if "StorageLevel" in used:
        lines.append("from pyspark import StorageLevel")
    window = ", Window" if "Window" in used else ""
    lines.append(f"from pyspark.sql import SparkSession{window}")
    if "F" in used:
        lines.append("from pyspark.sql import functions as F")
    if "T" in used:
        lines.append("from pyspark.sql import types as T")
    chain = f"SparkSession.builder.appName({quote(name)})"
    for key, value in spark_conf.items():
        chain += f".config({quote(key)}, {literal(value)})"
    lines.append("\n" + lay_out(f"{chain}.getOrCreate()", "spark"))
    source = "\n".join(lines)
    return Cell("setup", "setup", "setup", "Set-up", source, key=content_key(source))


def _parameters(parameters: Parameters) -> Cell:
    lines = [lay_out(literal(value), name) for name, value in parameters.values.items()]
    source = "\n".join(lines)
    return Cell(
        "parameters", "parameters", "parameters", "Parameters", source, key=content_key(source)
    )

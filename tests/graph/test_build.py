"""The structure of a page: node types, configs, edges, ports, cycles."""

from __future__ import annotations

import pytest

from etlab_jupyter.graph import build
from etlab_jupyter.page.document import Document

TYPES = {"read_text": "source", "filter": "transform", "join": "transform", "console": "sink"}
CONFIGS = {
    "read_text": {"path": "a.txt"},
    "filter": {"condition": "value > 1"},
    "join": {"on": ["value"]},
}


def node(id, kind, type=None, label="", **config):
    data = {"label": label or id, "kind": kind, "config": config or CONFIGS.get(kind, {})}
    return {"id": id, "type": type or TYPES.get(kind, "transform"), "data": data}


def edge(source, target, source_port=None, target_port=None):
    return {
        "id": f"{source}-{target}-{target_port}", "source": source, "target": target,
        "sourceHandle": source_port, "targetHandle": target_port,
    }  # fmt: skip


def page(nodes, edges=()):
    return build(Document.model_validate({"nodes": list(nodes), "edges": list(edges)}))


def only(graph):
    (problem,) = graph.problems
    return problem


def test_nodes_come_in_the_order_of_their_edges_then_of_the_page():
    nodes = [node("show", "console"), node("b", "filter")]
    nodes += [node("in", "read_text"), node("a", "filter")]
    graph = page(nodes, [edge("in", "a"), edge("in", "b"), edge("b", "show")])
    assert graph.problems == []
    assert graph.order == ["in", "b", "show", "a"]
    assert graph.ancestors("show") == {"show", "b", "in"}


def test_the_order_of_a_long_chain_and_a_wide_fan():
    names = [f"n{i}" for i in range(3000)]
    nodes = [node("in", "read_text"), *(node(name, "filter") for name in names)]
    chain = page(nodes, [edge(a, b) for a, b in zip(["in", *names], names, strict=False)])
    assert chain.order == ["in", *names]
    fan = page(nodes, [edge("in", name) for name in names])
    assert fan.order == ["in", *names]


def test_an_unknown_node_type_is_named_with_the_one_that_was_meant():
    problem = only(page([node("a", "flter")]))
    assert (problem.code, problem.node, problem.field) == ("unknown-node-type", "a", "kind")
    assert problem.hint == "Did you mean 'filter'?"


def test_edges_of_an_unknown_node_are_no_further_problems():
    graph = page([node("a", "read_text"), node("b", "?")], [edge("a", "b")])
    assert only(graph).node == "b"


def test_a_node_must_say_the_type_of_its_kind():
    problem = only(page([node("a", "read_text", type="sink")]))
    assert (problem.code, problem.field) == ("wrong-type", "type")
    assert problem.hint == 'Set the node\'s "type" to "source".'


@pytest.mark.parametrize(
    ("config", "code", "field", "text"),
    [
        ({}, "bad-config", "path", "A value is required."),
        ({"path": ""}, "bad-config", "path", "A value is required."),
        ({"path": 5}, "bad-config", "path", "Input should be a valid string."),
        ({"path": "a", "wholetxt": True}, "unknown-setting", "wholetxt", "There is no such"),
    ],
)
def test_a_config_is_checked_by_its_node_type(config, code, field, text):
    nodes = node("a", "read_text", label="Lines")
    nodes["data"]["config"] = config
    problem = only(page([nodes]))
    assert (problem.code, problem.node, problem.label, problem.field) == (code, "a", "Lines", field)
    assert text in problem.message
    if code == "unknown-setting":
        assert problem.hint == "Did you mean 'whole_text'?"


def test_all_mistakes_of_a_config_are_told_at_once():
    nodes = [node("a", "read_csv", type="source", path="", sep="", mode="FAIL")]
    fields = [problem.field for problem in page(nodes).problems]
    assert fields == ["path", "sep", "mode"]


def test_an_edge_must_end_at_nodes_that_are_there():
    graph = page([node("a", "read_text")], [edge("a", "gone"), edge("lost", "a")])
    assert [(p.code, p.edge) for p in graph.problems] == [
        ("dangling-edge", "a-gone-None"),
        ("dangling-edge", "lost-a-None"),
    ]
    assert "'gone' that is not there" in graph.problems[0].message


def test_ports_are_named_where_they_are_unknown():
    nodes = [node("a", "read_text"), node("b", "join")]
    graph = page(
        nodes,
        [
            edge("a", "b", None, "lft"), edge("a", "b", "outt", "left"),
            edge("a", "b", "out", "right"), edge("b", "a"),
        ],
    )  # fmt: skip
    codes = [(p.code, p.node, p.hint) for p in graph.problems]
    assert codes == [
        ("unknown-port", "b", "Did you mean 'left'?"),
        ("unknown-port", "a", "Did you mean 'out'?"),
        ("unknown-port", "a", ""),
        ("missing-input", "b", codes[3][2]),
    ]


def test_a_single_port_takes_one_edge():
    nodes = [node("a", "read_text"), node("b", "read_text"), node("c", "filter")]
    graph = page(nodes, [edge("a", "c"), edge("b", "c")])
    problem = only(graph)
    assert (problem.code, problem.node, problem.edge) == ("port-taken", "c", "b-c-None")


def test_a_missing_input_is_told_by_port():
    graph = page([node("a", "read_text"), node("b", "join")], [edge("a", "b", None, "right")])
    problem = only(graph)
    assert (problem.code, problem.node, problem.field) == ("missing-input", "b", "left")
    union = page([node("a", "read_text"), node("u", "union")], [edge("a", "u")])
    assert "needs 2 inputs, but has 1" in only(union).message


def test_a_cycle_is_told_as_the_way_around_it():
    nodes = [node("in", "read_text"), *(node(i, "filter", label=i.upper()) for i in "abcd")]
    graph = page(nodes, [edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("c", "d")])
    cycle = next(p for p in graph.problems if p.code == "cycle")
    assert cycle.message == "The edges form a cycle: 'A' → 'B' → 'C' → 'A'."
    assert cycle.node == "a"
    assert graph.order == ["in"]


def test_a_node_that_feeds_itself_is_a_cycle():
    graph = page([node("a", "filter", label="A")], [edge("a", "a")])
    assert only(graph).message == "The edges form a cycle: 'A' → 'A'."


def test_ids_are_unique_and_not_those_of_other_cells():
    graph = page([node("a", "read_text"), node("a", "read_text"), node("setup", "read_text")])
    assert [(p.code, p.node) for p in graph.problems] == [
        ("duplicate-id", "a"),
        ("reserved-id", "setup"),
    ]

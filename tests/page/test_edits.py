"""Edits keep the rest of a document as it is."""

from __future__ import annotations

import pytest

from etlab_jupyter import ETLabError, Page
from etlab_jupyter.page import edits


@pytest.fixture
def page():
    page = Page("Edits")
    first, second = (page.add("read_csv", path=name, id=name) for name in "ab")
    page.add("union", first, second, id="all").filter("true", id="some")
    return page


def test_edges_are_made_and_removed(page):
    page.connect(page.node("a"), page.node("all"))
    assert [edge.source for edge in page.document.edges] == ["a", "b", "all", "a"]
    edits.disconnect(page.document, page.document.edges[0].id)
    assert [edge.source for edge in page.document.edges] == ["b", "all", "a"]
    with pytest.raises(ETLabError, match="no edge 'gone'"):
        edits.disconnect(page.document, "gone")


def test_an_edge_takes_the_port_that_is_free():
    page = Page("Join")
    first, second = (page.add("read_csv", path=name) for name in "ab")
    join = page.add("join")
    ports = [page.connect(source, join).targetHandle for source in (first, second)]
    assert ports == ["left", "right"]
    with pytest.raises(ETLabError, match="takes 2 input"):
        page.connect(first, join)
    with pytest.raises(ETLabError, match="takes no input"):
        page.connect(join, first)


def test_a_node_goes_with_its_edges(page):
    edits.remove(page.document, "all")
    assert [node.id for node in page.document.nodes] == ["a", "b", "some"]
    assert page.document.edges == []


def test_nodes_move_in_the_order_of_the_page(page):
    edits.move_node(page.document, "b", -1)
    assert [node.id for node in page.document.nodes] == ["b", "a", "all", "some"]
    edits.move_node(page.document, "b", 9)
    assert [node.id for node in page.document.nodes] == ["a", "all", "some", "b"]


def test_inputs_move_among_those_of_their_node(page):
    edges = page.document.edges
    edits.move_edge(page.document, edges[1].id, -1)
    assert [(e.source, e.target) for e in page.document.edges] == [
        ("b", "all"), ("a", "all"), ("all", "some"),
    ]  # fmt: skip
    assert edges[0].source == "a"  # what was read before stays

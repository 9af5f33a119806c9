"""Notebooks brought up to date with their pages."""

from __future__ import annotations

import copy

import pytest

from etlab_jupyter import ETLabError, Page
from etlab_jupyter.notebooks import keep_code, sync
from etlab_jupyter.notebooks.binding import text_of
from etlab_jupyter.pipeline import Pipeline

COLUMNS = [{"name": "id", "type": "long"}]


def new_page():
    page = Page("numbers")
    rows = page.read.rows(COLUMNS, [[1], [2], [3]], id="rows", label="Rows")
    rows.filter("id > 1", id="big", label="Big").sort(["id"], id="sorted", label="Sorted")
    return page


def synced(notebook, page, **choices):
    return sync(notebook, page.document, Pipeline, page="numbers", choices=choices)


def statuses(done):
    return {state.node: state.status for state in done.cells}


def cell(notebook, node):
    return next(c for c in notebook["cells"] if c["metadata"].get("etlab", {}).get("node") == node)


def edit(notebook, node, text):
    cell(notebook, node)["source"] = text


@pytest.fixture
def page():
    return new_page()


@pytest.fixture
def notebook(page):
    made = page.notebook()
    made["cells"].insert(3, {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "Hi"})
    return made


def test_nothing_has_changed(page, notebook):
    before = copy.deepcopy(notebook)
    done = synced(notebook, page)
    assert set(statuses(done).values()) == {"unchanged"}
    assert done.notebook == notebook == before
    assert done.document is None


def test_cells_whose_nodes_have_changed_are_updated(page, notebook):
    page.node("big").node.data.config["condition"] = "id > 2"
    done = synced(notebook, page)
    assert statuses(done)["big"] == "node-changed"
    assert [s.node for s in done.cells if s.action == "updated"] == ["big"]
    assert '"id > 2"' in text_of(cell(done.notebook, "big"))
    assert '+big = rows.filter("id > 2")' in next(s.diff for s in done.cells if s.node == "big")
    assert set(statuses(synced(done.notebook, page)).values()) == {"unchanged"}
    assert done.notebook["cells"][3]["id"] == "mine"


def test_edited_cells_are_never_overwritten(page, notebook):
    edit(notebook, "big", "big = rows  # mine")
    assert statuses(synced(notebook, page))["big"] == "edited"
    page.node("big").node.data.config["condition"] = "id > 2"
    page.node("sorted").node.data.config["by"] = ["id desc"]
    done = synced(notebook, page)
    assert (statuses(done)["big"], statuses(done)["sorted"]) == ("both", "node-changed")
    assert text_of(cell(done.notebook, "big")) == "big = rows  # mine"
    assert "desc" in text_of(cell(done.notebook, "sorted"))


def test_an_edit_that_says_what_the_node_says_is_none(page, notebook):
    edit(notebook, "big", 'big = rows.filter("id > 2")')
    page.node("big").node.data.config["condition"] = "id > 2"
    done = synced(notebook, page)
    assert statuses(done)["big"] == "unchanged"
    page.node("big").node.data.config["condition"] = "id > 1"
    assert statuses(synced(done.notebook, page))["big"] == "node-changed"


def test_edited_code_becomes_the_nodes_own(page, notebook):
    edit(notebook, "big", "big = rows.filter(rows.id > 2)  # mine")
    done = synced(notebook, page, big="keep")
    node = next(node for node in done.document.nodes if node.id == "big")
    assert node.data.kind == "code"
    assert node.data.config == {
        "code": "big = rows.filter(rows.id > 2)  # mine", "inputs": ["rows"], "output": "big",
    }  # fmt: skip
    assert page.node("big").kind == "filter"  # what was given is as it was
    assert text_of(cell(done.notebook, "big")) == "big = rows.filter(rows.id > 2)  # mine"
    page.document = done.document
    assert page.check() == []
    assert set(statuses(synced(done.notebook, page)).values()) == {"unchanged"}


def test_the_nodes_code_is_taken_back(page, notebook):
    edit(notebook, "big", "nonsense")
    done = synced(notebook, page, big="take")
    assert text_of(cell(done.notebook, "big")) == 'big = rows.filter("id > 1")'
    assert set(statuses(synced(done.notebook, page)).values()) == {"unchanged"}


def test_a_detached_cell_is_left_alone_and_not_made_again(page, notebook):
    edit(notebook, "big", "mine = 1")
    done = synced(notebook, page, big="detach")
    page.node("big").node.data.config["condition"] = "id > 2"
    again = synced(done.notebook, page)
    assert statuses(again)["big"] == "detached"
    assert text_of(cell(again.notebook, "big")) == "mine = 1"
    assert len(again.notebook["cells"]) == len(notebook["cells"])
    back = synced(again.notebook, page, big="take")
    assert '"id > 2"' in text_of(cell(back.notebook, "big"))


def test_new_nodes_get_cells_and_those_of_removed_ones_go(page, notebook):
    page.node("big").limit(2, id="few", label="Few")
    document = page.document
    document.nodes = [node for node in document.nodes if node.id != "sorted"]
    document.edges = [edge for edge in document.edges if edge.target != "sorted"]
    done = synced(notebook, page)
    assert (statuses(done)["few"], statuses(done)["sorted"]) == ("missing", "removed")
    nodes = [c["metadata"].get("etlab", {}).get("node") for c in done.notebook["cells"]]
    assert nodes == [None, "setup", "rows", None, "big", "few"]
    edit(notebook, "sorted", "mine = 1")
    kept = synced(notebook, page)
    assert text_of(cell(kept.notebook, "sorted")) == "mine = 1"
    assert [s.action for s in kept.cells if s.node == "sorted"] == [None]


def test_cells_are_put_into_an_order_that_runs(page, notebook):
    cells = notebook["cells"]
    low, high = cells.index(cell(notebook, "rows")), cells.index(cell(notebook, "sorted"))
    cells[low], cells[high] = cells[high], cells[low]
    done = synced(notebook, page)
    nodes = [c["metadata"].get("etlab", {}).get("node") for c in done.notebook["cells"]]
    assert nodes == [None, "setup", "rows", None, "big", "sorted"]


def test_cells_of_other_pages_are_not_touched(page, notebook):
    edit(notebook, "big", "x")
    cell(notebook, "big")["metadata"]["etlab"]["page"] = "another"
    done = synced(notebook, page)
    assert statuses(done)["big"] == "missing"
    cells = {cell["id"]: text_of(cell) for cell in done.notebook["cells"]}
    assert cells["etlab-big"] == "x"
    assert cells["etlab-big-2"] == 'big = rows.filter("id > 1")'


def test_what_cannot_be_kept_is_said(page, notebook):
    with pytest.raises(ETLabError, match="no cell of the node 'no'"):
        synced(notebook, page, no="keep")
    with pytest.raises(ETLabError, match="take or detach"):
        synced(notebook, page, setup="keep")
    page.node("big").route([{"name": "low", "condition": "id < 2"}], id="route", label="Route")
    with pytest.raises(ETLabError, match="Route has several outputs"):
        keep_code(page.pipeline(), "route", "x = 1")


def test_a_join_keeps_its_inputs_in_order(page):
    right = page.read.rows(COLUMNS, [[2]], id="right", label="Right")
    joined = page.node("big").join(right, on=["id"], id="joined", label="Joined")
    document = joined.page.document
    document.edges = [*document.edges[:-2], document.edges[-1], document.edges[-2]]
    source = next(c.source for c in page.cells() if c.node == "joined")
    page.document = keep_code(page.pipeline(), "joined", source)
    assert page.document.nodes[-1].data.config["inputs"] == ["big", "right"]
    assert next(c.source for c in page.cells() if c.node == "joined") == source


def test_a_sink_with_code_of_its_own(page):
    page.node("big").write.csv("out", id="sink", label="Out")
    page.document = keep_code(page.pipeline(), "sink", 'big.write.json("out")')
    assert page.check() == []
    source = next(c.source for c in page.cells() if c.node == "sink")
    assert source == 'big.write.json("out")\nout = big'


def keys(done):
    return {state.node: state.key for state in done.cells}


def changed(before, after):
    return [node for node, key in after.items() if key != before[node]]


def test_keys_tell_what_a_change_concerns(page, notebook):
    before = keys(synced(notebook, page))
    page.node("big").node.data.config["condition"] = "id > 2"
    done = synced(notebook, page)
    assert changed(before, keys(done)) == ["big", "sorted"]
    states = {state.node: state for state in done.cells}
    assert states["big"].code == 'big = rows.filter("id > 2")'
    assert states["sorted"].inputs == ("big",)
    # The key is of what the cell says: edited by hand, it is as good as another node.
    edit(notebook, "rows", "rows = spark.range(3)")
    assert changed(keys(done), keys(synced(notebook, page))) == ["rows", "big", "sorted"]


def test_the_first_cells_of_a_page_go_below_a_cell(page):
    mine: list[dict[str, object]] = [
        {"cell_type": "code", "id": id_, "metadata": {}, "source": id_} for id_ in ("a", "b")
    ]
    for after, place in (("a", 1), ("b", 2), ("nowhere", 2), (None, 2)):
        made = sync({"cells": mine}, page.document, Pipeline, page="numbers", after=after)
        ids = [found["id"] for found in made.notebook["cells"]]
        assert ids[place : place + 4] == ["etlab-setup", "etlab-rows", "etlab-big", "etlab-sorted"]
        assert [state.cell_id for state in made.cells] == ids[place : place + 4]

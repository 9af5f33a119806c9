"""The page builder, driven through its traits and its inputs."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from etlab_jupyter import ETLabError, Page, PageError
from etlab_jupyter.page.document import Canvas
from etlab_jupyter.widgets import PageBuilder
from etlab_jupyter.widgets.picture import svg
from tests.runners.conftest import new_page
from tests.widgets import notebooks

COLUMNS = [{"name": "id", "type": "long"}, {"name": "name", "type": "string"}]


@pytest.fixture
def builder():
    page = Page("Orders")
    page.read.rows(COLUMNS, [[1, "a"], [2, None]], id="rows", label="Rows")
    return PageBuilder(page)


def tab(builder, title):
    builder.show_tab(title)


def test_a_node_is_added_seen_wrong_and_put_right(builder):
    seen = []
    builder.observe(lambda change: seen.append(len(change["new"])), "errors")
    builder.selected = "rows"
    builder.adding.kind.value = "filter"
    builder.adding.add.click()
    assert builder.selected == "filter"
    assert [(e.source, e.target) for e in builder.page.document.edges] == [("rows", "filter")]
    assert [problem.field for problem in builder.errors] == ["condition"]
    condition = builder.settings.form.field("condition")
    assert "required" in condition.note.value
    condition.input.value = "ids > 1"
    assert "Did you mean &#x27;id&#x27;?" in condition.note.value
    condition.input.value = "id > 1"
    assert builder.errors == []
    assert condition.note.value == ""
    assert seen == [1, 1, 0]
    assert builder.changed


def test_the_same_node_may_be_chosen_everywhere(builder):
    builder.graph.selected = "rows"
    assert (builder.selected, builder.chooser.value) == ("rows", "rows")
    builder.chooser.value = None
    assert (builder.selected, builder.graph.selected) == (None, None)
    assert builder.settings.form is None
    builder.selected = "gone"
    assert builder.selected is None


def test_labels_are_changed(builder):
    builder.selected = "rows"
    builder.settings.label.value = "All rows"
    assert builder.page.document.nodes[0].data.label == "All rows"
    assert ("All rows", "rows") in builder.chooser.options


def test_inputs_are_connected_ordered_and_removed(builder):
    builder.add("rows", columns=COLUMNS, rows=[], id="more", label="More")
    builder.selected = None
    builder.add("union", id="all")
    panel = builder.inputs
    assert dict(panel.source.options) == {"Rows": ("rows", "out"), "More": ("more", "out")}
    for source in ("rows", "more"):
        panel.source.value = (source, "out")
        panel.add.click()
    assert builder.errors == []
    first, second = panel.rows.children
    second.children[0].click()  # up
    assert [e.source for e in builder.page.document.edges] == ["more", "rows"]
    first = panel.rows.children[0]
    first.children[2].click()
    assert [e.source for e in builder.page.document.edges] == ["rows"]
    builder.selected = "rows"
    assert "takes no input" in panel._empty.value


def test_no_cycle_is_offered(builder):
    builder.selected = "rows"
    builder.add("distinct", id="one")
    builder.add("distinct", id="two")
    builder.selected = "one"
    assert [node for _, (node, _) in builder.inputs.source.options] == ["rows"]


def test_nodes_are_ordered_and_removed(builder):
    builder.add("console", id="show")
    builder.move(-1, "show")
    assert [node.id for node in builder.page.document.nodes] == ["show", "rows"]
    builder.remove("show")
    assert [node.id for node in builder.page.document.nodes] == ["rows"]
    assert builder.selected is None
    with pytest.raises(ETLabError, match="Select a node"):
        builder.remove()


def test_columns_and_code(builder):
    builder.selected = "rows"
    tab(builder, "Columns")
    assert "<td>name</td><td>string</td>" in builder.columns.text.value
    tab(builder, "Code")
    assert "spark.createDataFrame" in builder.code_view.text.value
    builder.add("filter")
    assert "A value is required" in builder.code_view.text.value
    with pytest.raises(PageError):
        builder.code()


def test_all_problems_are_listed(builder):
    builder.selected = "rows"
    builder.add("filter", label="Big <ones>")
    assert "Big &lt;ones&gt;: " in builder.problem_list.value
    assert builder.tabs.titles[-1] == "Problems (1)"


def test_another_page_takes_the_place(builder):
    builder.selected = "rows"
    builder.page = other = Page("Other")
    assert (builder.selected, builder.opened.page) == (None, other)
    assert "Other" in builder._title.value
    other.read.rows(COLUMNS, [], id="r")
    builder.refresh()
    assert [value for _, value in builder.chooser.options] == [None, "r"]


def test_a_page_of_a_file_goes_back_there(tmp_path, builder):
    path = tmp_path / "orders.etlab.json"
    builder.saving.to.value = str(path)
    builder.saving.button.click()
    assert "Saved" in builder._told.value
    again = PageBuilder(str(path))
    again.add("console")
    assert again.changed
    again.saving.button.click()
    assert not again.changed
    assert [node.data.kind for node in Page.load(path).document.nodes] == ["rows", "console"]


def test_what_goes_wrong_is_told(builder):
    builder.running.all.click()
    builder.saving.button.click()
    assert "say where to save it" in builder._told.value
    with pytest.raises(ETLabError, match="no file"):
        PageBuilder("gone.etlab.json")


def test_a_run_shows_progress_and_rows(tmp_path):
    page = new_page(tmp_path)
    page.read.rows(COLUMNS, [[1, "a"], [2, None]], id="rows").filter("id > 1", id="big")
    with page:
        builder = PageBuilder(page)
        assert builder.preview("big", rows=5).status == "completed"
        shown = builder.previews["out"]
        assert shown.rows == [[2, None]]
        assert shown.columns == [("id", "bigint"), ("name", "string")]
        assert builder.monitor.nodes["big"]["status"] == "done"
        assert builder.graph.run["big"]["status"] == "done"
        assert builder.run().status == "completed"
        assert builder.graph.run["big"]["status"] == "skipped"
        builder.configure({"condition": "assert_true(id > 5) IS NULL"}, "big")
        assert builder.preview("big").status == "failed"
        assert builder.graph.run["big"]["status"] == "failed"


def test_an_empty_page_has_a_fallback():
    data, _ = PageBuilder()._repr_mimebundle_()
    assert data["text/html"].startswith("<pre>Untitled: 0 nodes")


def test_the_fallback_of_a_saved_notebook(builder):
    builder.add("filter", label="Big & <small>")
    data, _ = builder._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    drawing = notebooks.drawing(data["text/html"])
    assert drawing.startswith("<svg")
    assert "Big &amp; &lt;small&gt;" in drawing
    assert "Rows (rows)" in data["text/plain"]


def test_notes_and_groups_are_in_the_fallback(builder):
    first = builder.page.document.nodes[0]
    canvas = {
        "notes": [
            {"id": "n", "text": "Why <this>\n" + "long " * 200, "position": {"x": 900, "y": 700},
             "size": {"width": 120, "height": 60}, "color": "no such"}
        ],
        "groups": [
            {"id": "g", "label": "Input & more", "nodes": [first.id, "gone"]},
            {"id": "empty", "label": "Nobody", "nodes": ["gone"]},
        ],
    }  # fmt: skip
    builder.page.document.metadata.canvas = Canvas.model_validate(canvas)
    drawing = svg(builder.page.document)
    ElementTree.fromstring(drawing)
    assert "Input &amp; more" in drawing
    assert "Nobody" not in drawing
    assert "Why &lt;this&gt;" in drawing
    assert drawing.count("long") < 10
    (box,) = re.findall('viewBox="([^"]*)"', drawing)
    _, _, width, height = map(float, box.split())
    assert width > 900
    assert height > 600

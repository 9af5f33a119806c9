"""Cells of open notebooks that are bound to the nodes of a page."""

from __future__ import annotations

import re

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.handlers.live import TOKEN, LiveServer
from tests.lab.accessibility import violations
from tests.lab.bound_cells import (
    RUN,
    bar,
    bound,
    change,
    change_filter,
    command,
    editor,
    follow,
    insert,
    not_dirty,
    prompt_of,
    run_all,
    sources,
    tab,
    write,
)
from tests.lab.conftest import open_lab, shot
from tests.lab.panel import make, theme
from tests.lab.test_history import edge, node, now, open_stored
from tests.lab.test_widgets import open_notebook, run_cell, seven  # noqa: F401


@pytest.fixture(scope="module")
def workspace(lab):
    return make(lab, "workspaces", name="Notebooks")


@pytest.fixture
def stored(lab, workspace, request):
    """A page of four nodes; two of them stand below the second."""

    def code(id, y, text, *inputs):
        return node(id, "transform", "code", 480 * len(inputs), y, code=text, inputs=list(inputs),
                    output=id)  # fmt: skip

    return make(
        lab, "pages", workspace_id=workspace["id"], name=re.sub(r"\W+", "_", request.node.name),
        nodes=[
            code("numbers", 0, "numbers = spark.range(5)"),
            node("big", "transform", "filter", 240, condition="id > 2"),
            code("count", 0, "count = big\nprint('counted', big.count())", "big"),
            code("other", 200, "other = spark.range(2)"),
        ],
        edges=[edge("numbers", "big"), edge("big", "count")],
    )  # fmt: skip


def check_inserted(page: Page) -> None:
    insert(page)
    expect(sources(page)).to_have_count(8)
    expect(sources(page).nth(2)).to_contain_text("SparkSession.builder")
    expect(sources(page).nth(4)).to_contain_text('big = numbers.filter("id > 2")')
    expect(sources(page).nth(7)).to_contain_text("The end")
    # A second time nothing is put in twice.
    expect(run_cell(page, 1)).to_contain_text("5 cells")
    run_cell(page, 0)
    expect(sources(page)).to_have_count(8)


def test_the_cells_of_a_page_are_put_below(page: Page, lab: LiveServer, stored) -> None:
    name = write(lab, "below", f"%etlab code {stored['id']}")
    open_notebook(page, lambda: open_lab(page, lab, f"lab/tree/{name}"))
    check_inserted(page)
    shot(page, "bound-inserted")
    page.keyboard.press("Control+s")
    not_dirty(page)
    saved = nbformat.read(lab.folder / "root" / name, 4)
    assert [cell.id for cell in saved.cells] == [
        "load", "mine-0", "etlab-setup", "etlab-numbers", "etlab-big", "etlab-count",
        "etlab-other", "end",
    ]  # fmt: skip
    bound = saved.cells[4].metadata.etlab
    assert (bound.page, bound.node, len(bound.hash)) == (stored["id"], "big", 16)


def test_they_are_put_below_in_notebook_7(seven: Page, lab: LiveServer, stored) -> None:  # noqa: F811
    name = write(lab, "seven-below", f"%etlab code {stored['id']}")
    address = f"{lab.root}/notebooks/{name}?token={TOKEN}"
    open_notebook(seven, lambda: seven.goto(address))
    check_inserted(seven)
    shot(seven, "bound-inserted-notebook7")


def check_prompts(page: Page, **expected: int) -> None:
    for node_id, number in expected.items():
        expect(prompt_of(page, node_id)).to_have_text(f"[{number}]:", timeout=RUN)


def test_an_open_notebook_follows_its_page(page: Page, lab: LiveServer, stored) -> None:
    follow(page, lab, stored, "follows")
    change(page, stored, "follows.ipynb", "id > 3")
    expect(bound(page, "big")).to_contain_text('big = numbers.filter("id > 3")')
    stale = page.locator(".jp-CodeCell.etlab-mod-stale")
    expect(stale).to_have_count(2)
    expect(bar(page, "count")).to_contain_text("Out of date")
    expect(bound(page, "count")).to_contain_text("counted 2")
    shot(page, "bound-stale")
    assert violations(page, ".etlab-CellBar") == []
    command(page, "etlab-notebook:run-stale")
    expect(bound(page, "count")).to_contain_text("counted 1", timeout=RUN)
    expect(stale).to_have_count(0)
    expect(page.locator(".etlab-CellBar")).to_have_count(0)

    command(page, "etlab-notebook:rerun")
    change(page, stored, "follows.ipynb", "id > 0")
    expect(bound(page, "count")).to_contain_text("counted 4", timeout=RUN)
    expect(stale).to_have_count(0)
    # Exactly the two: those that do not depend on the filter have run once.
    check_prompts(page, numbers=6, big=12, count=13, other=9)
    command(page, "etlab-notebook:rerun")


def test_a_cell_that_was_edited_by_hand_is_left_until_one_chooses(
    page: Page, lab: LiveServer, stored
) -> None:
    follow(page, lab, stored, "edited")
    tab(page, "edited.ipynb")
    editor(page, "big").fill("big = numbers.limit(3)")
    expect(bar(page, "big")).to_contain_text("Edited by hand: it differs from its node")
    change(page, stored, "edited.ipynb", "id > 3")
    expect(bar(page, "big")).to_contain_text("its node “Big” has changed as well")
    expect(editor(page, "big")).to_contain_text("big = numbers.limit(3)")
    bar(page, "big").get_by_role("button", name="Show Difference").click()
    expect(bar(page, "big").locator(".cm-merge-b")).to_contain_text("id > 3")
    box = bar(page, "big").locator(".etlab-Diff-texts").bounding_box()
    assert box is not None
    assert box["height"] > 15
    shot(page, "bound-edited")
    assert violations(page, ".etlab-CellBar") == []
    theme(page, "JupyterLab Dark")
    shot(page, "bound-edited-dark")
    assert violations(page, ".etlab-CellBar") == []
    theme(page, "JupyterLab Light")
    bar(page, "big").get_by_role("button", name=re.compile("Take the Node")).press("Enter")
    expect(bar(page, "big").locator(".etlab-mod-stale")).to_be_visible()
    expect(page.locator(".jp-CodeCell.etlab-mod-edited")).to_have_count(0)
    expect(editor(page, "big")).to_contain_text('big = numbers.filter("id > 3")')

    keep(page, "big", "big = numbers.limit(4)")
    # The canvas that shows the page has it, not saved yet.
    tab(page, stored["name"])
    expect(page.locator('.etlab-Node[data-node="big"]')).to_contain_text("code")
    assert lab.call("GET", f"pages/{stored['id']}")[1]["nodes"][1]["data"]["kind"] == "filter"

    tab(page, "edited.ipynb")
    editor(page, "count").fill("count = 1")
    bar(page, "count").get_by_role("button", name="Detach").click()
    expect(page.locator(".jp-CodeCell.etlab-mod-edited")).to_have_count(0)
    expect(bound(page, "count")).to_contain_text("count = 1")


MINE = "print('mine', big.count())"


def test_on_ipyflow_its_dataflow_runs_exactly_what_a_change_concerns(
    page: Page, lab: LiveServer, stored
) -> None:
    run_all(page, lab, stored, "flow", MINE, "%flow mode reactive", kernel="ipyflow")
    mine = page.locator(".jp-Notebook .jp-CodeCell").filter(has_text="print('mine'")
    expect(mine).to_contain_text("mine 2")
    reactive = page.locator(".jp-Notebook .jp-CodeCell").last.locator(".jp-InputPrompt")
    expect(reactive).to_have_text("[11]:")
    open_stored(page, stored)
    change(page, stored, "flow.ipynb", "id > 3")
    expect(editor(page, "big")).to_contain_text('big = numbers.filter("id > 3")')
    stale = page.locator(".jp-CodeCell.etlab-mod-stale")
    expect(stale).to_have_count(2)
    expect(bar(page, "count")).to_contain_text("Out of date")
    shot(page, "bound-ipyflow-stale")
    command(page, "etlab-notebook:run-stale")
    # ETLab does not know one's own cells: those are ipyflow's to run.
    expect(mine).to_contain_text("mine 1", timeout=RUN)
    expect(bound(page, "count")).to_contain_text("counted 1", timeout=RUN)
    expect(stale).to_have_count(0)
    check_prompts(page, numbers=6, big=12, count=13, other=9)

    command(page, "etlab-notebook:rerun")
    change(page, stored, "flow.ipynb", "id > 0")
    expect(mine).to_contain_text("mine 4", timeout=RUN)
    expect(stale).to_have_count(0)
    check_prompts(page, numbers=6, big=15, count=16, other=9)
    expect(mine.locator(".jp-InputPrompt").first).to_have_text("[17]:")
    shot(page, "bound-ipyflow-ran")
    command(page, "etlab-notebook:rerun")


def test_a_builder_in_the_notebook_is_followed_also_after_a_reload(
    page: Page, lab: LiveServer, stored
) -> None:
    assert lab.call("PATCH", f"pages/{stored['id']}", {"metadata": DRAWN}, version=1)[0] == 200
    name = write(lab, "widget", f"%etlab page {stored['id']}", f"%etlab code {stored['id']}")
    open_notebook(page, lambda: open_lab(page, lab, f"lab/tree/{name}"))
    insert(page, 2)
    command(page, "notebook:run-all-cells")
    expect(bound(page, "count")).to_contain_text("counted 2", timeout=RUN)
    set_filter(page, "id > 3")
    expect(editor(page, "big")).to_contain_text('big = numbers.filter("id > 3")')
    expect(page.locator(".jp-CodeCell.etlab-mod-stale")).to_have_count(2)
    check_drawing(page)
    command(page, "docmanager:save")
    not_dirty(page)
    open_notebook(page, page.reload)
    # The kernel is the same: the builder is shown as it is there, and is followed again.
    expect(condition(page)).to_have_value("id > 3", timeout=RUN)
    shot(page, "bound-widget-reloaded")
    set_filter(page, "id > 0")
    expect(editor(page, "big")).to_contain_text('big = numbers.filter("id > 0")')


DRAWN = {
    "canvas": {
        "notes": [{"id": "why", "text": "Only the big ones count.", "color": "green",
                   "position": {"x": 240, "y": 120}, "size": {"width": 220, "height": 60}}],
        "groups": [{"id": "first", "label": "First steps", "nodes": ["numbers", "big"]}],
    }
}  # fmt: skip


def check_drawing(page: Page) -> None:
    """The builder draws notes and groups, and collapses a group without changing the page."""
    graph = page.locator(".jp-OutputArea .etlab-Graph")
    expect(graph.locator('[data-note="why"]')).to_contain_text("Only the big ones count.")
    group = graph.locator('[data-group="first"]')
    expect(group).to_contain_text("First steps")
    frame, inside = group.bounding_box(), node_in(page, "big").bounding_box()
    assert frame is not None
    assert inside is not None
    assert frame["x"] < inside["x"]
    assert frame["x"] + frame["width"] > inside["x"] + inside["width"]
    shot(page, "bound-widget")
    group.get_by_role("button", name="Collapse group").click()
    expect(group).to_contain_text("2 nodes")
    expect(node_in(page, "big")).to_have_count(0)
    expect(graph.locator(".react-flow__edge")).to_have_count(1)
    shot(page, "bound-widget-collapsed")
    assert violations(page, ".etlab-Widget") == []
    group.get_by_role("button", name="Expand group").click()
    expect(node_in(page, "big")).to_be_visible()


def node_in(page: Page, id: str) -> Locator:
    return page.locator(f'.jp-OutputArea .etlab-Graph .etlab-Node[data-node="{id}"]')


def condition(page: Page) -> Locator:
    return page.locator(".jp-OutputArea").get_by_label("Condition *")


def set_filter(page: Page, text: str) -> None:
    """Change the filter in the page builder of the notebook."""
    node_in(page, "big").click()
    condition(page).fill(text)
    condition(page).press("Tab")


def test_two_tabs_of_the_browser_follow_each_other(page: Page, lab: LiveServer, stored) -> None:
    run_all(page, lab, stored, "tabs")
    other = page.context.new_page()
    open_lab(other, lab, "lab/workspaces/other")
    open_stored(other, stored)
    change_filter(other, "id > 3")
    expect(editor(page, "big")).to_contain_text('big = numbers.filter("id > 3")')
    expect(page.locator(".jp-CodeCell.etlab-mod-stale")).to_have_count(2)
    keep(page, "big", "big = numbers.limit(3)")
    expect(other.locator('.etlab-Node[data-node="big"]')).to_contain_text("code")
    shot(other, "bound-other-tab")
    other.keyboard.press("Control+s")
    not_dirty(other)
    saved = now(lab, stored)
    assert (saved["version"], saved["nodes"][1]["data"]["kind"]) == (2, "code")
    assert saved["nodes"][1]["data"]["config"]["code"] == "big = numbers.limit(3)"
    # Where no canvas shows the page, the code goes into the store.
    other.close()
    keep(page, "other", "other = numbers.limit(1)")
    shot(page, "bound-kept")
    saved = now(lab, stored)
    assert saved["version"] == 3
    assert saved["nodes"][3]["data"]["config"]["code"] == "other = numbers.limit(1)"


def keep(page: Page, id: str, code: str) -> None:
    """Edit a cell by hand and keep its code in the node."""
    editor(page, id).fill(code)
    bar(page, id).get_by_role("button", name=re.compile("Keep as the Node")).click()
    expect(page.locator(".jp-CodeCell.etlab-mod-edited")).to_have_count(0)

"""Cells of open notebooks that are bound to the nodes of a page."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from tests.handlers.live import TOKEN, LiveServer
from tests.lab.accessibility import violations
from tests.lab.conftest import open_lab, shot
from tests.lab.panel import make, theme
from tests.lab.test_canvas import field
from tests.lab.test_history import edge, node, open_stored
from tests.lab.test_widgets import open_notebook, run_cell, seven  # noqa: F401

RUN = 90_000


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


def write(lab: LiveServer, name: str, *cells: str) -> str:
    """A notebook that loads the magics first; its name."""
    path = lab.folder / "root" / f"{name}.ipynb"
    made = [new_code_cell("%load_ext etlab_jupyter", id="load")]
    made += [new_code_cell(source, id=f"mine-{n}") for n, source in enumerate(cells)]
    made.append(new_markdown_cell("The end", id="end"))
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=made, metadata=metadata), path)
    return path.name


def sources(page: Page) -> Locator:
    return page.locator(".jp-Notebook .jp-Cell .jp-InputArea-editor .cm-content")


def prompt(page: Page, number: int) -> Locator:
    return page.locator(".jp-Notebook .jp-Cell").nth(number).locator(".jp-InputPrompt").first


def insert(page: Page) -> None:
    """Load the magics and put the page's cells below the second cell."""
    run_cell(page, 0)
    expect(prompt(page, 0)).to_have_text("[1]:", timeout=RUN)
    output = run_cell(page, 1)
    expect(output).to_contain_text("5 cells, bound to the page's nodes.", timeout=30_000)
    expect(sources(page)).to_have_count(8)


def check_inserted(page: Page) -> None:
    insert(page)
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
    expect(page.locator(".lm-DockPanel-tabBar .lm-mod-current")).not_to_have_class(
        re.compile("jp-mod-dirty")
    )
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


def command(page: Page, name: str) -> None:
    page.evaluate("name => { jupyterapp.commands.execute(name) }", name)


def tab(page: Page, name: str) -> None:
    page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=name).click()


def bound(page: Page, id: str) -> Locator:
    """The cell of a node."""
    text = {"numbers": "numbers = spark", "big": "big = ", "count": "count = ", "other": "other ="}
    return page.locator(".jp-Notebook .jp-CodeCell").filter(has_text=text[id])


def editor(page: Page, id: str) -> Locator:
    return bound(page, id).locator(".jp-InputArea-editor .cm-content")


def bar(page: Page, id: str) -> Locator:
    return bound(page, id).locator(".etlab-CellBar")


def follow(page: Page, lab: LiveServer, stored, name: str) -> None:
    """A notebook that has run the page's cells, and the page in a canvas."""
    path = write(lab, name, f"%etlab code {stored['id']}")
    open_notebook(page, lambda: open_lab(page, lab, f"lab/tree/{path}"))
    insert(page)
    command(page, "notebook:run-all-cells")
    expect(bound(page, "count")).to_contain_text("counted 2", timeout=RUN)
    expect(bound(page, "other").locator(".jp-InputPrompt").first).to_have_text("[9]:")
    open_stored(page, stored)


def change(page: Page, stored, notebook: str, condition: str) -> None:
    """Change the filter in the canvas and go back to the notebook."""
    tab(page, stored["name"])
    page.locator('.etlab-Node[data-node="big"]').click()
    field(page, "Condition").fill(condition)
    expect(field(page, "Condition")).to_have_text(condition)
    tab(page, notebook)


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
    prompts = [bound(page, node).locator(".jp-InputPrompt").first
               for node in ("numbers", "big", "count", "other")]  # fmt: skip
    for found, number in zip(prompts, (6, 12, 13, 9), strict=True):
        expect(found).to_have_text(f"[{number}]:")
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

    editor(page, "big").fill("big = numbers.limit(4)")
    bar(page, "big").get_by_role("button", name=re.compile("Keep as the Node")).click()
    expect(page.locator(".jp-CodeCell.etlab-mod-edited")).to_have_count(0)
    # The canvas that shows the page has it, not saved yet.
    tab(page, stored["name"])
    expect(page.locator('.etlab-Node[data-node="big"]')).to_contain_text("code")
    assert lab.call("GET", f"pages/{stored['id']}")[1]["nodes"][1]["data"]["kind"] == "filter"

    tab(page, "edited.ipynb")
    editor(page, "count").fill("count = 1")
    bar(page, "count").get_by_role("button", name="Detach").click()
    expect(page.locator(".jp-CodeCell.etlab-mod-edited")).to_have_count(0)
    expect(bound(page, "count")).to_contain_text("count = 1")

"""Widgets in notebooks of JupyterLab and of Notebook 7."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.handlers.live import TOKEN, LiveServer
from tests.lab.accessibility import violations
from tests.lab.conftest import open_lab, shot
from tests.lab.panel import make, theme
from tests.widgets import notebooks

ASK = "print(builder.selected, len(builder.errors))"
CHOOSE = 'builder.selected = "orders"'


@pytest.fixture
def seven(browser: Browser, lab: LiveServer) -> Iterator[Page]:
    """A page for Notebook 7; errors fail the test, but for those of its own code."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wrong: list[str] = []

    def note(error: Error) -> None:
        if "/static/notebook/" not in (error.stack or ""):
            wrong.append(str(error))

    page.on("pageerror", note)
    yield page
    context.close()
    assert wrong == []


def open_notebook(page: Page, go: Callable[[], object]) -> None:
    """Go to a notebook and wait until it has its kernel, without which cells do not run."""
    with page.expect_websocket(lambda one: "/channels" in one.url, timeout=60_000):
        go()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)


def run_cell(page: Page, number: int) -> Locator:
    """Run a cell; where its output is."""
    cell = page.locator(".jp-Notebook .jp-Cell").nth(number)
    prompt = cell.locator(".jp-InputPrompt")
    cell.locator(".cm-content").press("Control+Enter")
    # A notebook that has only just got its kernel may not take it yet.
    end = time.monotonic() + 30
    while prompt.inner_text() == "[ ]:" and time.monotonic() < end:
        page.wait_for_timeout(1000)
        if prompt.inner_text() == "[ ]:":
            cell.locator(".cm-content").press("Control+Enter")
    return cell.locator(".jp-Cell-outputArea")


def node(output: Locator, id: str) -> Locator:
    return output.locator(f'.etlab-Graph .etlab-Node[data-node="{id}"]')


def has(locator: Locator, name: str) -> None:
    expect(locator).to_have_class(re.compile(name))


def build(page: Page) -> Locator:
    """Add a filter, see that it is wrong, and put it right; the builder."""
    output = run_cell(page, 0)
    expect(node(output, "orders")).to_be_visible(timeout=60_000)
    node(output, "orders").click()
    expect(output.get_by_label("Label")).to_have_value("Orders")
    output.get_by_label("New node").select_option(label="Rows: Filter")
    output.get_by_title("Add a node, fed by the selected one").click()
    has(node(output, "filter"), "etlab-mod-error")
    expect(output.get_by_text("A value is required.").first).to_be_visible()
    condition = output.get_by_label("Condition *")
    condition.fill("amuont > 10")
    condition.press("Tab")
    expect(output.get_by_text("Did you mean 'amount'?").first).to_be_visible()
    shot(page, "widgets-problem")
    condition.fill("amount > 10")
    condition.press("Tab")
    expect(output.locator(".etlab-mod-error")).to_have_count(0)
    return output


def test_a_page_is_built_in_a_notebook(page: Page, lab: LiveServer) -> None:
    notebooks.write(lab.folder / "root" / "orders.ipynb", ASK, CHOOSE)
    open_notebook(page, lambda: open_lab(page, lab, "lab/tree/orders.ipynb"))
    output = build(page)
    shot(page, "widgets-light")
    expect(run_cell(page, 1)).to_contain_text("filter 0")
    run_cell(page, 2)
    has(node(output, "orders"), "etlab-mod-selected")
    expect(output.get_by_label("Label")).to_have_value("Orders")
    assert violations(page, ".etlab-Widget") == []
    theme(page, "JupyterLab Dark")
    # The colours are the theme's own.
    expect(output.locator(".etlab-Graph")).to_have_css("background-color", "rgb(33, 33, 33)")
    node(output, "orders").scroll_into_view_if_needed()
    shot(page, "widgets-dark")
    assert violations(page, ".etlab-Widget") == []
    output.locator('.react-flow__node[data-id="filter"]').press("Enter")
    has(node(output, "filter"), "etlab-mod-selected")
    expect(output.get_by_label("Label")).to_have_value("Filter")
    theme(page, "JupyterLab Light")


def test_a_page_is_run_in_a_notebook(page: Page, lab: LiveServer) -> None:
    fast = "page.document.metadata.spark = {'spark.master': 'local[1]', 'spark.ui.enabled': False}"
    notebooks.write(lab.folder / "root" / "run.ipynb", fast, CHOOSE)
    open_notebook(page, lambda: open_lab(page, lab, "lab/tree/run.ipynb"))
    output = build(page)
    run_cell(page, 1)
    output.get_by_role("tab", name="Preview").click()
    output.get_by_title("Run as far as the node and show its rows").click()
    expect(output.get_by_role("cell", name="70.0")).to_be_visible(timeout=90_000)
    expect(node(output, "filter").locator(".etlab-NodeState.etlab-mod-done")).to_be_visible()
    node(output, "orders").scroll_into_view_if_needed()
    shot(page, "widgets-preview")
    for tab in ("Inputs", "Columns", "Run", "Code"):
        output.get_by_role("tab", name=tab).click()
        output.get_by_role("tab", name=tab).scroll_into_view_if_needed()
        shot(page, f"widgets-{tab.lower()}")
    expect(output.get_by_text('orders.filter("amount > 10")')).to_be_visible()


def test_schemas_connections_and_rows_in_a_notebook(page: Page, lab: LiveServer) -> None:
    config = {"master": "local[3]"}
    make(lab, "connections", name="mine", connection_type="local", config=config)
    notebooks.write(
        lab.folder / "root" / "others.ipynb", "print(schema.ddl)", first=notebooks.OTHERS
    )
    open_notebook(page, lambda: open_lab(page, lab, "lab/tree/others.ipynb"))
    output = run_cell(page, 0)
    expect(output.get_by_label("Connection")).to_have_value("mine", timeout=60_000)
    expect(output.get_by_text("Rows 1 to 5 of 45")).to_be_visible()
    ddl = output.get_by_placeholder("id BIGINT NOT NULL")
    ddl.fill("id BIGINT NOT NULL, tags ARRAY<STRUCT<key: STRING, n: INT>>")
    output.get_by_role("button", name="Take these columns").click()
    expect(output.get_by_placeholder("Name").nth(3)).to_have_value("n")
    shot(page, "widgets-schema")
    assert violations(page, ".jp-OutputArea") == []
    output.get_by_title("Next rows").click()
    expect(output.get_by_text("Rows 6 to 10 of 45")).to_be_visible()
    shot(page, "widgets-others")
    told = "id bigint NOT NULL, tags array<struct<key: string, n: int>>"
    expect(run_cell(page, 1)).to_contain_text(told)


def test_a_notebook_that_is_not_trusted_shows_the_drawing(page: Page, lab: LiveServer) -> None:
    path = lab.folder / "root" / "saved.ipynb"
    notebooks.write(path)
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    nbformat.write(notebook, path)
    open_notebook(page, lambda: open_lab(page, lab, "lab/tree/saved.ipynb"))
    drawing = page.locator('.jp-OutputArea img[alt^="Orders: 1 node"]')
    expect(drawing).to_be_visible()
    expect(drawing).to_have_js_property("complete", True)
    assert drawing.evaluate("image => image.naturalWidth") > 100


def test_the_same_in_notebook_7(seven: Page, lab: LiveServer) -> None:
    notebooks.write(lab.folder / "root" / "seven.ipynb", ASK, CHOOSE)
    address = f"{lab.root}/notebooks/seven.ipynb?token={TOKEN}"
    open_notebook(seven, lambda: seven.goto(address))
    build(seven)
    shot(seven, "widgets-notebook7")
    expect(run_cell(seven, 1)).to_contain_text("filter 0")

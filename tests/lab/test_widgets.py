"""Widgets in notebooks of JupyterLab and of Notebook 7."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.handlers.live import TOKEN, LiveServer
from tests.lab.conftest import open_lab, shot
from tests.lab.panel import theme
from tests.widgets import notebooks

ASK = "print(builder.selected, len(builder.errors))"
CHOOSE = 'builder.selected = "orders"'


def run_cell(page: Page, number: int) -> Locator:
    """Run a cell; where its output is."""
    cell = page.locator(".jp-Notebook .jp-Cell").nth(number)
    cell.locator(".cm-content").press("Control+Enter")
    return cell.locator(".jp-Cell-outputArea")


def node(output: Locator, id: str) -> Locator:
    return output.locator(f'.etlab-Graph .etlab-Node[data-node="{id}"]')


def build(page: Page) -> Locator:
    """Add a filter, see that it is wrong, and put it right; the builder."""
    idle = page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    idle.wait_for(state="attached", timeout=60_000)
    output = run_cell(page, 0)
    expect(node(output, "orders")).to_be_visible(timeout=60_000)
    node(output, "orders").click()
    expect(output.get_by_label("Label")).to_have_value("Orders")
    output.get_by_label("New node").select_option(label="Rows: Filter")
    output.get_by_title("Add a node, fed by the selected one").click()
    expect(node(output, "filter")).to_have_class(re.compile("etlab-mod-error"))
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
    open_lab(page, lab, "lab/tree/orders.ipynb")
    output = build(page)
    shot(page, "widgets-light")
    expect(run_cell(page, 1)).to_contain_text("filter 0")
    run_cell(page, 2)
    expect(node(output, "orders")).to_have_class(re.compile("etlab-mod-selected"))
    expect(output.get_by_label("Label")).to_have_value("Orders")
    theme(page, "JupyterLab Dark")
    page.locator(".jp-Notebook .jp-Cell").first.scroll_into_view_if_needed()
    shot(page, "widgets-dark")
    theme(page, "JupyterLab Light")


def test_the_same_in_notebook_7(page: Page, lab: LiveServer) -> None:
    notebooks.write(lab.folder / "root" / "seven.ipynb", ASK, CHOOSE)
    page.goto(f"{lab.root}/notebooks/seven.ipynb?token={TOKEN}")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    build(page)
    shot(page, "widgets-notebook7")
    expect(run_cell(page, 1)).to_contain_text("filter 0")

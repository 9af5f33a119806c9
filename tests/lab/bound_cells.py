"""Notebooks with the cells of a page, and what tests do in them."""

from __future__ import annotations

import re

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from tests.handlers.live import LiveServer
from tests.lab.canvas import choose, field
from tests.lab.conftest import open_lab
from tests.lab.test_history import open_stored
from tests.lab.test_widgets import open_notebook, run_cell

RUN = 90_000


def write(lab: LiveServer, name: str, *cells: str, kernel: str = "python3") -> str:
    """A notebook that loads the magics first; its name."""
    path = lab.folder / "root" / f"{name}.ipynb"
    made = [new_code_cell("%load_ext etlab_jupyter", id="load")]
    made += [new_code_cell(source, id=f"mine-{n}") for n, source in enumerate(cells)]
    made.append(new_markdown_cell("The end", id="end"))
    metadata = {"kernelspec": {"name": kernel, "display_name": kernel}}
    nbformat.write(new_notebook(cells=made, metadata=metadata), path)
    return path.name


def sources(page: Page) -> Locator:
    return page.locator(".jp-Notebook .jp-Cell .jp-InputArea-editor .cm-content")


def prompt(page: Page, number: int) -> Locator:
    return page.locator(".jp-Notebook .jp-Cell").nth(number).locator(".jp-InputPrompt").first


def insert(page: Page, cell: int = 1) -> None:
    """Load the magics and put the page's cells below the cell that calls `%etlab code`."""
    run_cell(page, 0)
    expect(prompt(page, 0)).to_have_text("[1]:", timeout=RUN)
    output = run_cell(page, cell)
    expect(output).to_contain_text("5 cells, bound to the page's nodes.", timeout=30_000)
    expect(editor(page, "other")).to_be_visible()


def command(page: Page, name: str) -> None:
    page.evaluate("name => { jupyterapp.commands.execute(name) }", name)


def not_dirty(page: Page) -> None:
    """Wait until what is in front is saved."""
    current = page.locator(".lm-DockPanel-tabBar .lm-mod-current")
    expect(current).not_to_have_class(re.compile("jp-mod-dirty"))


def tab(page: Page, name: str) -> None:
    page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=name).click()


def bound(page: Page, id: str) -> Locator:
    """The cell of a node."""
    text = {"numbers": "numbers = spark", "big": "big = ", "count": "count = ", "other": "other ="}
    code = page.locator(".jp-InputArea-editor", has_text=text[id])
    return page.locator(".jp-Notebook .jp-CodeCell").filter(has=code)


def prompt_of(page: Page, id: str) -> Locator:
    return bound(page, id).locator(".jp-InputPrompt").first


def editor(page: Page, id: str) -> Locator:
    return bound(page, id).locator(".jp-InputArea-editor .cm-content")


def bar(page: Page, id: str) -> Locator:
    return bound(page, id).locator(".etlab-CellBar")


def run_all(
    page: Page, lab: LiveServer, stored, name: str, *more: str, kernel: str = "python3"
) -> None:
    """A notebook that has run the page's cells, and `more` cells behind them."""
    path = write(lab, name, f"%etlab code {stored['id']}", *more, kernel=kernel)
    open_notebook(page, lambda: open_lab(page, lab, f"lab/tree/{path}"))
    insert(page)
    command(page, "notebook:run-all-cells")
    expect(bound(page, "count")).to_contain_text("counted 2", timeout=RUN)
    expect(prompt_of(page, "other")).to_have_text("[9]:")


def follow(page: Page, lab: LiveServer, stored, name: str) -> None:
    """The same, and the page in a canvas."""
    run_all(page, lab, stored, name)
    open_stored(page, stored)


def change(page: Page, stored, notebook: str, condition: str) -> None:
    """Change the filter in the canvas and go back to the notebook."""
    tab(page, stored["name"])
    change_filter(page, condition)
    tab(page, notebook)


def change_filter(page: Page, condition: str) -> None:
    """Change the filter in the canvas that is in front."""
    choose(page, "big")
    field(page, "Condition").fill(condition)
    expect(field(page, "Condition")).to_have_text(condition)

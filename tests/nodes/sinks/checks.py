"""What the tests of all sinks need."""

from __future__ import annotations

from typing import Any

from etlab_jupyter import Page
from etlab_jupyter.builder import NodeRef
from tests.ruff import formatted, lint

COLUMNS = [
    {"name": "id", "type": "integer"},
    {"name": "name", "type": "string"},
    {"name": "day", "type": "date"},
]
ROWS = [[1, "a", "2024-01-31"], [2, 'b"\n,;', None]]


def page_of(
    rows: list[Any] | None = None, columns: list[Any] | None = None
) -> tuple[Page, NodeRef]:
    """A page with rows to write."""
    page = Page("sinks")
    node = page.read.rows(columns or COLUMNS, ROWS if rows is None else rows, label="orders")
    return page, node


def last_cell(page: Page, **parameters: Any) -> str:
    """The code of the sink; all of the page's code must be tidy."""
    code = page.code(**parameters)
    assert formatted(code) == code
    assert lint(code) == ""
    return page.cells(**parameters)[-1].source


def codes(page: Page) -> list[str]:
    return [problem.code for problem in page.check()]

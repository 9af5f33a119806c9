"""What the tests of all sources need."""

from __future__ import annotations

from typing import Any

from pyspark.sql import SparkSession

from etlab_jupyter import Page
from tests.helpers import assert_schema, run_page
from tests.ruff import formatted, lint

HOSTILE = [
    "plain", "", " ", 'double "quotes"', "single 'quotes'", "both \" and '", "back\\slash\\",
    "new\nline", "tab\tand\r\nreturn", "{braces} {{twice}}", "$${not} a parameter", "ünïcödé 🚀",
    "`ticks`", "#{x} %s %(a)s", '"""', "\\N{BULLET}", "\u2028", "x" * 10_000, "--; DROP TABLE",
]  # fmt: skip


def read(spark: SparkSession, page: Page, **parameters: Any) -> Any:
    """Runs a page of one source; its code must be tidy and its schema Spark's."""
    assert_tidy(page, **parameters)
    frames = run_page(spark, page, **parameters)
    assert_schema(page, frames, **parameters)
    (frame,) = frames.values()
    return frame


def assert_tidy(page: Page, **parameters: Any) -> None:
    code = page.code(**parameters)
    assert formatted(code) == code
    assert lint(code) == ""


def codes(page: Page) -> list[str]:
    return [problem.code for problem in page.check()]


def cell(page: Page, index: int = -1) -> str:
    return page.cells()[index].source

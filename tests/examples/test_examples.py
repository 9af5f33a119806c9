"""Every example page: no problems, the code as written down, the schemas that Spark has."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from etlab_jupyter import Page
from etlab_jupyter.page import dumps, load
from tests.examples.pages import NAMES, PAGES, script_of
from tests.helpers import assert_schema, run_page
from tests.ruff import formatted, lint

each_page = pytest.mark.parametrize("path", PAGES, ids=NAMES)


def test_there_are_examples() -> None:
    assert len(PAGES) >= 9


@each_page
def test_the_script_is_the_golden_file(path: Path, request: pytest.FixtureRequest) -> None:
    code = Page.load(path).code()
    golden = script_of(path)
    if request.config.getoption("--update-golden"):
        golden.write_text(code, encoding="utf-8")
    assert code == golden.read_text(encoding="utf-8")
    assert code == Page.load(path).code()


@each_page
def test_the_script_is_as_the_formatter_and_the_linter_want_it(path: Path) -> None:
    script = script_of(path).read_text(encoding="utf-8")
    assert formatted(script) == script
    assert lint(script) == ""


@each_page
def test_the_file_is_as_it_would_be_saved(path: Path) -> None:
    assert dumps(load(path)) == path.read_text(encoding="utf-8")


@each_page
def test_every_schema_is_that_of_spark(
    spark: SparkSession, tpch: Path, tmp_path: Path, path: Path
) -> None:
    page = Page.load(path)
    folders = {"data": str(tpch), "out": str(tmp_path)}
    declared = [parameter.name for parameter in page.document.metadata.parameters]
    parameters = {name: folders[name] for name in declared if name in folders}
    assert page.check(**parameters) == []
    assert_schema(page, run_page(spark, page, **parameters), **parameters)

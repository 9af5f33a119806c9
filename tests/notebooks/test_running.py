"""Generated notebooks under the tools that run notebooks."""

from __future__ import annotations

import json

import nbclient
import nbformat
import papermill
import pytest

from etlab_jupyter.notebooks import sync
from tests.runners.conftest import new_page

pytestmark = pytest.mark.usefixtures("kernel_environment")


@pytest.fixture
def page(tmp_path):
    page = new_page(tmp_path, "limit")
    page.parameter("most", "integer", 3)
    page.add("code", code="df = spark.range(5)", inputs=[], id="rows").filter(
        "id < ${most}", id="few"
    ).write.csv("out", mode="overwrite", id="sink")
    return page


def written(folder):
    lines = [line for part in (folder / "out").glob("*.csv") for line in part.read_text().split()]
    return sorted(lines)


def test_nbclient_runs_it(page, tmp_path):
    notebook = nbformat.reads(json.dumps(page.notebook()), as_version=4)
    nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert written(tmp_path) == ["0", "1", "2"]


def test_papermill_sets_parameters(page, tmp_path):
    source, result = tmp_path / "limit.ipynb", tmp_path / "done.ipynb"
    source.write_text(json.dumps(page.notebook()))
    papermill.execute_notebook(
        source, result, parameters={"most": 2}, cwd=tmp_path, progress_bar=False
    )
    assert written(tmp_path) == ["0", "1"]
    cells = json.loads(result.read_text())["cells"]
    assert [cell["metadata"].get("tags") for cell in cells[2:4]] == [
        ["parameters"], ["injected-parameters"],
    ]  # fmt: skip


def test_a_notebook_that_was_run_is_still_bound(page, tmp_path):
    notebook = nbformat.reads(json.dumps(page.notebook()), as_version=4)
    nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    done = sync(dict(notebook), page.document, lambda _: page.pipeline(), page="limit")
    assert {state.status for state in done.cells} == {"unchanged"}

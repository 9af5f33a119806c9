"""Pages as notebooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from etlab_jupyter import Page
from etlab_jupyter.codegen.notebook import cell_id, source_hash

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").rglob("*.etlab.json"))


def text(page):
    return json.dumps(page.notebook(), ensure_ascii=False, indent=1)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.split(".")[0])
def test_examples_are_valid_notebooks_with_the_code_of_the_script(path):
    page = Page.load(path)
    notebook = page.notebook()
    nbformat.validate(nbformat.from_dict(notebook))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in cells]
    assert "\n\n".join(sources) + "\n" == page.code()
    assert [cell["metadata"]["etlab"]["hash"] for cell in cells] == list(map(source_hash, sources))
    assert text(page) == text(Page.load(path))


def test_the_binding_to_nodes_and_the_parameters_cell(tmp_path):
    page = Page("Two\nlines", base_dir=tmp_path)
    page.parameter("day", "date", "2026-01-31")
    page.read.rows([{"name": "a", "type": "integer"}], [[1]], id="in").filter(
        "'${day}' > '2026'", id="a filter: ünïcode"
    )
    heading, setup, parameters, rows, last = page.notebook()["cells"]
    assert heading["source"] == ["# Two lines"]
    assert (setup["id"], parameters["id"], rows["id"]) == (
        "etlab-setup", "etlab-parameters", "etlab-in",
    )  # fmt: skip
    assert parameters["metadata"]["tags"] == ["parameters"]
    assert last["metadata"]["etlab"]["node"] == "a filter: ünïcode"
    assert last["id"].startswith("etlab-a-filter-n-code-")


def test_ids_are_of_the_form_that_notebooks_ask_for():
    ids = [cell_id(node) for node in ("a", "A b", "x" * 58, "x" * 59, "ü", "'; DROP", "a" * 255)]
    assert len(set(ids)) == len(ids)
    assert all(len(id_) <= 64 and id_.replace("-", "").replace("_", "").isalnum() for id_ in ids)


def test_it_runs_with_jupyter_execute_and_is_stable(tmp_path):
    page = Page("numbers", base_dir=tmp_path)
    page.add("code", code="df = spark.range(5)", inputs=[], id="rows").filter("id > 2").write.csv(
        "out", mode="overwrite", id="sink"
    )
    file = tmp_path / "numbers.ipynb"
    file.write_text(text(page))
    env = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "-m", "jupyter", "execute", str(file)]
    options = {"cwd": tmp_path, "env": env, "capture_output": True, "text": True}
    done = subprocess.run(command, check=False, **options)
    assert done.returncode == 0, done.stderr
    rows = [line for part in (tmp_path / "out").glob("*.csv") for line in part.read_text().split()]
    assert sorted(rows) == ["3", "4"]

"""Cells that become nodes, and notebooks kept up to date."""

from __future__ import annotations

import json

import pytest

from etlab_jupyter import Page
from tests.magics.conftest import numbers


@pytest.fixture(autouse=True)
def _stored(kernel, folder):
    numbers(folder).save(folder / "numbers.etlab.json")
    kernel.run("%etlab page numbers.etlab.json --reload")


def nodes(folder):
    document = json.loads((folder / "numbers.etlab.json").read_text())
    return {node["id"]: node["data"] for node in document["nodes"]}


def test_a_cell_becomes_a_nodes_code_and_is_saved(kernel, folder):
    done = kernel.run("%%etlab node 'Big ones'\nbig_ones = rows.filter(rows.id > 3)")
    assert "of a file" not in done.text
    assert "numbers: big has changed. %etlab save keeps it." in done.text
    assert nodes(folder)["big"]["kind"] == "filter"
    assert "(not saved)" in kernel.run("%etlab page").plain
    assert "saved" in kernel.run("%etlab save").text
    assert nodes(folder)["big"]["config"]["code"] == "big_ones = rows.filter(rows.id > 3)"
    assert "nothing to save" in kernel.run("%etlab save").text


def test_a_cell_becomes_an_sql_node(kernel, folder):
    kernel.run("%%etlab sql Sums --in big,rows\nSELECT count(*) AS n FROM big JOIN rows USING (id)")
    kernel.run("%etlab save")
    assert nodes(folder)["sums"]["label"] == "Sums"
    assert nodes(folder)["sums"]["config"] == {
        "query": "SELECT count(*) AS n FROM big JOIN rows USING (id)", "inputs": ["big", "rows"],
    }  # fmt: skip
    kernel.run("%%etlab sql Sums --in rows\nSELECT max(id) AS n FROM rows")
    kernel.run("%etlab save")
    config = {"query": "SELECT max(id) AS n FROM rows", "inputs": ["rows"]}
    assert nodes(folder)["sums"]["config"] == config
    assert "No problems" in kernel.run("%etlab page").plain
    (error,) = kernel.attempt("%%etlab sql Sums --in nowhere\nSELECT 1").error
    assert error.startswith("ETLab: The page has no node 'nowhere'.")


def test_mistakes_of_the_node_are_told(kernel):
    done = kernel.run("%%etlab node big\nbig = 1")
    assert "error: 'Big ones' (big), output: The code never assigns 'big_ones'." in done.text
    assert "%%etlab node 'Big ones'" in kernel.complete("%%etlab node 'Big")
    assert "--in" in kernel.run("%%etlab sql --help\nSELECT 1").text


def test_a_stale_page_is_not_overwritten(kernel, etlab, folder):
    stored = etlab.save(numbers(folder, "shared"))
    kernel.run("%%etlab node big --page shared\nbig_ones = rows.limit(1)")
    stored.page.document.description = "of somebody else"
    etlab.save(stored)
    (error,) = kernel.attempt("%etlab save").error
    assert "Somebody has saved 'shared' meanwhile." in error
    kernel.run("%etlab page shared --reload")
    assert "nothing to save" in kernel.run("%etlab save").text


def test_a_notebook_is_compared_and_brought_up_to_date(kernel, folder):
    page = Page.load(folder / "numbers.etlab.json")
    path = folder / "numbers.ipynb"
    path.write_text(json.dumps(page.notebook()))
    look = kernel.run("%etlab sync numbers.ipynb")
    assert "numbers.ipynb: 0 cells to change." in look.plain
    page.node("big").node.data.config["condition"] = "id > 3"
    page.save(folder / "numbers.etlab.json")
    look = kernel.run("%etlab sync numbers.ipynb")
    assert "node-changed" in look.plain
    assert "1 cell to change." in look.plain
    assert "id > 3" not in path.read_text()
    kernel.run("%etlab sync numbers.ipynb --apply")
    assert "id > 3" in path.read_text()

    text = path.read_text().replace("id > 3", "id > 1 -- mine")
    path.write_text(text)
    look = kernel.run("%etlab sync numbers.ipynb --apply")
    assert '-big_ones = rows.filter("id > 1 -- mine")' in look.text
    assert path.read_text() == text
    kept = kernel.run("%etlab sync numbers.ipynb --keep big --apply")
    assert "has changed. %etlab save keeps it." in kept.text
    kernel.run("%etlab save")
    assert nodes(folder)["big"]["kind"] == "code"
    (error,) = kernel.attempt("%etlab sync nowhere.ipynb").error
    assert "nowhere.ipynb cannot be read as a notebook" in error
    (error,) = kernel.attempt("%etlab sync").error
    assert error == "ETLab: Which notebook? Name its file: %etlab sync NOTEBOOK.ipynb"

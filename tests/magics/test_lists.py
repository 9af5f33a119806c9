"""The magics that show what is stored."""

from __future__ import annotations

import json

import pytest

from tests import ipyflow_kernel
from tests.magics.conftest import numbers
from tests.magics.kernel import Kernel


@pytest.fixture(scope="module", autouse=True)
def _stored(etlab, folder):
    etlab.save(numbers(folder))
    etlab.save(numbers(folder, "my numbers"))
    numbers(folder, "of a file").save(folder / "numbers.etlab.json")
    workspace = etlab.workspaces()[0]["id"]
    columns = [{"name": "id", "type": "long", "nullable": False, "description": "the <key>"},
               {"name": "tags", "type": "array", "element": {"type": "string"}}]  # fmt: skip
    body = {"workspace_id": workspace, "name": "orders", "columns": columns}
    etlab.call("POST", "schemas", body=body)
    etlab.call("POST", "workspaces", body={"name": "Second"})
    etlab.save(numbers(folder), workspace="Second")


def test_lists_are_tables(kernel):
    shown = kernel.run("%etlab workspaces")
    assert "<td>Second</td>" in shown.html
    assert "2 workspaces" in shown.plain
    shown = kernel.run("%etlab pages")
    lines = shown.plain.splitlines()
    assert [line.split("  ")[0] for line in lines if "numbers" in line] == [
        "my numbers", "numbers", "numbers",
    ]  # fmt: skip
    assert "Second" in shown.plain
    assert kernel.run("%etlab pages my").plain.count("numbers") == 1
    assert "orders" in kernel.run("%etlab schemas").plain
    assert kernel.run("%etlab runs").plain.strip() == "0 runs"


def test_a_schema_shows_its_columns(kernel):
    shown = kernel.run("%etlab schema orders")
    assert "<td>array&lt;string&gt;</td>" in shown.html
    assert "the &lt;key&gt;" in shown.html
    assert "ARRAY<STRING>" in shown.plain.upper()
    assert kernel.run("%etlab schema 'My workspace/orders'").plain == shown.plain


def test_a_page_shows_nodes_edges_and_problems(kernel, folder):
    shown = kernel.run("%etlab page numbers.etlab.json").plain
    assert "of a file" in shown
    assert "3 nodes" in shown
    assert "2 edges" in shown
    assert "No problems" in shown
    assert "3 nodes" in kernel.run("%etlab page").plain  # the one that was used last
    wrong = numbers(folder, "wrong")
    wrong.node("big").node.data.config["condition"] = "id >"
    wrong.save(folder / "wrong.etlab.json")
    assert "1 problem" in kernel.run("%etlab page wrong.etlab.json").plain


def test_several_pages_of_a_name_are_told_apart(kernel):
    error = kernel.attempt("%etlab page numbers").error
    assert error == [
        "ETLab: Several workspaces have a page 'numbers'. Use WORKSPACE/numbers, or the id."
    ]
    assert "3 nodes" in kernel.run("%etlab page Second/numbers").plain


def test_code_comes_into_a_cell_below(kernel):
    done = kernel.run("%etlab code 'my numbers'")
    (payload,) = done.reply["payload"]
    assert payload["source"] == "set_next_input"
    assert payload["replace"] is False
    assert "big_ones = rows.filter(" in payload["text"]


def test_code_goes_into_files(kernel, etlab, folder):
    kernel.run("%etlab code 'my numbers' -o made.ipynb")
    (page,) = (row["id"] for row in etlab.pages("my numbers"))
    cells = json.loads((folder / "made.ipynb").read_text())["cells"]
    assert [cell["metadata"]["etlab"]["page"] for cell in cells[1:]] == [page] * 4
    kernel.run("%etlab code -o made.py")
    assert "big_ones = rows.filter(" in (folder / "made.py").read_text()
    (error,) = kernel.attempt("%etlab code -o made.ipynb").error
    assert "made.ipynb is there already" in error
    assert "0 cells to change" in kernel.run("%etlab sync made.ipynb").plain


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("pges", "There is no %etlab pges. Did you mean 'pages'?"),
        ("page ordres", "There is no page 'ordres'. There is: my numbers, numbers."),
        ("page nofile.etlab.json", "There is no file"),
        ("schema ordrs", "There is no schema 'ordrs'. Did you mean 'orders'?"),
        ("schema", "Missing argument 'NAME'. See %etlab schema --help."),
        ("runs --limt 3", "No such option"),
        ("page 'open", "No closing quotation"),
        ("code wrong.etlab.json", "'Big ones' (big), condition"),
        ("code numbers.etlab.json --param x", "'x' is not of the form name=value."),
        ("connect nowhere", "There is no connection 'nowhere'."),
    ],
)
def test_errors_are_one_line(kernel, line, text):
    done = kernel.attempt(f"%etlab {line}")
    (shown,) = done.error
    assert shown.startswith("ETLab: ")
    assert text in shown
    assert "\n" not in shown
    assert done.reply["status"] == "error"


def test_help(kernel):
    assert "Usage: %etlab [OPTIONS] COMMAND" in kernel.run("%etlab").text
    for command in ("workspaces", "pages", "page", "code", "schema", "schemas", "connect", "runs",
                    "save"):  # fmt: skip
        assert f"  {command} " in kernel.run("%etlab --help").text
        assert f"Usage: %etlab {command} " in kernel.run(f"%etlab {command} --help").text


def test_completion(kernel):
    assert kernel.complete("%etlab pa") == ["%etlab page", "%etlab pages"]
    assert "%etlab workspaces" in kernel.complete("%etlab ")
    assert kernel.complete("%etlab page num") == [
        "%etlab page numbers", "%etlab page numbers.etlab.json",
    ]  # fmt: skip
    assert kernel.complete("%etlab page 'my") == ["%etlab page 'my numbers'"]
    assert kernel.complete("%etlab schema ord") == ["%etlab schema orders"]
    assert "%etlab code --param" in kernel.complete("%etlab code --")
    assert kernel.complete("x = 1\n%etlab page my") == ["x = 1\n%etlab page 'my numbers'"]


def test_without_a_server_files_work(tmp_path):
    numbers(tmp_path).save(tmp_path / "numbers.etlab.json")
    kernel = Kernel(tmp_path, JUPYTER_RUNTIME_DIR=str(tmp_path), JPY_PARENT_PID="")
    try:
        assert "etlab_jupyter.builder" not in json.loads(
            kernel.run(
                "%load_ext etlab_jupyter\nimport sys, json\nprint(json.dumps([*sys.modules]))"
            ).text
        )
        assert "3 nodes" in kernel.run("%etlab page numbers.etlab.json").plain
        (error,) = kernel.attempt("%etlab pages").error or []
        assert error.startswith("ETLab: No running Jupyter server was found.")
        assert kernel.complete("%etlab page n") == ["%etlab page numbers.etlab.json"]
    finally:
        kernel.stop()


def test_they_work_on_ipyflow(tmp_path, monkeypatch):
    name = ipyflow_kernel.install(tmp_path, monkeypatch)
    numbers(tmp_path).save(tmp_path / "numbers.etlab.json")
    kernel = Kernel(tmp_path, name, JUPYTER_RUNTIME_DIR=str(tmp_path))
    try:
        kernel.run("%load_ext etlab_jupyter", cellId="a")
        assert "3 nodes" in kernel.run("%etlab page numbers.etlab.json", cellId="b").plain
        changed = kernel.run("%%etlab node big\nbig_ones = rows", cellId="c")
        assert "has changed" in changed.text
        (error,) = kernel.attempt("%etlab pge", cellId="d").error or []
        assert error == "ETLab: There is no %etlab pge. Did you mean 'page'?"
    finally:
        kernel.stop()

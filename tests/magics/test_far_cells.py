"""Cells and pages of a notebook on a connection, which the server reaches."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from etlab_jupyter.magics.far_cells import far_code, to_pandas
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.events import Preview
from tests.magics.conftest import numbers

QUIET = {"spark.ui.enabled": "false"}


@pytest.fixture(scope="module", autouse=True)
def _connection(etlab):
    body = {"name": "far", "connection_type": "local",
            "config": {"master": "local[1]", "spark_conf": QUIET}}  # fmt: skip
    etlab.call("POST", "connections", body=body)


@pytest.mark.parametrize(
    ("cell", "text", "first"),
    [
        ("x = 1\n", "x = 1\ncell_value = None", 2),
        ("\n\nx = 1\nx + 1", "x = 1\ncell_value = x + 1\ncell_value", 4),
        ("'é'; (1,\n 2)", "'é'; cell_value = (1,\n 2)\ncell_value", 2),
        ("x = '${y}'", "x = '${y}'\ncell_value = None", 2),
    ],
)
def test_the_last_expression_has_a_name(cell, text, first):
    code = far_code(cell)
    assert (code.text, code.first) == (text, first)


@pytest.mark.parametrize(
    ("cell", "told"),
    [("\nx = 1\n%time x", r"Line 4 of the cell is no Python"), ("\n# no\n", "The cell is empty")],
)
def test_what_is_no_python_is_told_with_its_line(cell, told):
    with pytest.raises(ETLabError, match=told):
        far_code(cell)


def test_rows_become_a_frame_of_pandas():
    kinds = {"n": "long", "x": "double", "price": "decimal(9,2)", "at": "timestamp", "s": "string"}
    fields = [{"name": name, "type": kind} for name, kind in kinds.items()]
    rows = ((1, 1.5, "2.50", "2026-01-31 12:00:00.5", "a"), (2, "NaN", None, None, None))
    event = Preview(
        run_id="r", seq=1, time="", node="cell", label="", port="out",
        spark_schema={"type": "struct", "fields": fields}, rows=rows, truncated=False,
    )  # fmt: skip
    frame = to_pandas(event)
    assert list(frame.columns) == list(kinds)
    assert [str(kind) for kind in frame.dtypes][:2] == ["int64", "float64"]
    assert frame["price"][0] == Decimal("2.50")
    assert frame["at"][0].microsecond == 500_000
    assert frame.isna().sum().to_list() == [0, 1, 1, 1, 1]


def test_cells_run_in_the_notebooks_session_there(kernel, etlab):
    kernel.run("here = 1")
    done = kernel.run("%%etlab on far\nthere = spark.range(5)\nprint('hé', 'here' in globals())")
    assert done.text.splitlines() == ["hé False"]
    assert re.fullmatch(r"far: completed in [\d.]+ s", done.last["text/plain"])
    # What was defined stays; the rows of a DataFrame are shown, and are here too when asked for.
    done = kernel.run("%%etlab on far --rows 2 -o rows\nthere.selectExpr('id * 2 AS double')")
    assert "<td>2</td>" in done.html
    assert "There may be more" in done.plain.replace("there may", "There may")
    assert kernel.run("list(rows['double'])").plain.strip() == "[0, 2]"
    assert kernel.run("%%etlab on far\n6 * 7").text == "42\n"
    there = kernel.run("%%etlab on far --sql\nSELECT '${x}' AS a, count(*) AS n FROM range(3)")
    assert "<td>3</td>" in there.html
    assert kernel.run("'there' in globals()").plain.strip() == "False"
    run = etlab.runs(1)[0]
    assert (run["status"], run["page_path"] is not None) == ("completed", True)
    assert "spark.sql" in etlab.call("GET", f"runs/{run['id']}")["code"]


def test_what_fails_there_is_told_with_the_cells_line(kernel):
    done = kernel.attempt("%%etlab on far\n\nx = 1\nspark.table('nowhere')")
    (error,) = done.error
    assert error.startswith("ETLab: AnalysisException, line 4 of the cell: ")
    assert "nowhere" in error
    (error,) = kernel.attempt("%%etlab on far -o rows\n1").error
    assert error == "ETLab: -o needs a DataFrame in the cell's last line."
    (error,) = kernel.attempt("%%etlab on fra\n1").error
    assert error == "ETLab: There is no connection 'fra'. Did you mean 'far'?"


def test_without_a_name_it_is_the_default_connection(kernel, etlab):
    change = f"connections/{etlab.connection('far')['id']}"
    etlab.call("PATCH", change, body={"is_default": False})
    (error,) = kernel.attempt("%%etlab on\n1").error
    assert error == "ETLab: Name a connection: you have no default one."
    etlab.call("PATCH", change, body={"is_default": True})
    done = kernel.run("%%etlab on\n1 + 1")
    assert done.text == "2\n"
    assert done.last["text/plain"].startswith("far: completed")


def test_an_interrupt_cancels_there(kernel, etlab):
    code = "import time\nprint('begun', flush=True)\ntime.sleep(300)"
    done = kernel.attempt(f"%%etlab on far\n{code}", interrupt_at="begun")
    assert done.error == ["ETLab: The cell was cancelled."]
    assert etlab.runs(1)[0]["status"] == "cancelled"
    # The session and what is in it are still there, until they are ended.
    assert kernel.run("%%etlab on far\nthere.count()").text == "5\n"
    assert kernel.run("%etlab disconnect far").text == "far: ended.\n"
    (error,) = kernel.attempt("%%etlab on far\nthere").error
    assert "NameError, line 2 of the cell" in error
    kernel.run("%etlab disconnect far")


def test_pages_run_and_are_submitted_there(kernel, etlab, folder, tmp_path):
    page = numbers(folder, "sent")
    page.node("sink").node.data.config["path"] = str(tmp_path / "out")
    etlab.save(page)
    done = kernel.run("%etlab run sent --on far")
    assert "Run completed" in done.last["text/plain"]
    assert "(4 run, 0 skipped)" in done.last["text/plain"]
    assert "<td>4</td>" in kernel.run("%etlab preview big --on far").html
    assert kernel.run("'big_ones' in globals()").plain.strip() == "False"
    done = kernel.run("%etlab run sent --on far --submit")
    run = etlab.runs(1)[0]
    assert done.text == f"Submitted as the run {run['id']}.\n"
    assert "Run completed" in done.last["text/plain"]
    assert (run["status"], run["page_name"]) == ("completed", "sent")
    assert etlab.call("GET", f"runs/{run['id']}")["mode"] == "submit"
    connection = etlab.connection("far")["id"]
    where = {"page_id": etlab.page("sent").id, "connection_id": connection}
    etlab.call("POST", "stop-kernel", body=where)
    (error,) = kernel.attempt("%etlab run sent --submit").error
    assert error == "ETLab: A job is submitted on a connection: name it with --on."


def test_a_job_goes_on_when_nobody_looks(kernel, etlab, folder):
    page = numbers(folder, "long")
    page.node("rows").node.data.config["code"] = (
        "import time\nprint('begun', flush=True)\ntime.sleep(300)\ndf = spark.range(5)"
    )
    etlab.save(page)
    done = kernel.attempt("%etlab run long --on far --submit", interrupt_at="begun")
    # A list of runs is the store's, which hears of them a little later.
    run = etlab.call("GET", f"runs/{etlab.runs(1)[0]['id']}")
    assert run["status"] == "running"
    (error,) = done.error
    assert f"The job goes on. %etlab follow {run['id']} shows it again" in error
    again = kernel.attempt(f"%etlab follow {run['id']}", interrupt_at="begun")
    assert again.error == done.error
    assert kernel.run(f"%etlab cancel {run['id']}").text == "long: cancelled.\n"
    assert etlab.runs(1)[0]["status"] == "cancelled"

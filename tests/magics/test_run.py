"""Pages run in the kernel of the magic itself."""

from __future__ import annotations

import pytest

from etlab_jupyter.runners import KernelRunner, SyncRunner
from etlab_jupyter.runners.events import RunFinished
from tests.magics.conftest import numbers
from tests.runners.conftest import new_page


@pytest.fixture(scope="module", autouse=True)
def _stored(etlab, folder):
    etlab.save(numbers(folder))


def test_a_run_leaves_its_dataframes_and_is_recorded(kernel, etlab, folder):
    done = kernel.run("%etlab run numbers")
    assert "Run completed" in done.last["text/plain"]
    assert "(4 run, 0 skipped)" in done.last["text/plain"]
    assert "<progress" in done.shown[0]["text/html"]
    assert kernel.run("big_ones.count()").plain.strip() == "2"
    assert [path.name for path in (folder / "out-numbers").glob("_SUCCESS")]
    (run,) = etlab.runs()
    assert (run["status"], run["page_name"]) == ("completed", "numbers")
    assert run["result_summary"]["rows"] == {"sink": 2}
    events = list(etlab.follow(run["id"]))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert "completed" in kernel.run("%etlab runs").plain
    assert "spark.range(5)" in etlab.call("GET", f"runs/{run['id']}")["code"]


def test_what_has_not_changed_is_skipped_in_magics_and_runs_of_the_server(kernel, etlab):
    assert "(0 run, 4 skipped)" in kernel.run("%etlab run numbers").last["text/plain"]
    stored = etlab.page("numbers")
    stored.page.node("big").node.data.config["condition"] = "id > 3"
    etlab.save(stored)
    assert "(2 run, 2 skipped)" in kernel.run("%etlab run numbers").last["text/plain"]
    assert "(4 run, 0 skipped)" in kernel.run("%etlab run --force").last["text/plain"]
    kernel.run("rows = None")
    assert "(1 run, 3 skipped)" in kernel.run("%etlab run numbers").last["text/plain"]


def test_up_to_a_node_and_with_parameters(kernel, etlab, folder):
    page = new_page(folder, "limit")
    page.parameter("most", "integer", 1)
    rows = page.add("code", code="df = spark.range(9)", inputs=[], id="rows")
    rows.filter("id > 0 AND id < ${most}", id="some")
    page.save(folder / "limit.etlab.json")
    done = kernel.run("%etlab run limit.etlab.json --to rows --param most=3")
    assert "not needed for the node" in done.last["text/plain"]
    run = etlab.runs(1)[0]
    assert (run["page_id"], run["page_path"]) == (None, str(folder / "limit.etlab.json"))
    assert run["connection_id"] is None
    done = kernel.run("%etlab preview some --param most=4")
    (table,) = [data for data in done.shown if "3 rows" in data["text/plain"]]
    assert "<td>3</td>" in table["text/html"]
    done = kernel.run("%etlab preview some --rows 2 --param most=4")
    assert "there may be more" in done.plain


def test_what_cells_print_is_shown_and_recorded(kernel, etlab, folder):
    page = new_page(folder, "talks")
    rows = page.add("code", code="df = spark.range(1)\nprint('count:', df.count())",
                    inputs=[], id="rows")  # fmt: skip
    rows.filter("id >= 0", id="all")
    etlab.save(page)
    done = kernel.run("%etlab run talks")
    assert "count: 1" in done.text
    run = etlab.call("GET", f"runs/{etlab.runs(1)[0]['id']}")
    assert "count: 1" in run["logs"]


def test_a_failed_node_is_told_in_one_line(kernel, etlab, folder):
    page = new_page(folder, "fails")
    page.add("code", code="x = 1\ndf = spark.table('nowhere')", inputs=[], id="rows", label="Bad")
    etlab.save(page)
    done = kernel.attempt("%etlab run fails")
    (error,) = done.error
    assert error.startswith("ETLab: Bad (rows, line 2 of its code) failed: AnalysisException: ")
    assert "\n" not in error
    assert "failed" in done.last["text/plain"]
    assert etlab.runs(1)[0]["status"] == "failed"


def test_an_interrupt_cancels(kernel, etlab, folder):
    page = new_page(folder, "slow")
    page.add(
        "code", inputs=[], id="rows",
        code="import time\nprint('begun', flush=True)\ntime.sleep(60)\ndf = spark.range(1)",
    ).filter("id > 1", id="more")  # fmt: skip
    etlab.save(page)
    done = kernel.attempt("%etlab run slow", interrupt_at="begun")
    assert done.error == ["ETLab: The run was cancelled."]
    assert etlab.runs(1)[0]["status"] == "cancelled"
    assert "cancelled" in done.last["text/plain"]


def test_a_kernels_own_runs_and_the_servers_share_what_has_run(kernel, etlab):
    kernel.run("%etlab run numbers")
    cells = etlab.page("numbers").page.cells()
    runner = SyncRunner(KernelRunner.attach(kernel.manager.connection_file))
    try:
        (*_, last) = runner.run(cells)
    finally:
        runner.close()
    assert isinstance(last, RunFinished)
    assert (last.status, last.ran) == ("completed", ())


def test_a_session_on_a_connection(kernel, etlab):
    config = {"master": "local[1]", "spark_conf": {"spark.ui.enabled": "false"}}
    body = {"name": "one core", "connection_type": "local", "config": config}
    etlab.call("POST", "connections", body=body)
    kernel.run("from pyspark.sql import SparkSession\nSparkSession.builder.getOrCreate()")
    (error,) = kernel.attempt("%etlab connect 'one core'").error
    assert error == "ETLab: A SparkSession runs here already. --replace stops it first."
    assert "one core" in kernel.run("%etlab connect 'one core' --replace").text
    assert kernel.run("spark.sparkContext.master").plain.strip() == "'local[1]'"
    body = {"name": "guarded", "connection_type": "local",
            "config": {"remote": "sc://127.0.0.1:1", "token": "secret"}}  # fmt: skip
    etlab.call("POST", "connections", body=body)
    (error,) = kernel.attempt("%etlab connect guarded").error
    assert error == (
        "ETLab: guarded has a secret (token) that must be entered, and nobody can be asked here."
    )


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("databricks", {"host": "https://x.net", "token": "secret", "cluster_id": "1"}),
        ("livy", {"url": "http://x.net", "auth": "basic", "username": "a", "password": "secret"}),
    ],
)
def test_a_connection_over_http_has_no_session_here(kernel, etlab, kind, config):
    body = {"name": f"far {kind}", "connection_type": kind, "config": config}
    etlab.call("POST", "connections", body=body)
    (error,) = kernel.attempt(f"%etlab connect 'far {kind}'").error
    assert error == (
        f"ETLab: far {kind}: Its Spark is reached over HTTP, so no kernel can start a session. "
        "%%etlab on runs a cell there, %etlab run --on a page."
    )


def test_nodes_made_of_cells_run(kernel, folder):
    numbers(folder, "cells").save(folder / "cells.etlab.json")
    kernel.run("%etlab page cells.etlab.json")
    done = kernel.run("%%etlab node big --run\nbig_ones = rows.filter(rows.id > 2)")
    assert "Run completed" in done.last["text/plain"]
    assert kernel.run("big_ones.count()").plain.strip() == "2"
    query = "SELECT count(*) AS n FROM big JOIN rows USING (id)"
    done = kernel.run(f"%%etlab sql Sums --in big,rows --run\n{query}")
    assert "Run completed" in done.last["text/plain"]
    assert "<td>2</td>" in kernel.run("%etlab preview Sums").html

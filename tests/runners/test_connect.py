"""Pages that run on a Spark Connect server."""

from __future__ import annotations

import re

import pytest

from etlab_jupyter import Page
from etlab_jupyter.runners import KernelRunner, RunOptions, SyncRunner, events
from etlab_jupyter.spark_session import SparkSettings
from tests.runners.cells import finished, of_kind, only, run, text
from tests.runners.conftest import ENV, new_page
from tests.runners.test_cancel import LONG_JOB, busy_with_spark, run_and_cancel
from tests.servers import free_port
from tests.spark_cluster import wait_for
from tests.spark_connect import ConnectServer


def runner_on(remote: str, folder) -> SyncRunner:
    settings = SparkSettings(remote=remote, conf={"spark.sql.session.timeZone": "UTC"})
    return SyncRunner(KernelRunner(cwd=folder, env=ENV, settings=settings))


@pytest.fixture(scope="module")
def runner(connect_server: ConnectServer, tmp_path_factory):
    with runner_on(connect_server.remote, tmp_path_factory.mktemp("connect")) as runner:
        yield runner


@pytest.fixture
def page(tmp_path) -> Page:
    return new_page(tmp_path)


def rows(page: Page):
    columns = [{"name": "id", "type": "long"}, {"name": "at", "type": "timestamp"}]
    values = [[1, "2026-01-02 03:04:05"], [2, None], [3, None]]
    return page.read.rows(columns, values, id="rows")


def test_a_page_runs_with_rows_and_progress(runner, page, tmp_path):
    big = rows(page).filter("id != 2", id="big").repartition(2, id="spread")
    big.write.csv(str(tmp_path / "out"), mode="overwrite", id="sink")
    options = RunOptions(preview_rows=10, preview_nodes=frozenset({"spread"}), count_rows="all")
    found = run(runner, page.cells(), options)
    last = finished(found)
    assert (last.status, last.error) == ("completed", None), of_kind(found, events.NodeFailed)
    assert re.match(r"local-\d+$", last.application or "")
    shown = only(found, events.Preview)
    assert sorted(shown.rows) == [(1, "2026-01-02 03:04:05"), (3, None)]
    ended = {event.node: event for event in of_kind(found, events.NodeFinished)}
    assert ended["big"].rows == 2
    # Spark Connect does not tell what a sink has written.
    assert last.rows == {"sink": None}
    assert sum(map(len, map(str.splitlines, _written(tmp_path / "out")))) == 2
    done = of_kind(found, events.Progress)[-1]
    assert (done.jobs_running, done.tasks_active) == (0, 0)
    assert done.tasks_done == done.tasks_total > 0
    again = finished(run(runner, page.cells()))
    assert again.skipped == ("setup", "rows", "big", "spread", "sink")


def _written(folder):
    return [path.read_text() for path in folder.glob("*.csv")]


def test_errors_are_told_well(runner, page):
    page.add("code", code="df = spark.range(3).filter('nope > 1')\ndf.schema", inputs=[], id="a")
    error = only(run(runner, page.cells()), events.NodeFailed)
    assert error.condition == "UNRESOLVED_COLUMN.WITH_SUGGESTION"
    assert "JVM" not in error.message
    assert "Filter" not in error.message
    assert error.line == 2

    code = "df = spark.range(1)\ndf.selectExpr('raise_error(\"boo\")').collect()"
    page.node("a").node.data.config["code"] = code
    found = run(runner, page.cells())
    error = only(found, events.NodeFailed)
    assert error.message.startswith("[USER_RAISED_EXCEPTION] boo")
    assert "stacktrace" not in error.message
    assert text(found, "stderr") == ""


def test_a_cancelled_run_leaves_nothing_running(runner, page, connect_server):
    page.add("code", code=f"df = spark.range(1)\n{LONG_JOB}", inputs=[], id="slow")
    found, _ = run_and_cancel(runner, page.cells(), busy_with_spark)
    assert finished(found).status == "cancelled"
    wait_for(connect_server.log, "SPARK_JOB_CANCELLED")
    page.node("slow").node.data.config["code"] = "df = spark.range(1)\nprint(df.count())"
    found = run(runner, page.cells())
    assert (finished(found).status, text(found)) == ("completed", "1\n")


def test_the_server_keeps_no_session_of_a_kernel_that_has_left(connect_server, page, tmp_path):
    page.add("code", code="df = spark.range(1)\nprint(spark.session_id)", inputs=[], id="id")
    with runner_on(connect_server.remote, tmp_path) as own:
        found = run(own, page.cells())
        assert finished(found).status == "completed"
        session = text(found).strip()
    wait_for(connect_server.log, rf"Closing session .*{session}")


def test_a_session_that_the_server_has_ended_is_followed_by_another(connect_server, page, tmp_path):
    code = "spark.client.release_session()\ndf = spark.range(1)\ndf.count()"
    page.add("code", code=code, inputs=[], id="df")
    with runner_on(connect_server.remote, tmp_path) as own:
        error = only(run(own, page.cells()), events.NodeFailed)
        assert error.condition == "INVALID_HANDLE.SESSION_CLOSED"
        page.node("df").node.data.config["code"] = "df = spark.range(1)\nprint(df.count())"
        found = run(own, page.cells())
    assert (finished(found).status, text(found)) == ("completed", "1\n")


def test_a_server_that_does_not_answer_is_told_at_once(page, tmp_path):
    port = free_port()
    rows(page)
    with runner_on(f"sc://127.0.0.1:{port}/;token=secret", tmp_path) as own:
        last = finished(run(own, page.cells()))
    assert last.error == f"Nothing answers at 127.0.0.1:{port}: connection refused."

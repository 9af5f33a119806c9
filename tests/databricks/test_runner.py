"""Cells in execution contexts of a Databricks cluster."""

from __future__ import annotations

import threading

import pytest

from etlab_jupyter.runners import RunOptions, SyncRunner, events
from etlab_jupyter.runners.base import Resume
from etlab_jupyter.runners.databricks import DatabricksRunner
from etlab_jupyter.runners.statements import runner as statements
from etlab_jupyter.spark_session import DatabricksSettings
from tests.databricks.api import CLUSTER
from tests.databricks.contexts import wait_for
from tests.runners.cells import cell, finished, of_kind, only, run, text
from tests.runners.remote import cancelled, check_cells, check_failure

SLEEP = "time = __import__('time'); time.sleep(60)"


def settings(databricks, **more):
    given = {"patience": 20, "answer_seconds": 10, **more}
    return DatabricksSettings(databricks.url, CLUSTER, databricks.token, **given)


@pytest.fixture(scope="module")
def shared(workspace_server):
    """A context that the tests of this module share."""
    with SyncRunner(DatabricksRunner(settings(workspace_server))) as runner:
        yield runner
    assert workspace_server.contexts == {}


@pytest.fixture
def runner(databricks, shared):
    return shared


def test_cells_run_with_previews_rows_and_schemas(runner, databricks, tmp_path):
    found = check_cells(runner, tmp_path)
    assert of_kind(found, events.Progress)[-1].tasks_done > 0
    assert len(databricks.contexts) == 1


def test_a_failed_cell_is_told_as_on_a_kernel(runner):
    check_failure(runner)


def test_200_mb_are_bounded(runner):
    code = "import sys\nfor _ in range(2_000):\n    sys.stdout.write('x' * 99_999 + '\\n')"
    found = run(runner, [cell("talk", f"{code}\nprint('the end')")])
    assert finished(found).status == "completed"
    assert text(found).endswith("x\nthe end\n")
    assert len(text(found)) <= 1_000_000
    assert text(found, "stderr") == "[… 199000008 characters left out …]\n"


def test_more_comes_through_than_databricks_prints(runner):
    code = "import sys\nprint('Grüße 🦦', '\\ud800')\nprint('to stderr', file=sys.stderr)\n'shown'"
    found = run(runner, [cell("text", code)])
    assert finished(found).status == "completed"
    assert text(found).startswith("Grüße 🦦 ")
    assert text(found).endswith("'shown'\n")
    assert text(found, "stderr") == "to stderr\n"
    # Random rows: 400 KB that can hardly be packed, where Databricks cuts at 50,000 characters.
    code = (
        "import random\nmade = random.Random(1)\n"
        "rows = [(i, made.randbytes(200).hex()) for i in range(1000)]\n"
        "df = spark.createDataFrame(rows, 'id long, text string')"
    )
    much = cell("much", code, outputs={"out": "df"}, type="source")
    shown = only(run(runner, [much], RunOptions(preview_rows=1000)), events.Preview)
    assert [row[0] for row in shown.rows] == list(range(1000))
    assert {len(str(row[1])) for row in shown.rows} == {400}


def test_limits_of_requests_are_waited_for(runner, databricks):
    paths = ("/api/1.2/commands/execute", "/api/1.2/commands/status", "/api/1.2/contexts/status")
    for path in paths:
        databricks.limited[path] = 1
    found = run(runner, [cell("limited", "print('once')")], RunOptions(force=True))
    assert (finished(found).status, text(found)) == ("completed", "once\n")
    assert not any(databricks.limited.values())


def test_cancel_stops_the_command_and_keeps_the_context(runner, databricks, tmp_path):
    run(runner, [])
    [context] = databricks.contexts.values()
    begun = tmp_path / "begun"
    code = (
        f"import time\ndef slow(row):\n    open({str(begun)!r}, 'w').close()\n"
        "    time.sleep(60)\nspark.sparkContext.parallelize(range(4), 4).foreach(slow)"
    )
    found = cancelled(runner, code, lambda: wait_for(begun.exists))
    assert finished(found).status == "cancelled"
    assert only(found, events.NodeCancelled).node == "slow"
    *_, newest = context.commands.values()
    assert newest.status == "Cancelled"
    assert list(databricks.contexts.values()) == [context]
    check = (
        "import time\nend = time.monotonic() + 30\ntracker = spark.sparkContext.statusTracker()\n"
        "while tracker.getActiveJobsIds() and time.monotonic() < end:\n    time.sleep(0.1)\n"
        "print(len(tracker.getActiveJobsIds()))"
    )
    found = run(runner, [cell("after", check)])
    assert (finished(found).status, text(found)) == ("completed", "0\n")


def test_a_run_of_a_lost_runner_is_cancelled_where_it_runs(runner, databricks):
    run(runner, [])
    [context] = databricks.contexts.values()
    slow = cell("slow", SLEEP)
    before = RunOptions(run_id="picked-up")
    thread = threading.Thread(target=lambda: run(runner, [slow], before))
    thread.start()
    wait_for(lambda: any(SLEEP in command.code for command in commands(context)))
    [sent] = [command for command in commands(context) if SLEEP in command.code]
    wait_for(lambda: sent.id in address(runner) and sent.status == "Running")
    began = events.NodeStarted(
        run_id="picked-up", time="2026-01-01T00:00:00.000Z", seq=3, node="slow", label="Slow"
    )
    resume = Resume((began,))
    after = DatabricksRunner(settings(databricks), session=address(runner))
    other = SyncRunner(after)

    def cancel():
        wait_for(lambda: after._current is not None)
        other.cancel()

    cancelling = threading.Thread(target=cancel)
    cancelling.start()
    found = run(other, [slow], RunOptions(run_id="picked-up", resume=resume))
    cancelling.join()
    assert only(found, events.RunFinished).status == "cancelled"
    wait_for(lambda: all(command.status != "Running" for command in commands(context)))
    assert sent.status == "Cancelled"
    thread.join()
    assert finished(run(other, [cell("after", "1")])).status == "completed"
    assert list(databricks.contexts.values()) == [context]
    other.close()


def commands(context):
    return list(context.commands.values())


def address(runner):
    return runner._runner.connection_file


def test_a_command_that_does_not_end_takes_the_context_with_it(databricks, monkeypatch):
    monkeypatch.setattr(statements, "CANCEL_SECONDS", 1.0)
    with SyncRunner(DatabricksRunner(settings(databricks))) as runner:
        run(runner, [])
        *_, context = databricks.contexts.values()
        context.stubborn = True
        found = cancelled(runner, SLEEP)
        assert finished(found).status == "cancelled"
        assert context.id not in databricks.contexts
        assert context.process.poll() is not None
        found = run(runner, [cell("after", "print('here')")])
        assert (finished(found).status, text(found)) == ("completed", "here\n")
        assert "had to be ended to cancel a run; this one is new." in text(found, "stderr")

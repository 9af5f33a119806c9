"""Cells in sessions of a real Livy server."""

from __future__ import annotations

import time

import pytest

from etlab_jupyter.runners import RunOptions, SyncRunner, events
from etlab_jupyter.runners.livy import LivyRunner
from etlab_jupyter.spark_session import LivySettings
from tests.runners.cells import cell, finished, of_kind, only, run, text
from tests.runners.remote import cancelled, check_cells, check_failure


def settings(livy, **more):
    conf = {"spark.sql.shuffle.partitions": "2"}
    return LivySettings(livy.url, session={"conf": conf}, **more)


@pytest.fixture(scope="module")
def runner(livy):
    """A session that the tests of this module share."""
    with SyncRunner(LivyRunner(settings(livy))) as runner:
        yield runner
    livy.wait_for_sessions(0)


def test_cells_run_with_previews_rows_and_schemas(runner, tmp_path):
    check_cells(runner, tmp_path)


def test_a_failed_cell_is_told_as_on_a_kernel(runner):
    check_failure(runner)


def test_all_text_comes_through_and_much_of_it_is_cut(runner):
    code = (
        "import sys\nprint('Grüße 🦦', '\\ud800')\nsys.stdout.buffer.write(b'\\xff\\n')\n"
        "print('to stderr', file=sys.stderr)\n'shown'"
    )
    found = run(runner, [cell("text", code)])
    assert finished(found).status == "completed"
    assert text(found).startswith("Grüße 🦦 ")
    assert "\ufffd\n" in text(found)
    assert text(found).endswith("'shown'\n")
    assert text(found, "stderr") == "to stderr\n"
    much = cell("much", "for i in range(40):\n    print(str(i) * 5_000_000)\nprint('end')")
    found = run(runner, [much], RunOptions(output_limit=1000))
    assert finished(found).status == "completed"
    assert text(found).startswith("000")
    assert text(found).endswith("9\nend\n")
    assert len(text(found)) <= 1000
    assert "characters left out" in text(found, "stderr")


def test_progress_is_told_while_a_cell_runs(runner):
    code = (
        "import time\ndef slow(rows):\n    time.sleep(0.7)\n    return rows\n"
        "spark.sparkContext.parallelize(range(8), 8).mapPartitions(slow).count()"
    )
    found = run(runner, [cell("slow", code)])
    assert of_kind(found, events.NodeFailed) == []
    assert finished(found).status == "completed"
    *parts, last = of_kind(found, events.Progress)
    fractions = [e.fraction or 0 for e in parts]
    assert fractions
    assert fractions == sorted(fractions)
    assert (last.tasks_done, last.tasks_total, last.fraction) == (8, 8, None)


def test_cancel_stops_the_statement_and_keeps_the_session(livy, runner):
    run(runner, [])
    (session,) = livy.sessions()
    statements = f"/sessions/{session['id']}/statements"
    code = (
        "import time\nspark.sparkContext.parallelize(range(4), 4).foreach(lambda _: time.sleep(60))"
    )

    def jobs_run():
        end = time.monotonic() + 30
        newest = livy.call("GET", statements).json()["statements"][-1]
        while newest["state"] != "running" and time.monotonic() < end:
            time.sleep(0.2)
        time.sleep(1)

    began = time.monotonic()
    found = cancelled(runner, code, jobs_run)
    assert finished(found).status == "cancelled"
    assert only(found, events.NodeCancelled).node == "slow"
    assert time.monotonic() - began < 30
    newest = livy.call("GET", statements).json()["statements"][-1]
    assert newest["state"] == "cancelled"
    assert [s["id"] for s in livy.sessions()] == [session["id"]]
    assert finished(run(runner, [cell("after", "1")])).status == "completed"

"""Cells in sessions of a real Livy server."""

from __future__ import annotations

import threading
import time

import pytest

from etlab_jupyter.runners import RunOptions, SyncRunner, events
from etlab_jupyter.runners.livy import LivyRunner
from etlab_jupyter.spark_session import LivySettings
from tests.runners.cells import cell, finished, of_kind, only, run, text

NUMBERS = cell("numbers", "df = spark.range(5)", outputs={"out": "df"}, type="source")
BIG = cell("big", "big = df.filter('id > 1')", inputs=[NUMBERS], outputs={"out": "big"})


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
    path = str(tmp_path / "out")
    sink = cell(
        "sink", f"big.write.mode('overwrite').parquet({path!r})", inputs=[BIG], type="sink",
        writes=path,
    )  # fmt: skip
    cells = [NUMBERS, BIG, sink]
    found = run(runner, cells, RunOptions(preview_rows=2, preview_nodes=frozenset({"big"})))
    last = finished(found)
    assert (last.status, last.rows, last.error) == ("completed", {"sink": 3}, None)
    shown = only(found, events.Preview)
    assert (shown.node, shown.rows, shown.truncated) == ("big", ((2,), (3,)), True)
    assert [e.node for e in of_kind(found, events.NodeStarted)] == ["numbers", "big", "sink"]
    done = {e.node: e for e in of_kind(found, events.NodeFinished)}
    assert done["big"].schemas["out"]["fields"][0]["name"] == "id"
    assert last.application is not None
    # What has run need not run again; a node is shown all the same.
    found = run(runner, cells, RunOptions(preview_rows=1, preview_nodes=frozenset({"big"})))
    assert finished(found).skipped == ("numbers", "big", "sink")
    assert only(found, events.Preview).rows == ((2,),)
    changed = cell("big", "big = df.filter('id > 3')", inputs=[NUMBERS], outputs={"out": "big"})
    assert finished(run(runner, [NUMBERS, changed])).ran == ("big",)


def test_a_failed_cell_is_told_as_on_a_kernel(runner):
    failing = cell("failing", "one = 1\nspark.sql('select nothing')")
    found = run(runner, [failing, cell("next")])
    failed = only(found, events.NodeFailed)
    assert failed.error == "AnalysisException"
    assert failed.condition == "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION"
    assert failed.line == 2
    assert failed.traceback == ("line 2: spark.sql('select nothing')",)
    assert finished(found).skipped == ("next",)


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


def cancelled(runner, code, until):
    """The events of a run that is cancelled once Livy runs its cell."""
    found = []
    for event in runner.run([cell("slow", code), cell("next")]):
        found.append(event)
        if isinstance(event, events.NodeStarted):
            threading.Thread(target=lambda: (until(), runner.cancel())).start()
    return found


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

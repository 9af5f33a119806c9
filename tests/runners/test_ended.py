"""Spark's JVM or the kernel itself is killed in the middle of a run."""

from __future__ import annotations

import os
import signal

import pytest

from etlab_jupyter.runners import KernelRunner, RunOptions, SyncRunner, events
from tests.runners.cells import finished, of_kind, only, run, text
from tests.runners.conftest import ENV, new_page

PIDS = {"JVM": "spark.sparkContext._gateway.proc.pid", "kernel": "__import__('os').getpid()"}
ERRORS = {"JVM": "SparkEnded", "kernel": "KernelEnded"}
SLEEP = "java_method('java.lang.Thread', 'sleep', 200L)"


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    """A kernel of this module's own, since what it runs on gets killed."""
    with SyncRunner(KernelRunner(cwd=tmp_path_factory.mktemp("ended"), env=ENV)) as runner:
        yield runner


def make(folder, code):
    page = new_page(folder)
    page.add("code", code=code, inputs=[], id="slow", label="Slow one").write.csv(
        "out", mode="overwrite", id="sink"
    )
    return page


@pytest.mark.parametrize("victim", ["JVM", "kernel"])
def test_the_node_is_named_and_the_next_run_works(runner, tmp_path, victim):
    code = (
        f"print('pid', {PIDS[victim]}, flush=True)\n"
        f'spark.range(0, 2000, 1, 1000).selectExpr("{SLEEP} AS s").collect()\n'
        "df = spark.range(3)"
    )
    found = []
    pid = None
    cells = make(tmp_path, code).cells()
    for event in runner.run(cells, RunOptions(force=True)):
        found.append(event)
        if isinstance(event, events.Output) and event.text.startswith("pid "):
            pid = int(event.text.split()[1])
        if pid and isinstance(event, events.Progress) and event.tasks_active:
            os.kill(pid, signal.SIGKILL)
            pid = 0
    last = finished(found)
    assert pid == 0
    assert (last.status, last.failed, last.rows) == ("failed", ("slow",), {})
    failed = only(found, events.NodeFailed)
    assert (failed.node, failed.error) == ("slow", ERRORS[victim])
    assert "'Slow one'" in failed.message
    reasons = {e.node: e.reason for e in of_kind(found, events.NodeSkipped)}
    assert reasons == {"sink": "an earlier node failed"}
    if victim == "JVM":
        source = next(cell.source for cell in cells if cell.node == "slow")
        assert failed.line is not None
        assert "selectExpr" in source.splitlines()[failed.line - 1]
    # Nothing is taken for done that was lost with Spark.
    again = run(runner, make(tmp_path, "df = spark.range(3)\nprint('alive')").cells())
    last = finished(again)
    assert (last.status, last.skipped) == ("completed", ())
    assert last.rows == {"sink": 3}
    assert text(again) == "alive\n"

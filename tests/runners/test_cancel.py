"""Cancelling a run stops its Spark jobs soon and leaves the kernel usable."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from etlab_jupyter.runners import KernelRunner, RunOptions, events
from tests.runners.cells import cell, finished, of_kind, only, run, text
from tests.runners.conftest import new_page

SLEEP = "java_method('java.lang.Thread', 'sleep', 200L)"
LONG_JOB = f'spark.range(0, 2000, 1, 1000).selectExpr("{SLEEP} AS s").collect()'
# Spark is given the two seconds that a cancellation may take.
ACTIVE = (
    "import time\n"
    "tracker = spark.sparkContext.statusTracker()\n"
    "until = time.monotonic() + 2\n"
    "while tracker.getActiveJobsIds() and time.monotonic() < until:\n"
    "    time.sleep(0.05)\n"
    "print(list(tracker.getActiveJobsIds()), list(tracker.getActiveStageIds()))\n"
    "df = spark.range(1)"
)


def run_and_cancel(runner, cells, when, options=None):
    """The events, and how long after the cancellation the run was over."""
    found, asked = [], None
    for event in runner.run(cells, options):
        found.append(event)
        if asked is None and when(event):
            asked = time.monotonic()
            threading.Thread(target=runner.cancel).start()
    assert asked is not None, [str(e) for e in found[-6:]]
    return found, time.monotonic() - asked


def busy_with_spark(event):
    return isinstance(event, events.Progress) and event.tasks_active > 0


def started(node):
    return lambda event: isinstance(event, events.NodeStarted) and event.node == node


def page_with(home, code, node="slow"):
    page = new_page(home)
    page.add("code", code=code, inputs=[], id=node).write.csv(
        "out/cancelled", mode="overwrite", id="sink"
    )
    return page


def assert_usable(runner, home):
    """The next run works, and Spark has nothing left to do."""
    page = new_page(home)
    page.add("code", code=ACTIVE, inputs=[], id="active")
    found = run(runner, page.cells(), RunOptions(force=True))
    assert finished(found).status == "completed"
    assert text(found) == "[] []\n"


def test_a_long_spark_job(runner, home):
    page = page_with(home, f"df = spark.range(1)\n{LONG_JOB}")
    found, seconds = run_and_cancel(runner, page.cells(), busy_with_spark)
    last = finished(found)
    assert last.status == "cancelled"
    assert seconds < 2
    assert only(found, events.NodeCancelled).node == "slow"
    reasons = {e.node: e.reason for e in of_kind(found, events.NodeSkipped)}
    assert reasons["sink"] == "the run was cancelled"
    assert of_kind(found, events.NodeFailed) == []
    assert (last.failed, last.rows, last.error) == ((), {}, None)
    assert_usable(runner, home)


def test_a_sink_that_writes(runner, home):
    page = new_page(home)
    page.add("code", code="df = spark.range(0, 2000, 1, 1000)", inputs=[], id="ids").derive(
        [{"name": "s", "expression": SLEEP}], id="slow"
    ).write.csv("out/half", mode="overwrite", id="sink")
    found, seconds = run_and_cancel(
        runner, page.cells(), lambda e: busy_with_spark(e) and e.tasks_done > 0
    )
    assert finished(found).status == "cancelled"
    assert finished(found).rows == {}
    assert seconds < 2
    assert not (home / "out" / "half" / "_SUCCESS").exists()
    assert not list((home / "out" / "half").glob("*.csv"))
    assert_usable(runner, home)


def test_a_cell_that_starts_job_after_job(runner, home):
    code = (
        "df = spark.range(1)\n"
        "for i in range(1000):\n"
        "    try:\n"
        f"        {LONG_JOB}\n"
        "    except Exception:\n"
        "        pass"
    )
    found, seconds = run_and_cancel(runner, page_with(home, code).cells(), busy_with_spark)
    assert finished(found).status == "cancelled"
    assert seconds < 10
    assert_usable(runner, home)


def test_a_preview(runner, home):
    page = new_page(home)
    page.add("code", code="df = spark.range(0, 2000, 1, 1)", inputs=[], id="ids").derive(
        [{"name": "s", "expression": SLEEP}], id="slow"
    )
    options = RunOptions(preview_rows=1000, preview_nodes=frozenset({"slow"}))
    found, seconds = run_and_cancel(runner, page.cells(), busy_with_spark, options)
    assert finished(found).status == "cancelled"
    assert seconds < 3
    assert_usable(runner, home)


def test_options_can_be_used_again_after_a_cancelled_run(runner, home):
    options = RunOptions(run_id="again", force=True)
    page = page_with(home, "import time\ndf = spark.range(3)\ntime.sleep(60)")
    found, _ = run_and_cancel(runner, page.cells(), started("slow"), options)
    assert finished(found).status == "cancelled"
    page = page_with(home, "df = spark.range(3)")
    found = run(runner, page.cells(), options)
    assert finished(found).status == "completed"
    assert finished(found).rows == {"sink": 3}


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("import time\nprint('x' * 10)\ntime.sleep(60)", 2.5),
        ("while True:\n    pass", 2.5),
        # Eats the first two interrupts.
        ("import time\nfor i in range(3):\n    try:\n        time.sleep(60)\n"
         "    except KeyboardInterrupt:\n        pass\ntime.sleep(60)", 6),
    ],
    ids=["sleep", "loop", "stubborn"],
)  # fmt: skip
def test_python_code(plain_runner, source, limit):
    cells = [cell("slow", source), cell("next", "a = 1")]
    found, seconds = run_and_cancel(plain_runner, cells, started("slow"))
    last = finished(found)
    assert last.status == "cancelled"
    assert seconds < limit
    assert (last.ran, last.skipped, last.failed) == ((), ("next",), ())
    found = run(plain_runner, [cell("after", "print('here')")], RunOptions(force=True))
    assert text(found) == "here\n"


def test_the_first_moments_of_a_cell_are_cancelled_as_well(plain_runner):
    """Wherever the cancellation finds the cell, it does not go on unnoticed."""
    for delay in (0, 0.002, 0.005, 0.01, 0.02):
        source = f"import time\nfor i in range(600):\n    time.sleep(0.1)\n{delay}"
        timer = None
        found = []
        began = time.monotonic()
        for event in plain_runner.run([cell("slow", source)]):
            found.append(event)
            if isinstance(event, events.RunStarted):
                timer = threading.Timer(delay, plain_runner.cancel)
                timer.start()
        assert finished(found).status == "cancelled"
        assert time.monotonic() - began < 4
        found = run(plain_runner, [cell("after", "print('here')")], RunOptions(force=True))
        assert text(found) == "here\n"
        assert time.monotonic() - began < 6


@pytest.mark.asyncio
async def test_leaving_the_iteration_cancels_the_run(tmp_path):
    runner = KernelRunner(cwd=tmp_path)
    try:
        stream = runner.run([cell("slow", "import time, os\nprint(os.getpid())\ntime.sleep(60)")])
        async for event in stream:
            if isinstance(event, events.Output):
                pid = event.text
                break
        began = time.monotonic()
        await stream.aclose()  # type: ignore[attr-defined]
        assert time.monotonic() - began < 3
        again = [e async for e in runner.run([cell("after", "print(os.getpid())")])]
        assert time.monotonic() - began < 4
        assert text(again) == pid  # the same kernel
    finally:
        await runner.close()


@pytest.mark.asyncio
async def test_a_cancelled_task_cancels_its_run(tmp_path):
    runner = KernelRunner(cwd=tmp_path)
    begun = asyncio.Event()

    async def consume():
        async for event in runner.run([cell("slow", "import time\ntime.sleep(60)")]):
            if isinstance(event, events.NodeStarted):
                begun.set()

    try:
        task = asyncio.create_task(consume())
        await begun.wait()
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        again = [e async for e in runner.run([cell("after", "print('here')")])]
        assert text(again) == "here\n"
        assert time.monotonic() - began < 4
    finally:
        await runner.close()


@pytest.mark.asyncio
async def test_cancelling_while_the_kernel_starts(tmp_path):
    runner = KernelRunner(cwd=tmp_path)
    try:
        found = []
        async for event in runner.run([cell("a", "print('ran')")]):
            found.append(event)
            if isinstance(event, events.RunQueued):
                task = asyncio.create_task(runner.cancel())
        await task
        assert finished(found).status == "cancelled"
        assert len(found) == 2
        again = [e async for e in runner.run([cell("a", "print('ran')")])]
        assert text(again) == "ran\n"
    finally:
        await runner.close()


@pytest.mark.asyncio
async def test_cancelling_without_a_run_does_nothing(tmp_path):
    runner = KernelRunner(cwd=tmp_path)
    await runner.cancel()
    await runner.close()


@pytest.mark.asyncio
async def test_a_second_run_at_the_same_time_is_refused(tmp_path):
    runner = KernelRunner(cwd=tmp_path)
    try:
        first = runner.run([cell("a", "a = 1")])
        queued = await anext(first)
        with pytest.raises(RuntimeError, match="busy"):
            await anext(runner.run([cell("b", "b = 1")]))
        assert finished([queued, *[e async for e in first]]).status == "completed"
    finally:
        await runner.close()

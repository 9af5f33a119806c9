"""Rows of data, and runs as their events tell them."""

from __future__ import annotations

from typing import Literal

import pytest

from etlab_jupyter.runners import events
from etlab_jupyter.widgets import DataPreview, RunMonitor


def event(kind, seq, **fields):
    return kind(run_id="r", seq=seq, time="2026-01-01T00:00:00Z", **fields)


def test_rows_are_turned_and_nulls_marked():
    shown = DataPreview(
        [("id", "bigint"), ("name", "string")],
        [[number, None if number else "<b>"] for number in range(45)],
        truncated=True,
    )
    html = shown._table.value
    assert '<th scope="col">id<small>bigint</small></th>' in html
    assert "&lt;b&gt;" in html
    assert '<span class="etlab-w-null">null</span>' in html
    assert "Rows 1 to 20 of 45, there may be more" in shown._place.value
    shown._next.click()
    shown._next.click()
    assert (shown.first, shown._next.disabled) == (40, True)
    shown._back.click()
    assert "Rows 21 to 40" in shown._place.value
    shown.clear()
    assert shown._table.value == ""


def test_nested_values_are_written_out():
    shown = DataPreview([("x", "map")], [[{"a": [1, None]}]])
    assert "{a: [1, null]}" in shown._table.value


def test_no_rows_are_told():
    assert "No rows" in DataPreview([("x", "int")], [])._place.value


def test_a_preview_event_is_shown():
    shown = DataPreview()
    schema = {"type": "struct", "fields": [
        {"name": "d", "type": "decimal(5,2)", "nullable": True, "metadata": {}}]}  # fmt: skip
    shown.take(event(events.Preview, 1, node="n", label="N", port="out", spark_schema=schema,
                     rows=(("1.50",),), truncated=False))  # fmt: skip
    assert shown.columns == [("d", "decimal(5,2)")]
    assert "1.50" in shown._table.value


PLAN: list[tuple[str, Literal["run", "skip"], str]] = [
    ("a", "skip", "unchanged"),
    ("b", "run", "new"),
]


@pytest.fixture
def told():
    plan = tuple(
        events.PlannedNode(node=node, label=node.upper(), action=action, reason=reason)
        for node, action, reason in PLAN
    )
    counts = dict.fromkeys(
        ("jobs_running", "jobs_done", "stages_done", "stages_total", "tasks_active",
         "tasks_failed"), 0,
    )  # fmt: skip
    return [
        event(events.RunQueued, 1, nodes=("a", "b")),
        event(events.RunStarted, 2, plan=plan),
        event(events.NodeSkipped, 3, node="a", label="A", reason="unchanged"),
        event(events.NodeStarted, 4, node="b", label="B"),
        event(events.Progress, 5, node="b", label="B", tasks_done=1, tasks_total=4, **counts),
        event(events.NodeFinished, 6, node="b", label="B", seconds=1.5, rows=1200),
        event(events.RunFinished, 7, status="completed", seconds=2.0),
    ]


def test_a_run_is_followed(told):
    monitor = RunMonitor()
    states = []
    monitor.observe(lambda change: states.append(change["new"]), "status")
    for one in told[:5]:
        monitor.take(one)
    assert "running, 1 of 4 tasks" in monitor._table.value
    assert monitor._bar.value == pytest.approx(0.625)
    monitor.follow(told[5:])
    assert states == ["running", "completed"]
    assert monitor.nodes["b"] == {
        "label": "B", "status": "done", "done": 1, "total": 4, "share": None,
        "seconds": 1.5, "rows": 1200,
    }  # fmt: skip
    assert "1,200" in monitor._table.value
    assert "Run completed in 2.0 s" in monitor._state.value
    assert monitor._bar.layout.display == "none"


def test_a_run_is_followed_beside_the_kernel(told):
    heard: list[events.RunEvent] = []
    monitor = RunMonitor()
    monitor.start(iter(told), heard.append)
    assert monitor.wait(10) == "completed"
    assert heard == told


def test_a_failure_is_told():
    monitor = RunMonitor()
    monitor.take(event(events.RunQueued, 1, nodes=("a",)))
    monitor.take(event(events.NodeFailed, 2, node="a", label="A", seconds=1.0, error="ValueError",
                       message="<bad>\nmore"))  # fmt: skip
    monitor.take(event(events.RunFinished, 3, status="failed", seconds=1.0, error="No Java."))
    assert "failed: ValueError: &lt;bad&gt;" in monitor._table.value
    assert "No Java." in monitor._table.value
    assert monitor.error == "No Java."


def test_a_run_is_cancelled_by_its_button(told):
    asked = []
    monitor = RunMonitor(lambda: asked.append(True))
    monitor.take(told[0])
    assert monitor._stop.layout.display is None
    monitor._stop.click()
    assert asked == [True]

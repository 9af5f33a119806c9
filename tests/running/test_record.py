"""What a run's events add up to."""

from __future__ import annotations

import uuid

import pytest

from etlab_jupyter.api.enums import RunStatus
from etlab_jupyter.runners import events
from etlab_jupyter.running.record import BoundedLog, Record


def event(kind, seq=1, **fields):
    return kind(run_id="r", seq=seq, time="2026-01-02T03:04:05.678Z", **fields)


def test_a_short_log_is_kept_as_it_is():
    log = BoundedLog(10)
    log.add("one\n")
    log.add("two")
    assert log.text == "one\ntwo"


def test_of_a_long_log_the_newest_lines_are_kept_and_the_cut_is_marked():
    log = BoundedLog(100)
    for number in range(1000):
        log.add(f"line {number:04}\n")
    first, *lines = log.text.splitlines()
    assert lines == [f"line {number:04}" for number in range(991 - 1, 1000)]
    assert first == "[… the first 9,900 characters were cut …]"
    assert log.text == log.text  # asking changes nothing


def test_one_line_that_is_too_long_is_cut_within():
    log = BoundedLog(100)
    log.add("x" * 50_000 + "end")
    first, line = log.text.splitlines()
    assert (len(line), line[-3:], first) == (
        100,
        "end",
        "[… the first 49,903 characters were cut …]",
    )


def test_a_run_that_succeeds():
    record = Record(uuid.uuid4())
    assert record.values()["status"] is RunStatus.PENDING
    node = {"node": "sink", "label": "Write"}
    for one in (
        event(events.RunQueued, nodes=("rows", "sink")),
        event(events.RunStarted, plan=(), application=None),
        event(events.NodeSkipped, node="rows", label="Rows", reason="unchanged"),
        event(events.NodeStarted, **node),
        event(events.Output, stream="stdout", text="hello\n", **node),
        event(events.NodeFinished, seconds=1.5, rows=7, **node),
        event(events.RunFinished, status="completed", seconds=2, rows={"sink": 7}, application="a"),
    ):
        record.take(one)
    values = record.values()
    assert (values["status"], values["error"], values["logs"]) == ("completed", None, "hello\n")
    assert values["started_at"] == values["completed_at"]
    assert values["result_summary"] == {
        "seconds": 2.0,
        "application": "a",
        "rows": {"sink": 7},
        "nodes": {
            "rows": {"status": "skipped", "label": "Rows", "reason": "unchanged"},
            "sink": {"status": "completed", "label": "Write", "seconds": 1.5, "rows": 7},
        },
    }


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_a_run_that_does_not(status):
    record = Record(uuid.uuid4())
    node = {"node": "big", "label": "Big ones"}
    if status == "failed":
        record.take(
            event(
                events.NodeFailed,
                seconds=1,
                error="ValueError",
                message="no",
                traceback=("at x",),
                **node,
            )
        )
    else:
        record.take(event(events.NodeCancelled, seconds=1, **node))
    record.take(event(events.RunFinished, status=status, seconds=1))
    values = record.values()
    assert values["status"] == status
    assert values["error"] == ("Big ones: no" if status == "failed" else None)
    assert values["logs"] == ("at x\n" if status == "failed" else None)
    assert values["result_summary"]["nodes"]["big"]["status"] == status


def test_a_node_that_ran_before_the_run_was_picked_up_keeps_its_result():
    record = Record(uuid.uuid4())
    node = {"node": "a", "label": "A"}
    record.take(event(events.NodeFinished, seconds=1, rows=3, **node))
    record.take(event(events.NodeSkipped, reason="was done before", **node))
    assert record.summary.nodes["a"].status == "completed"

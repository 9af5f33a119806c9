"""Events as JSON, there and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from etlab_jupyter.runners import RunEvent, RunOptions, events

HEAD: dict[str, Any] = {"run_id": "r1", "seq": 1, "time": "2026-01-31T12:00:00.000Z"}
NODE: dict[str, Any] = {"node": "orders", "label": "Orders ✓"}
SCHEMA: dict[str, Any] = {
    "type": "struct",
    "fields": [{"name": "a", "type": "integer", "nullable": True}],
}
EVENTS = [
    events.RunQueued(**HEAD, nodes=("setup", "orders")),
    events.RunStarted(
        **HEAD,
        application="local-1",
        plan=(events.PlannedNode(**NODE, action="skip", reason="unchanged"),),
    ),
    events.NodeStarted(**HEAD, **NODE),
    events.Progress(
        **HEAD, **NODE, jobs_running=1, jobs_done=0, stages_done=1, stages_total=2,
        tasks_done=3, tasks_total=4, tasks_active=1, tasks_failed=0,
    ),
    events.Output(**HEAD, **NODE, stream="stderr", text="late\n"),
    events.Preview(
        **HEAD, **NODE, port="out", spark_schema=SCHEMA, rows=((1, None, {"a": [1]}),),
        truncated=True,
    ),
    events.NodeSkipped(**HEAD, **NODE, reason="unchanged"),
    events.NodeFinished(**HEAD, **NODE, seconds=0.5, rows=7, schemas={"out": SCHEMA}),
    events.NodeFailed(
        **HEAD, **NODE, seconds=0.5, error="ValueError", message="no", condition="X.Y",
        line=2, traceback=("line 2: f()",),
    ),
    events.NodeCancelled(**HEAD, **NODE, seconds=0.5),
    events.RunFinished(
        **HEAD, status="failed", seconds=1.5, ran=("setup",), skipped=("b",),
        failed=("orders",), rows={"sink": None}, application="local-1", error="no",
    ),
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.event)
def test_every_event_survives_json(event):
    data = json.loads(json.dumps(event.to_dict()))
    assert data["event"] == event.event
    assert RunEvent.from_dict(data) == event


def test_all_kinds_are_covered():
    def kinds(cls):
        return {cls} | {k for sub in cls.__subclasses__() for k in kinds(sub)}

    concrete = {kind for kind in kinds(RunEvent) if "event" in kind.model_fields}
    assert {type(event) for event in EVENTS} == concrete


@pytest.mark.parametrize(
    "data",
    [{}, {**HEAD, "event": "party"}, {**HEAD, "event": "run_queued"}, [], None,
     {**HEAD, **NODE, "event": "node_started", "more": 1}],
)  # fmt: skip
def test_what_is_no_event_is_refused(data):
    with pytest.raises(ValidationError):
        RunEvent.from_dict(data)


def test_options_say_what_is_previewed():
    assert RunOptions().previews("a") == 0
    assert RunOptions(preview_rows=5).previews("a") == 5
    some = RunOptions(preview_rows=5, preview_nodes=frozenset({"a"}))
    assert (some.previews("a"), some.previews("b")) == (5, 0)
    assert RunOptions().run_id != RunOptions().run_id

"""Which events are new where a run is read again."""

from __future__ import annotations

from etlab_jupyter.runners.events import NodeFailed, Output, RunEvent
from etlab_jupyter.runners.retelling import Retelling

HEAD = {"run_id": "r", "time": "2026-01-01T00:00:00.000Z"}


def output(text, seq=1, node="a", stream="stdout"):
    event = {**HEAD, "event": "output", "seq": seq, "node": node, "label": node}
    return RunEvent.from_dict({**event, "stream": stream, "text": text})


def new(retelling, *events):
    return [
        (found.seq, found.text if isinstance(found, Output) else "")
        for event in events
        if (found := retelling.take(event)) is not None
    ]


def test_text_that_was_told_in_other_pieces():
    told = [output("one\ntw"), output("err\nend", 2, stream="stderr"), output("o\nthr", 3)]
    again = Retelling(told)
    assert new(again, output("one\ntwo\nthree\n")) == [(4, "ee\n")]
    assert new(again, output("err\nending\n", stream="stderr")) == [(5, "ing\n")]
    assert new(again, output("three\n")) == [(6, "three\n")]


def test_what_other_nodes_have_printed_does_not_count():
    told = [output("same\n"), output("mine\n", 2, node="b")]
    again = Retelling(told, printed_by="b")
    assert new(again, output("mine\nsame\n", node="b")) == [(3, "same\n")]
    again.caught_up()
    assert new(again, output("mine\n", node="c")) == [(4, "mine\n")]


def test_an_event_like_one_before_is_told_as_often():
    failed = NodeFailed(
        run_id="r", time=HEAD["time"], seq=1, node="a", label="A", seconds=1.0, error="E",
        message="m",
    )  # fmt: skip
    again = Retelling([failed])
    assert new(again, failed, failed) == [(2, "")]

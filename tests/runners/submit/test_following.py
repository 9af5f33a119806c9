"""What is made of a job's streams."""

from __future__ import annotations

import json

import pytest

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.runners.base import RunOptions
from etlab_jupyter.runners.events import RunEvent
from etlab_jupyter.runners.kernel_run import KernelRun
from etlab_jupyter.runners.retelling import Retelling
from etlab_jupyter.runners.submit.following import Following
from etlab_jupyter.runners.submit.job import JobState, Phase
from etlab_jupyter.runners.submit.script import mark_of
from etlab_jupyter.runners.submit.spark_submit import properties

RUNNING = JobState(Phase.RUNNING)
OVER = JobState(Phase.OVER, True)
CELLS = [
    Cell("setup", "setup", "setup", "Set-up", "import os"),
    Cell("a", "code", "source", "A", "a = 1"),
    Cell("b", "code", "sink", "B", "b = 2", inputs=("a",)),
]
OK = {"status": "ok", "seconds": 1.0, "schemas": {}, "output_rows": {}, "rows": None,
      "application": "app-1"}  # fmt: skip


def line(kind, **content):
    mark = mark_of("r")
    return f"\n[{mark}[{json.dumps({'kind': kind, **content})}]{mark}]\n"


def ended(*nodes, error=None):
    results = {node: {**OK, "rows": 3 if node == "b" else None} for node in nodes}
    return line("ended", results=results, application="app-1", error=error)


ALL = (
    line("begun", application="app-1")
    + "".join(
        line("started", node=node) + line("result", node=node, **OK) for node in ("setup", "a")
    )
    + "plain text\n"
    + line("started", node="b")
    + line("stream", node="b", name="stdout", text="hello\n")
    + line("result", node="b", **{**OK, "rows": 3})
    + ended("setup", "a", "b")
)


def following(**options):
    return Following(KernelRun(CELLS, RunOptions(run_id="r", **options)))


def events_of(*looks, state=OVER, **options):
    made = following(**options)
    events = []
    for stdout, stderr in looks:
        events += made.take(RUNNING, [("stderr", stderr), ("stdout", stdout)])
    events += made.take(state, [])
    return [*events, *made.end()]


def names(events):
    return [event.event for event in events]


def text(events):
    return "".join(event.text for event in events if event.event == "output")


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_lines_are_found_however_they_are_cut(size):
    looks = [(ALL[at : at + size], "") for at in range(0, len(ALL), size)]
    events = events_of(*looks)
    assert names(events) == [
        "run_started", *["node_started", "node_finished"] * 2, "output", "node_started", "output",
        "node_finished", "run_finished",
    ]  # fmt: skip
    assert text(events) == "plain text\nhello\n"
    assert (events[-1].status, events[-1].rows, events[-1].application) == (
        "completed", {"b": 3}, "app-1",
    )  # fmt: skip


def test_the_last_line_fills_what_a_log_has_lost():
    events = events_of((ended("setup", "a", "b"), "the log\n"))
    assert names(events) == [
        "output", "run_started", *["node_started", "node_finished"] * 3, "run_finished",
    ]  # fmt: skip
    assert (events[-1].status, events[-1].rows) == ("completed", {"b": 3})


def test_a_job_that_ends_without_a_word_fails_where_it_was():
    over = JobState(Phase.OVER, False, "It was killed.")
    events = events_of((ALL[: ALL.index("plain")], "first\nlast words"), state=over)
    assert (events[-1].status, events[-1].failed) == ("failed", ())
    assert events[-1].error == "It was killed. The end of its log:\nfirst\nlast words"
    events = events_of((ALL[: ALL.index("hello")], "last words\n"), state=over)
    failed = events[-2]
    assert (failed.event, failed.node) == ("node_failed", "b")
    assert failed.message == "It was killed. The end of its log:\nlast words\nplain text"
    assert "begun" not in text(events)


def test_success_is_told_even_where_nothing_could_be_read():
    events = events_of()
    assert names(events) == ["run_started", "output", "run_finished"]
    assert (events[-1].status, events[-1].ran) == ("completed", ())


def test_what_looks_like_a_line_of_ours_is_text():
    mark = mark_of("r")
    odd = f"[{mark}[not json]{mark}]\n[{mark_of('other')}[{{}}]]\n[{mark}[[1]]{mark}]\n"
    assert text(events_of((odd, ""))).startswith(odd)


def test_only_what_is_needed_for_a_node_runs():
    made = following(to_node="a")
    assert "b = 2" not in made.script()
    assert "a = 1" in made.script()
    assert made.script().isascii()
    events = [*made.take(RUNNING, [("stdout", line("begun", application=None))])]
    assert names(events) == ["run_started", "node_skipped"]


def test_what_was_told_is_not_told_again():
    log = "".join(f"line {number}\n" for number in range(100))
    # As it was read the first time, piece by piece, and stored up to some point.
    first, looks = Retelling(), []
    made = following()
    for at in range(0, max(len(ALL), len(log)), 50):
        news = [("stderr", log[at : at + 50]), ("stdout", ALL[at : at + 50])]
        looks += [new for one in made.take(RUNNING, news) if (new := first.take(one))]
    looks += [new for one in made.end() if (new := first.take(one))]
    for count in range(1, len(looks)):
        told = [RunEvent.from_dict(event.to_dict()) for event in looks[:count]]
        again, made = Retelling(told), following()
        found = [*made.take(RUNNING, [("stderr", log), ("stdout", ALL)]), *made.end()]
        later = [new for one in found if (new := again.take(one))]
        events = [*told, *later]
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert sorted(text(events).splitlines()) == sorted(text(looks).splitlines())
        kinds = [name for name in names(events) if name != "output"]
        assert kinds == [name for name in names(looks) if name != "output"]


def test_settings_are_written_as_java_reads_them():
    assert properties({"a b": "c = d:#!\\ \n\tü"}) == "a\\ b=c\\ \\=\\ d\\:\\#\\!\\\\\\ \\n\\tü\n"

"""What a cell has told, for a runner that comes later."""

from __future__ import annotations

from etlab_jupyter.runners.agent.journal import KEPT, Journal

SPEC = {"run_id": "r-1-abc", "node": "a"}


def text(name, text):
    return {"kind": "stream", "name": name, "text": text}


def test_each_is_read_once():
    journal = Journal()
    with journal.of(SPEC):
        journal.add_text("stdout", "o")
        journal.add_text("stdout", "ne\n")
        journal.add_text("stderr", "two\n")
        first = journal.since("r-1", "a", 0)
        journal.add_text("stderr", "three\n")
    journal.add("result", status="ok")
    assert first == {
        "run_id": "r-1-abc", "over": False,
        "told": [text("stdout", "one\n"), text("stderr", "two\n")],
    }  # fmt: skip
    assert journal.since("r-1", "a", 2) == {
        "run_id": "r-1-abc", "over": True,
        "told": [text("stderr", "three\n"), {"kind": "result", "status": "ok"}],
    }  # fmt: skip


def test_of_progress_the_newest_is_kept():
    journal = Journal()
    with journal.of(SPEC):
        for jobs in range(3):
            journal.add("progress", jobs_done=jobs)
        told = journal.since("r-1", "a", 0)["told"]
        journal.add("progress", jobs_done=3)
    assert [one["jobs_done"] for one in told] == [2]
    assert [one["jobs_done"] for one in journal.since("r-1", "a", 1)["told"]] == [3]


def test_it_is_of_the_newest_cells_only():
    journal = Journal()
    assert journal.since("r-1", "a", 0) == {}
    with journal.of(SPEC):
        journal.add_text("stdout", "one\n")
    assert journal.since("r", "a", 0) == journal.since("r-1", "b", 0) == {}
    with journal.of({"run_id": "r-2-abc", "node": "a"}):
        assert journal.since("r-1", "a", 0)["told"] == [text("stdout", "one\n")]
        assert journal.since("r-2", "a", 0)["told"] == []
    for number in range(KEPT - 1):
        with journal.of({"run_id": f"other-{number}", "node": "a"}):
            pass
    assert journal.since("r-1", "a", 0) == {}
    assert journal.since("r-2", "a", 0)["over"]

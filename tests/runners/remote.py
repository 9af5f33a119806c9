"""What cells do in a session elsewhere as on a kernel, whichever runner it belongs to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from etlab_jupyter.runners import RunEvent, RunOptions, SyncRunner, events
from tests.runners.cells import cell, finished, of_kind, only, run

NUMBERS = cell("numbers", "df = spark.range(5)", outputs={"out": "df"}, type="source")
BIG = cell("big", "big = df.filter('id > 1')", inputs=[NUMBERS], outputs={"out": "big"})


def check_cells(runner: SyncRunner, folder: Path) -> list[RunEvent]:
    """Rows, a preview, schemas, and nothing that has run runs again; the first run's events."""
    path = str(folder / "out")
    sink = cell(
        "sink", f"big.write.mode('overwrite').parquet({path!r})", inputs=[BIG], type="sink",
        writes=path,
    )  # fmt: skip
    cells = [NUMBERS, BIG, sink]
    first = run(runner, cells, RunOptions(preview_rows=2, preview_nodes=frozenset({"big"})))
    last = finished(first)
    assert (last.status, last.rows, last.error) == ("completed", {"sink": 3}, None)
    shown = only(first, events.Preview)
    assert (shown.node, shown.rows, shown.truncated) == ("big", ((2,), (3,)), True)
    assert [e.node for e in of_kind(first, events.NodeStarted)] == ["numbers", "big", "sink"]
    done = {e.node: e for e in of_kind(first, events.NodeFinished)}
    assert done["big"].schemas["out"]["fields"][0]["name"] == "id"
    assert last.application is not None
    # What has run need not run again; a node is shown all the same.
    found = run(runner, cells, RunOptions(preview_rows=1, preview_nodes=frozenset({"big"})))
    assert finished(found).skipped == ("numbers", "big", "sink")
    assert only(found, events.Preview).rows == ((2,),)
    changed = cell("big", "big = df.filter('id > 3')", inputs=[NUMBERS], outputs={"out": "big"})
    assert finished(run(runner, [NUMBERS, changed])).ran == ("big",)
    return first


def check_failure(runner: SyncRunner) -> None:
    """The error, its condition and its line, without our own frames."""
    failing = cell("failing", "one = 1\nspark.sql('select nothing')")
    found = run(runner, [failing, cell("next")])
    failed = only(found, events.NodeFailed)
    assert failed.error == "AnalysisException"
    assert failed.condition == "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION"
    assert failed.line == 2
    assert failed.traceback == ("line 2: spark.sql('select nothing')",)
    assert finished(found).skipped == ("next",)


def cancelled(
    runner: SyncRunner, code: str, until: Callable[[], object] = lambda: None
) -> list[RunEvent]:
    """The events of a run that is cancelled once its cell runs, and `until` has come back."""

    def cancel() -> None:
        until()
        runner.cancel()

    found = []
    for event in runner.run([cell("slow", code), cell("next")]):
        found.append(event)
        if isinstance(event, events.NodeStarted):
            threading.Thread(target=cancel).start()
    return found

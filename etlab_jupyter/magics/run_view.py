"""A run where its magic was called: a bar while it goes on, and what became of each node."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from etlab_jupyter.magics.view import Table, show
from etlab_jupyter.runners import RunEvent, events


class RunView:
    """Takes events and keeps one display up to date."""

    def __init__(self) -> None:
        self._total = 1
        self._rows: dict[str, tuple[str, str, float | None, int | None]] = {}
        self._now = "Starting"
        self._spark: events.Progress | None = None
        self._last: events.RunFinished | None = None
        self._handle: Any = None

    def start(self) -> None:
        """Show the run; what its cells print comes below."""
        from IPython.display import display

        self._handle = display(self, display_id=True)  # type: ignore[no-untyped-call]

    @property
    def status(self) -> str | None:
        """How the run has ended, None before that."""
        return None if self._last is None else self._last.status

    def take(self, event: events.RunEvent) -> None:
        """Show what an event tells."""
        match event:
            case events.RunStarted():
                self._total = len(event.plan)
            case events.NodeStarted():
                self._now, self._spark = event.label, None
            case events.Progress():
                self._spark = event
            case events.NodeFinished():
                self._node(event, "completed", event.seconds, event.rows)
            case events.NodeSkipped():
                self._node(event, f"skipped: {event.reason}")
            case events.NodeFailed():
                self._node(event, "failed", event.seconds)
            case events.NodeCancelled():
                self._node(event, "cancelled", event.seconds)
            case events.RunFinished():
                self._last = event
            case events.Preview():
                show(preview(event))
                return
            case _:
                return
        self._handle.update(self)

    def _node(
        self, event: events.NodeEvent, status: str, seconds: float | None = None,
        rows: int | None = None,
    ) -> None:  # fmt: skip
        self._rows[event.node] = (event.label, status, seconds, rows)

    @property
    def _state(self) -> str:
        last = self._last
        if last is not None:
            ran, skipped = len(last.ran), len(last.skipped)
            return f"Run {last.status} in {last.seconds:.1f} s ({ran} run, {skipped} skipped)"
        spark = self._spark
        if spark is None:
            return f"{self._now} …"
        stages = f"{spark.stages_done}/{spark.stages_total} stages, " if spark.stages_total else ""
        return f"{self._now} … {stages}{spark.told}"

    def _table(self) -> Table:
        return Table(("Node", "Status", "Seconds", "Rows"), self._rows.values(), note=self._state)

    def __repr__(self) -> str:
        return repr(self._table())

    def _repr_html_(self) -> str:
        if self._last is not None:
            return self._table()._repr_html_()
        total, spark = max(self._total, 1), self._spark
        part = spark.share if spark else 0
        value = (len(self._rows) + part) / total
        bar = f'<progress max="1" value="{value:.3f}" aria-label="Run"></progress>'
        return f"<p>{bar} {escape(self._state)}</p>"


class StatusLine:
    """One line about a cell that runs elsewhere: where it is, and how long it took."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._text = f"{where} …"
        self._share: float | None = 0.0
        self._handle: Any = None

    def start(self) -> None:
        """Show it."""
        from IPython.display import display

        self._handle = display(self, display_id=True)  # type: ignore[no-untyped-call]

    def take(self, event: events.RunEvent) -> None:
        """Show what an event tells."""
        match event:
            case events.Progress():
                self._text, self._share = f"{self._where} … {event.told}", event.share
            case events.RunFinished():
                self._text = f"{self._where}: {event.status} in {event.seconds:.1f} s"
                self._share = None
            case _:
                return
        self._handle.update(self)

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        if self._share is None:
            return f"<p>{escape(self._text)}</p>"
        value = f'value="{self._share:.3f}" ' if self._share else ""
        return f'<p><progress max="1" {value}aria-label="Cell"></progress> {escape(self._text)}</p>'


def preview(event: events.Preview, *, titled: bool = True) -> Table:
    """The first rows of an output; `titled` with its node's label."""
    names = [str(field["name"]) for field in event.spark_schema["fields"]]
    rows = [["null" if value is None else value for value in row] for row in event.rows]
    more = "The first rows; there may be more." if event.truncated else f"{len(rows):,} rows"
    return Table(names, rows, title=event.label if titled else "", note=more)


def failure(told: Sequence[RunEvent]) -> str:
    """Why a run did not complete, in a line."""
    for event in told:
        if isinstance(event, events.NodeFailed):
            where = f", line {event.line} of its code" if event.line else ""
            message = event.message.strip().split("\n")[0]
            return f"{event.label} ({event.node}{where}) failed: {event.error}: {message}"
    last = told[-1]
    if isinstance(last, events.RunFinished) and last.error:
        return last.error
    return "The run was cancelled."

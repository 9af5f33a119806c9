"""How a run looks on a terminal (a progress bar), in a pipe (plain lines) and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Protocol, Self

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.runners import RunEvent, events


class View(Protocol):
    """Shows events; `status` is how the run ended."""

    status: str

    def show(self, event: RunEvent) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


class JsonView:
    """One JSON object a line."""

    status = "failed"

    def show(self, event: RunEvent) -> None:
        click.echo(json.dumps(event.to_dict()))
        if isinstance(event, events.RunFinished):
            self.status = event.status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass


class TextView:
    """Lines for people; on a terminal with a progress bar below them."""

    status = "failed"

    def __init__(self, cells: Sequence[Cell], console: Console, begin: str) -> None:
        self._cells = {cell.node: cell for cell in cells}
        self._console = console
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TextColumn("{task.fields[spark]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task(escape(begin), total=len(cells), spark="")

    def show(self, event: RunEvent) -> None:
        match event:
            case events.NodeStarted():
                self._progress.update(self._task, description=escape(self._name(event)), spark="")
            case events.Progress():
                self._progress.update(self._task, spark=event.told)
            case events.NodeFinished():
                self._progress.advance(self._task)
                if event.node in self._cells and self._cells[event.node].type not in _QUIET:
                    self._line("[green]✓[/]", event, _rows(event.rows), event.seconds)
            case events.NodeSkipped():
                self._progress.advance(self._task)
                self._line("[dim]-[/]", event, f"skipped: {escape(event.reason)}", None)
            case events.NodeFailed():
                self._line("[red]✗[/]", event, "", event.seconds)
                self._failure(event)
            case events.NodeCancelled():
                self._line("[yellow]■[/]", event, "cancelled", event.seconds)
            case events.Output() if event.stream == "stdout":
                self._print(escape(event.text.rstrip("\n")))
            case events.Preview():
                self._preview(event)
            case events.RunFinished():
                self._finish(event)

    def _name(self, event: events.NodeEvent) -> str:
        return " ".join((event.label or event.node).split())[:80]

    def _line(self, mark: str, event: events.NodeEvent, note: str, seconds: float | None) -> None:
        time = f"{seconds:6.1f} s" if seconds is not None else "        "
        self._print(f"{mark} {time}  {escape(self._name(event))}  {note}")

    def _failure(self, event: events.NodeFailed) -> None:
        where = f" (line {event.line} of its code)" if event.line else ""
        self._print(f"  [red]{escape(event.error)}[/]{where}: {escape(event.message)}")

    def _preview(self, event: events.Preview) -> None:
        table = Table(title=escape(self._name(event)), title_justify="left")
        for field in event.spark_schema["fields"]:
            table.add_column(escape(str(field["name"])))
        for row in event.rows:
            table.add_row(*("[dim]null[/]" if v is None else escape(str(v)) for v in row))
        self._print(table)

    def _finish(self, event: events.RunFinished) -> None:
        self.status = event.status
        self._progress.stop()
        for node, rows in event.rows.items():
            cell = self._cells.get(node)
            if cell is not None and cell.writes:
                self._print(f"Wrote {_rows(rows) or 'rows'} to {escape(cell.writes)}")
        colour = {"completed": "green", "cancelled": "yellow"}.get(event.status, "red")
        ran, skipped = len(event.ran), len(event.skipped)
        detail = f": {escape(event.error)}" if event.error else ""
        self._print(
            f"[{colour}]Run {event.status}[/] in {event.seconds:.1f} s "
            f"({ran} cells run, {skipped} skipped){detail}"
        )

    def _print(self, item: object) -> None:
        self._console.print(item, highlight=False, soft_wrap=True)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()


_QUIET = ("setup", "parameters")


def _rows(count: int | None) -> str:
    if count is None:
        return ""
    return "1 row" if count == 1 else f"{count:,} rows"


def make_view(cells: Sequence[Cell], begin: str) -> TextView:
    """The view for this process's standard output; `begin` is what comes before the first cell."""
    return TextView(cells, Console(), begin)

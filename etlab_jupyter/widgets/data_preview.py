"""Rows of a DataFrame, a page at a time, with their types; nulls are marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets
import traitlets

from etlab_jupyter.runners.events import Preview
from etlab_jupyter.schema_import import from_spark_json
from etlab_jupyter.widgets.graph import with_fallback
from etlab_jupyter.widgets.look import button, html, line, style

MAX_TEXT = 200
Rows = Sequence[Sequence[Any]]


class DataPreview(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """`columns` are pairs of name and type, `rows` lists; `first` is the row shown first."""

    columns: traitlets.List[Any] = traitlets.List()
    rows: traitlets.List[Any] = traitlets.List()
    first = traitlets.Int(0)
    page_size = traitlets.Int(20)
    truncated = traitlets.Bool(False)

    def __init__(
        self, columns: Sequence[tuple[str, str]] = (), rows: Rows = (), *, title: str = "",
        truncated: bool = False, page_size: int = 20,
    ) -> None:  # fmt: skip
        self._title = title
        self._table = html()
        self._place = html()
        self._back = button("", "Previous rows", "chevron-left")
        self._next = button("", "Next rows", "chevron-right")
        self._back.on_click(lambda _: self._turn(-1))
        self._next.on_click(lambda _: self._turn(1))
        bar = line(self._back, self._next, self._place)
        super().__init__([style(), self._table, bar])
        self.add_class("etlab-Widget")
        self.page_size = page_size
        self.show(columns, rows, title=title, truncated=truncated)
        self.observe(lambda _: self._draw(), ["first", "page_size"])

    @classmethod
    def of_dataframe(cls, frame: Any, limit: int = 1000, **options: Any) -> DataPreview:
        """The first rows of a Spark DataFrame, which runs it."""
        rows = frame.limit(limit + 1).collect()
        columns = [(field.name, field.dataType.simpleString()) for field in frame.schema.fields]
        cut = len(rows) > limit
        return cls(columns, [list(row) for row in rows[:limit]], truncated=cut, **options)

    def take(self, event: Preview) -> None:
        """Show what a run told of a node's output."""
        fields = from_spark_json(event.spark_schema)
        columns = [(field.name, field.type.ddl) for field in fields]
        title = event.label if event.port == "out" else f"{event.label}, {event.port}"
        self.show(columns, event.rows, title=title, truncated=event.truncated)

    def show(
        self, columns: Sequence[tuple[str, str]], rows: Rows, *, title: str = "",
        truncated: bool = False,
    ) -> None:  # fmt: skip
        """Show other rows."""
        self._title = title
        self.columns = list(columns)
        self.rows = [list(row) for row in rows]
        self.truncated = truncated
        self.first = 0
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self.show((), ())

    def _turn(self, by: int) -> None:
        last = max(0, (len(self.rows) - 1) // self.page_size * self.page_size)
        self.first = max(0, min(self.first + by * self.page_size, last))

    def _draw(self) -> None:
        shown = self.rows[self.first : self.first + self.page_size]
        self._table.value = self._html(shown) if self.columns else ""
        end, count = self.first + len(shown), len(self.rows)
        self._back.disabled, self._next.disabled = self.first == 0, end >= count
        some = bool(self.columns)
        for part in (self._back, self._next):
            part.layout.display = None if some and count > self.page_size else "none"
        more = ", there may be more" if self.truncated else ""
        rows = f"Rows {self.first + 1} to {end} of {count:,}{more}" if count else "No rows"
        self._place.value = f'<span class="etlab-w-dim">{rows}</span>' if some else ""

    def _html(self, rows: Rows) -> str:
        head = "".join(
            f'<th scope="col">{escape(name)}<small>{escape(kind)}</small></th>'
            for name, kind in self.columns
        )
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
        title = f'<div class="etlab-w-head">{escape(self._title)}</div>' if self._title else ""
        return (
            f'{title}<div class="etlab-w-scroll"><table class="etlab-w-table">'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        return with_fallback(bundle, {"text/html": self._html(self.rows[: self.page_size])})


def _cell(value: Any) -> str:
    if value is None:
        return '<td><span class="etlab-w-null">null</span></td>'
    number = isinstance(value, int | float) and not isinstance(value, bool)
    text = _text(value)
    short = text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
    kind = ' class="etlab-w-number"' if number else ""
    return f"<td{kind}>{escape(short)}</td>"


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_text, value)) + "]"
    return "null" if value is None else str(value)

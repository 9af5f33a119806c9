"""What the magics show: as HTML in notebooks, as text in consoles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from wcwidth import wcswidth

MAX_TEXT = 60


class Table:
    """Rows under headings, with a title above and a note below."""

    def __init__(
        self, columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "", note: str = ""
    ) -> None:
        self.columns = list(columns)
        self.rows = [[_text(value) for value in row] for row in rows]
        self.title = title
        self.note = note

    def __repr__(self) -> str:
        lines = [self.columns, *([_cut(text) for text in row] for row in self.rows)]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        text = ["  ".join(map(_pad, line, widths)).rstrip() for line in lines]
        rule = "  ".join("-" * width for width in widths)
        body = [text[0], rule, *text[1:]] if self.rows else []
        return "\n".join(part for part in (self.title, *body, self.note) if part)

    def _repr_html_(self) -> str:
        title = f"<p><strong>{escape(self.title)}</strong></p>" if self.title else ""
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        if not self.rows:
            return title + note
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>"
            for row in self.rows
        )
        return f"{title}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def show(item: Any) -> None:
    """Show it where the magic was called."""
    from IPython.display import display

    display(item)  # type: ignore[no-untyped-call]


def count(number: int, noun: str) -> str:
    """`1 node`, `2 nodes`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def moment(text: str | None) -> str:
    """A time of the API for people, to the second."""
    return (text or "")[:19].replace("T", " ")


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def _width(text: str) -> int:
    return max(wcswidth(text), 0)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))

"""The notes and groups of a page in its SVG. A group is a frame, collapsed or not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from etlab_jupyter.page import Document
from etlab_jupyter.page.document import Note

PAD, HEAD, LINE, LETTER = 20, 40, 17, 7.2
_COLORS = {
    "yellow": "#f9a825", "blue": "#1565c0", "green": "#2e7d32", "red": "#c62828", "gray": "#757575",
}  # fmt: skip
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def boxes(document: Document, nodes: Mapping[str, Box]) -> Iterator[tuple[str, str, str, Box]]:
    """Kind, text, colour and place of all that is drawn around the nodes: frames first."""
    canvas = document.metadata.canvas
    for group in canvas.groups:
        if inner := [nodes[node] for node in group.nodes if node in nodes]:
            lefts, tops, rights, bottoms = zip(*inner, strict=True)
            box = min(lefts) - PAD, min(tops) - HEAD, max(rights) + PAD, max(bottoms) + PAD
            yield "group", group.label, _COLORS.get(group.color, _COLORS["blue"]), box
    for note in canvas.notes:
        yield "note", note.text, _COLORS.get(note.color, _COLORS["yellow"]), _place(note)


def draw(kind: str, text: str, color: str, box: Box) -> str:
    """A frame with its label, or a note with as many lines as it has room for."""
    left, top, right, bottom = box
    dashes = ' stroke-dasharray="5 4"' if kind == "group" else ""
    opacity = 0.06 if kind == "group" else 0.15
    lines = [text] if kind == "group" else _lines(text, right - left, bottom - top)
    return (
        f'<g><rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}" '
        f'rx="6" fill="{color}" fill-opacity="{opacity}" stroke="{color}"{dashes}/>'
        f"{''.join(_texts(lines, left, top))}</g>"
    )


def _texts(lines: Sequence[str], left: float, top: float) -> Iterator[str]:
    for number, line in enumerate(lines):
        y = top + LINE * (number + 1) + 2
        yield f'<text x="{left + 10:g}" y="{y:g}" fill="#1f1f1f">{escape(line)}</text>'


def _lines(text: str, width: float, height: float) -> list[str]:
    columns = max(int((width - 20) / LETTER), 1)
    rows = max(int((height - 8) / LINE), 1)
    wrapped = [
        part for line in text[:5000].splitlines() for part in textwrap.wrap(line, columns) or [""]
    ]
    return wrapped if len(wrapped) <= rows else [*wrapped[: rows - 1], "…"]


def _place(note: Note) -> Box:
    x, y = note.position.x, note.position.y
    return x, y, x + note.size.width, y + note.size.height

"""The graph of a page as one SVG: what a saved notebook shows where no kernel runs."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from etlab_jupyter.nodes import registry
from etlab_jupyter.page import Document, Edge, Node
from etlab_jupyter.widgets.around import Box, boxes, draw

WIDTH, HEIGHT, MARGIN, MAX_TEXT = 190, 48, 20, 21
_COLORS = {"source": "#2e7d32", "transform": "#1565c0", "sink": "#e65100"}
_STYLE = "font:13px system-ui,sans-serif;max-width:100%;height:auto;background:#fff"


def svg(document: Document, wrong: Mapping[str, Any] | None = None) -> str:
    """Nodes, of which there must be some, edges, notes and groups; nodes in `wrong` are marked."""
    nodes = {node.id: _box(node) for node in document.nodes}
    others = list(boxes(document, nodes))
    lefts, tops, rights, bottoms = zip(*nodes.values(), *(box for *_, box in others), strict=True)
    left, top = min(lefts) - MARGIN, min(tops) - MARGIN
    right, bottom = max(rights) + MARGIN, max(bottoms) + MARGIN
    width, height = right - left, bottom - top
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" style="{_STYLE}" width="{width}" '
        f'height="{height}" viewBox="{left} {top} {width} {height}">',
        f"<title>{escape(document.name)}</title>",
        *(draw(*one) for one in others),
        *_edges(document),
        *(_node(node, node.id in (wrong or {})) for node in document.nodes),
        "</svg>",
    ]
    return "".join(parts)


def image(document: Document, wrong: Mapping[str, Any] | None = None) -> str:
    """The SVG as an image, which notebooks show that are not trusted; they drop SVG's own tags."""
    alt = escape(outline(document), quote=True)
    if not document.nodes:
        return f"<pre>{alt}</pre>"
    data = base64.b64encode(svg(document, wrong).encode()).decode()
    return f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}" style="max-width: 100%">'


def outline(document: Document, problems: Iterable[object] = (), *, changed: bool = False) -> str:
    """The page in lines of text."""
    told = [f"  {problem}" for problem in problems]
    labels = {node.id: node.data.label or node.id for node in document.nodes}
    inputs: dict[str, list[str]] = {}
    for edge in document.edges:
        inputs.setdefault(edge.target, []).append(labels.get(edge.source, edge.source))
    counts = f"{_count(len(labels), 'node')}, {_count(len(document.edges), 'edge')}"
    lines = [f"{document.name}{' (not saved)' if changed else ''}: {counts}"]
    for node in document.nodes:
        fed = f" <- {', '.join(inputs[node.id])}" if node.id in inputs else ""
        lines.append(f"  {labels[node.id]} ({node.data.kind}){fed}")
    lines.append(f"{_count(len(told), 'problem')}:" if told else "No problems: the page can run.")
    return "\n".join([*lines, *told])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _edges(document: Document) -> Iterator[str]:
    places = {node.id: node.position for node in document.nodes}
    for edge in document.edges:
        if edge.source in places and edge.target in places:
            yield _edge(edge, places)


def _edge(edge: Edge, places: Mapping[str, Any]) -> str:
    source, target = places[edge.source], places[edge.target]
    x1, y1 = source.x + WIDTH, source.y + HEIGHT / 2
    x2, y2 = target.x, target.y + HEIGHT / 2
    bend = max(abs(x2 - x1) / 2, 25)
    line = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2 - 6:g} {y2:g}"
    head = f"M{x2 - 7:g} {y2 - 4:g}L{x2:g} {y2:g}L{x2 - 7:g} {y2 + 4:g}z"
    return (
        f'<path d="{line}" fill="none" stroke="#757575" stroke-width="1.6"/>'
        f'<path d="{head}" fill="#757575"/>'
    )


def _node(node: Node, wrong: bool) -> str:
    x, y = node.position.x, node.position.y
    color = "#c62828" if wrong else _COLORS[node.type]
    label = node.data.label or node.id
    found = registry.find(node.data.kind)
    title = found.title if found else node.data.kind
    return (
        f'<g><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#fff" '
        f'stroke="{color}" stroke-width="{2 if wrong else 1.2}"/>'
        f'<rect x="{x}" y="{y}" width="6" height="{HEIGHT}" rx="3" fill="{_COLORS[node.type]}"/>'
        f'<text x="{x + 16}" y="{y + 20}" font-weight="600" fill="#1f1f1f">{_cut(label)}</text>'
        f'<text x="{x + 16}" y="{y + 37}" font-size="11" fill="#616161">{_cut(title)}</text></g>'
    )


def _box(node: Node) -> Box:
    x, y = node.position.x, node.position.y
    return x, y, x + WIDTH, y + HEIGHT


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return escape(line if len(line) <= MAX_TEXT else f"{line[: MAX_TEXT - 1]}…")

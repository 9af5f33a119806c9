"""Where `%etlab page` opens the page: here, as tables of its nodes, edges and problems."""

from __future__ import annotations

from etlab_jupyter.magics.view import Table, count, show
from etlab_jupyter.opening import OpenPage


def open_builder(opened: OpenPage) -> None:
    """Show a page so that one can work on it."""
    document = opened.page.document
    problems = opened.pipeline().problems
    title = document.name + (" (not saved)" if opened.changed else "")
    nodes = [(node.id, node.data.label, node.data.kind) for node in document.nodes]
    edges = [(e.source, e.sourceHandle, e.target, e.targetHandle) for e in document.edges]
    show(Table(("Node", "Label", "Kind"), nodes, title=title, note=count(len(nodes), "node")))
    if edges:
        show(Table(("From", "Output", "To", "Input"), edges, note=count(len(edges), "edge")))
    found = [(p.severity, p.label or p.node or p.edge, p.field, p.message) for p in problems]
    note = count(len(found), "problem") if found else "No problems: the page can run."
    show(Table(("Severity", "Where", "Field", "Problem"), found, note=note))

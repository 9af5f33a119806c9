"""What feeds the selected node: edges added, removed and put in order."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from etlab_jupyter.page import Edge
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.widgets.look import SHORT, button, html, line, offer

if TYPE_CHECKING:
    from etlab_jupyter.widgets.page_builder import PageBuilder

_NARROW = {"width": "auto", "max_width": "260px"}


class InputPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """The edges into the node, and what else may feed it."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self.source = widgets.Dropdown(description="From", style=SHORT, layout=_NARROW)
        self.port = widgets.Dropdown(description="Input", style=SHORT, layout=_NARROW)
        self.add = button("Connect", "Feed the node with this output", "plus")
        self.add.on_click(lambda _: builder.guarded(self._connect))
        self.rows = widgets.VBox()
        self._choice = widgets.HBox([self.source, self.port, self.add])
        self._empty = html()
        super().__init__([self._empty, self.rows, self._choice])

    def refresh(self) -> None:
        """Show the selected node's edges."""
        node = self._builder.node
        graph = self._builder.pipeline.graph
        found = graph.nodes[node.id].type if node and node.id in graph.nodes else None
        takes = bool(found and found.inputs)
        self._choice.layout.display = None if takes else "none"
        told = "Select a node." if node is None else "It takes no input." if not takes else ""
        self._empty.value = f'<span class="etlab-w-dim">{told}</span>' if told else ""
        edges = [] if node is None else self._edges(node.id)
        self.rows.children = [self._row(edge, edges) for edge in edges]
        if node is not None and found is not None:
            offer(self.source, self._sources(node.id))
            ports = [(port.title or port.name, port.name) for port in found.inputs]
            offer(self.port, ports)

    def _edges(self, node: str) -> list[Edge]:
        return [edge for edge in self._builder.page.document.edges if edge.target == node]

    def _sources(self, node: str) -> list[tuple[str, tuple[str, str]]]:
        """The outputs of all nodes that do not depend on this one."""
        graph = self._builder.pipeline.graph
        found = []
        for other in graph.nodes.values():
            if node in graph.ancestors(other.id):
                continue
            for port in other.type.outputs:
                several = f" ({port.title or port.name})" if len(other.type.outputs) > 1 else ""
                found.append((f"{other.label or other.id}{several}", (other.id, port.name)))
        return found

    def _row(self, edge: Edge, edges: list[Edge]) -> widgets.HBox:
        builder = self._builder
        place = edges.index(edge)
        up, down = button("", "Earlier", "arrow-up"), button("", "Later", "arrow-down")
        remove = button("", "Disconnect", "times")
        up.disabled, down.disabled = place == 0, place == len(edges) - 1
        up.on_click(lambda _: builder.guarded(lambda: builder.move_input(edge.id, -1)))
        down.on_click(lambda _: builder.guarded(lambda: builder.move_input(edge.id, 1)))
        remove.on_click(lambda _: builder.guarded(lambda: builder.disconnect(edge.id)))
        return line(up, down, remove, html(escape(self._said(edge))))

    def _said(self, edge: Edge) -> str:
        labels = {node.id: node.data.label for node in self._builder.page.document.nodes}
        output = f", {edge.sourceHandle}" if edge.sourceHandle not in (None, "out") else ""
        port = f"{edge.targetHandle} ← " if edge.targetHandle not in (None, "in") else ""
        return f"{port}{labels.get(edge.source) or edge.source}{output}"

    def _connect(self) -> None:
        node = self._builder.node
        if node is None or self.source.value is None:
            raise ETLabError("There is no other node that could feed this one.")
        source, output = self.source.value
        self._builder.connect(source, node.id, self.port.value, output)

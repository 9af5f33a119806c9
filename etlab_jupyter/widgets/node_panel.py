"""The settings of the selected node."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import ipywidgets as widgets

from etlab_jupyter.nodes import registry
from etlab_jupyter.page import Node
from etlab_jupyter.widgets.fields import Context
from etlab_jupyter.widgets.form import Form
from etlab_jupyter.widgets.look import LABEL, WIDE, button, html

if TYPE_CHECKING:
    from etlab_jupyter.widgets.page_builder import PageBuilder


class NodePanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Its label and the form of its config; the form stays while the node stays selected."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self._shown: tuple[str, str] | None = None
        self.form: Form | None = None
        self.label = widgets.Text(
            description="Label", continuous_update=False, style=LABEL, layout=WIDE
        )
        self.label.observe(lambda change: self._rename(change["new"]), "value")
        self._about = html()
        up = button("Earlier", "Move the node up in the order of the page", "arrow-up")
        down = button("Later", "Move the node down in the order of the page", "arrow-down")
        remove = button("Remove", "Remove the node and its edges", "trash")
        up.on_click(lambda _: builder.guarded(lambda: builder.move(-1)))
        down.on_click(lambda _: builder.guarded(lambda: builder.move(1)))
        remove.on_click(lambda _: builder.guarded(builder.remove))
        self._buttons = widgets.HBox([up, down, remove])
        super().__init__([html('<span class="etlab-w-dim">Select a node, or add one.</span>')])

    def refresh(self) -> None:
        """Show the selected node."""
        node = self._builder.node
        shown = None if node is None else (node.id, node.data.kind)
        if shown != self._shown:
            self._shown = shown
            self._build(node)
        if node is not None and self.form is not None:
            self.label.value = node.data.label
            self.form.value = dict(node.data.config)
            self.form.refresh()
            self.show_problems()

    def show_problems(self) -> None:
        """Show what is wrong with the node at its fields."""
        node = self._builder.node
        if self.form is not None and node is not None:
            problems = self._builder.problems
            self.form.show_problems(one for one in problems if one.node == node.id)

    def _build(self, node: Node | None) -> None:
        self.form = None
        if node is None:
            text = '<span class="etlab-w-dim">Select a node, or add one.</span>'
            self.children = [html(text)]
            return
        found = registry.find(node.data.kind)
        if found is None:
            self.children = [self.label, self._buttons]
            return
        self._about.value = (
            f'<span class="etlab-w-head">{found.title}</span> '
            f'<span class="etlab-w-dim">{found.description}</span>'
        )
        builder = self._builder
        context = Context(self._columns, cache(lambda: builder.opened.schema_names(builder.client)))
        schema = found.Config.model_json_schema()
        self.form = Form(schema, node.data.config, context)
        self.form.observe(lambda change: self._configure(change["new"]), "value")
        self.children = [self._about, self.label, self.form, self._buttons]

    def _columns(self, port: str | None) -> Sequence[str]:
        """The columns that arrive at ports of the node, or that it gives (`out`)."""
        node, pipeline = self._builder.node, self._builder.pipeline
        if node is None or node.id not in pipeline.graph.nodes:
            return ()
        if port == "out":
            schemas = [pipeline.schema(node.id)]
        else:
            arrived = pipeline.inference.inputs[node.id].by_port
            wanted = port.split(",") if port else list(arrived)
            schemas = [schema for name in wanted for schema in arrived.get(name, ())]
        names = (field.name for schema in schemas if schema is not None for field in schema)
        return list(dict.fromkeys(names))

    def _configure(self, config: dict[str, object]) -> None:
        self._builder.guarded(lambda: self._builder.configure(config))

    def _rename(self, label: str) -> None:
        node = self._builder.node
        if node is not None and node.data.label != label:
            self._builder.guarded(lambda: self._builder.rename(label))

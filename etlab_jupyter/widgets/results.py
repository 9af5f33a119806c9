"""What can be told of a page without a run: its code, and the columns of a node."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from etlab_jupyter.pipeline import describe_schema
from etlab_jupyter.problems import PageError
from etlab_jupyter.widgets.look import html, notes

if TYPE_CHECKING:
    from etlab_jupyter.widgets.page_builder import PageBuilder


class CodeView(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """The page's PySpark, or what keeps it from being written."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self.text = html()
        super().__init__([self.text])

    def refresh(self) -> None:
        """Write the code anew."""
        try:
            code = escape(self._builder.code())
        except PageError as error:
            self.text.value = notes(error.problems, where=True)
            return
        self.text.value = f'<pre class="etlab-w-script" tabindex="0">{code}</pre>'


class ColumnsView(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """The columns of the selected node's outputs, known without a run."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self.text = html()
        super().__init__([self.text])

    def refresh(self) -> None:
        """Show those of the node that is selected now."""
        node, pipeline = self._builder.node, self._builder.pipeline
        if node is None or node.id not in pipeline.graph.nodes:
            self.text.value = '<span class="etlab-w-dim">Select a node.</span>'
            return
        outputs = pipeline.graph.nodes[node.id].type.outputs
        ports: list[str | None] = [port.name for port in outputs] or [None]
        self.text.value = "".join(self._table(node.id, port, len(ports) > 1) for port in ports)

    def _table(self, node: str, port: str | None, named: bool) -> str:
        columns = describe_schema(self._builder.pipeline.schema(node, port))
        title = f'<div class="etlab-w-head">{escape(port or "")}</div>' if named else ""
        if columns is None:
            text = "The columns are not known before a run."
            return f'{title}<span class="etlab-w-dim">{text}</span>'
        head = "".join(f'<th scope="col">{name}</th>' for name in ("Column", "Type", "Nullable"))
        rows = "".join(
            f"<tr><td>{escape(one['name'])}</td><td>{escape(one['type'])}</td>"
            f"<td>{'yes' if one['nullable'] else 'no'}</td></tr>"
            for one in columns
        )
        return f'{title}<table class="etlab-w-table"><tr>{head}</tr>{rows}</table>'

"""A page, built in a notebook: nodes added, connected, configured, checked, run and saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import traitlets

from etlab_jupyter.builder import NodeRef, Page
from etlab_jupyter.client import Client
from etlab_jupyter.front_end import front_end_of
from etlab_jupyter.nodes import registry
from etlab_jupyter.opening import OpenPage, open_page
from etlab_jupyter.page import Node, edits
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import ETLabError, Problem
from etlab_jupyter.runners import RunOptions
from etlab_jupyter.runners.events import Preview, RunEvent, RunFinished
from etlab_jupyter.widgets.data_preview import DataPreview
from etlab_jupyter.widgets.graph import Graph, with_fallback
from etlab_jupyter.widgets.input_panel import InputPanel
from etlab_jupyter.widgets.look import SHORT, WIDE, html, message, notes, style
from etlab_jupyter.widgets.node_panel import NodePanel
from etlab_jupyter.widgets.page_tools import AddBar, RunBar, SaveBar
from etlab_jupyter.widgets.picture import outline
from etlab_jupyter.widgets.results import CodeView, ColumnsView
from etlab_jupyter.widgets.run_here import run_here, run_on, this_shell
from etlab_jupyter.widgets.run_monitor import RunMonitor
from etlab_jupyter.widgets.server import server_client

TABS = ("Settings", "Inputs", "Columns", "Preview", "Run", "Code", "Problems")


class PageBuilder(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Opens a page: a `Page`, or one by its file, name, id or workspace/name; without, a new one.

    `previews` has the rows that were shown last, by output port.
    `page`, `selected` (a node's id) and `errors` can be observed; `page` and `selected` can be
    set. What was done to `page` directly is seen after `refresh`.
    """

    page = traitlets.Instance(Page)
    selected = traitlets.Unicode(None, allow_none=True)
    errors = traitlets.List(traitlets.Instance(Problem))
    problems = traitlets.List(traitlets.Instance(Problem))
    changed = traitlets.Bool(False)

    def __init__(
        self,
        page: Page | OpenPage | str | None = None,
        *,
        client: Callable[[], Client] = server_client,
    ) -> None:
        self.client = client
        self.opened = _opened(page, client)
        self._pipeline = self.opened.pipeline()
        self._title = html()
        self._told = html()
        self.graph = Graph(self.opened.page.document)
        self.chooser = widgets.Dropdown(description="Node", style=SHORT, layout=WIDE)
        self.adding, self.saving, self.running = AddBar(self), SaveBar(self), RunBar(self)
        self.settings, self.inputs = NodePanel(self), InputPanel(self)
        self.columns, self.code_view = ColumnsView(self), CodeView(self)
        self.previews: dict[str, DataPreview] = {}
        self._rows = widgets.VBox()
        self.monitor = RunMonitor()
        self.problem_list = html()
        self.tabs = widgets.Tab(self._tabs(), titles=TABS)
        super().__init__(self._parts())
        self.add_class("etlab-Widget")
        self.page = self.opened.page
        self.changed = self.opened.changed
        traitlets.link((self, "selected"), (self.graph, "selected"))
        self.chooser.observe(lambda change: self._choose(change["new"]), "value")
        self.observe(self._replaced, "page")
        self.observe(lambda _: self._show(), "selected")
        self.tabs.observe(lambda _: self._show_tab(), "selected_index")
        self.refresh()

    @property
    def pipeline(self) -> Pipeline:
        """The page on its way to code, as it was when it was checked last."""
        return self._pipeline

    @property
    def node(self) -> Node | None:
        """The selected node."""
        return next((n for n in self.page.document.nodes if n.id == self.selected), None)

    def add(self, kind: str, **config: Any) -> NodeRef:
        """Adds a node and selects it; where its type allows it, the selected node feeds it."""
        before, found = self.node, registry.find(kind)
        ref = before and self.page.node(before.id)
        feeds = ref and found and found.inputs and self.pipeline.graph.nodes[ref.id].type.outputs
        added = self.page.add(kind, *([ref] if ref and feeds else []), **config)
        self._edited()
        self.selected = added.id
        return added

    def connect(self, source: str, target: str, port: str | None = None,
                output: str | None = None) -> None:  # fmt: skip
        """Feeds `target` with the output of `source`; without `port` at the first that is free."""
        ref = self.page.node(source)
        self.page.connect(ref.output(output) if output else ref, self.page.node(target), port)
        self._edited()

    def disconnect(self, edge: str) -> None:
        """Removes an edge, by its id."""
        edits.disconnect(self.page.document, edge)
        self._edited()

    def configure(self, config: Mapping[str, Any], node: str | None = None) -> None:
        """Gives a node another config."""
        found = self._node(node)
        if found.data.config != config:
            found.data.config = dict(config)
            self._edited()

    def rename(self, label: str, node: str | None = None) -> None:
        """Gives a node another label."""
        self._node(node).data.label = label
        self._edited()

    def remove(self, node: str | None = None) -> None:
        """Removes a node and its edges."""
        edits.remove(self.page.document, self._node(node).id)
        self._edited()

    def move(self, by: int, node: str | None = None) -> None:
        """Moves a node in the order of the page."""
        edits.move_node(self.page.document, self._node(node).id, by)
        self._edited()

    def move_input(self, edge: str, by: int) -> None:
        """Moves an edge among the inputs of its node."""
        edits.move_edge(self.page.document, edge, by)
        self._edited()

    def check(self) -> list[Problem]:
        """Everything that is wrong with the page, shown where it is wrong."""
        self.opened.learn_schemas(self.client)
        self._pipeline = self.opened.pipeline()
        self.problems = list(self._pipeline.problems)
        self.errors = list(self._pipeline.errors)
        self.graph.draw(self.page.document, self.problems)
        self.settings.show_problems()
        told = notes(self.problems, where=True)
        self.problem_list.value = told or message("No problems: the page can run.")
        count = len(self.problems)
        self.tabs.set_title(TABS.index("Problems"), f"Problems ({count})" if count else "Problems")
        return list(self.problems)

    def code(self) -> str:
        """The page's PySpark; raises `PageError` for a page with errors."""
        return self._pipeline.code

    def run(self, to_node: str | None = None, *, force: bool = False, preview_rows: int = 0,
            on: str | None = None) -> RunFinished:  # fmt: skip
        """Runs the page, or as far as `to_node`; an interrupt cancels it.

        In this kernel, or on the connection `on`; without it on the one that is chosen.
        """
        shown = frozenset({to_node}) if to_node else None
        options = RunOptions(
            to_node=to_node, force=force, preview_rows=preview_rows, preview_nodes=shown
        )
        self.check()
        self.previews, self._rows.children = {}, ()
        on = on or self.running.on.value
        if on is not None:
            return run_on(on, self.opened, options, self._hear, client=self.client())
        return run_here(
            self.opened, options, self._hear, client=self.client,
            warn=lambda text: self.tell(text, "warning"),
        )  # fmt: skip

    def preview(self, node: str | None = None, rows: int = 20) -> RunFinished:
        """Runs as far as a node and shows its first rows."""
        return self.run(self._node(node).id, preview_rows=rows)

    def save(self, to: str | None = None) -> None:
        """Saves the page where it came from, or in `to`: a file, or NAME or WORKSPACE/NAME.

        Where somebody has saved it meanwhile, nothing is lost: it raises `ClientError` 412, and
        `overwrite`, `save_copy` and `take_theirs` are what can be done.
        """
        self.saving.save(to)

    def refresh(self) -> None:
        """Shows the page as it is now."""
        self.check()
        self._show()

    def tell(self, text: str, kind: str = "") -> None:
        """Shows a text above the graph; `kind` is `error`, `warning` or nothing."""
        self._told.value = message(text, kind) if text else ""

    def show_tab(self, title: str) -> None:
        """Shows one of the tabs below the graph."""
        self.tabs.selected_index = TABS.index(title)

    def guarded(self, action: Callable[[], object]) -> None:
        """Does what a button asks for, and tells what went wrong."""
        self.tell("")
        try:
            action()
        except ETLabError as error:
            self.tell(str(error), "error")

    def reopened(self, opened: OpenPage) -> None:
        """Shows another page in the place of this one."""
        self.opened = opened
        self.changed = opened.changed
        self.page = opened.page
        self.refresh()

    def _edited(self) -> None:
        self.opened.changed = self.changed = True
        self.refresh()
        if not self.errors:
            front_end_of(this_shell()).changed(self.opened, self._kept)

    def _kept(self, opened: OpenPage) -> None:
        """Shows a page that a cell's code was kept in, in the open notebook."""
        if opened is self.opened:
            self.opened.changed = self.changed = True
            self.refresh()

    def _replaced(self, change: Any) -> None:
        if self.opened.page is not self.page:
            self.reopened(OpenPage(self.page))

    def _show(self) -> None:
        """Shows the selected node, and which there are."""
        nodes = self.page.document.nodes
        if self.selected is not None and self.node is None:
            self.selected = None  # which calls this again
            return
        state = " (not saved)" if self.changed else ""
        self._title.value = (
            f'<span class="etlab-w-title">{escape(self.page.name)}</span>'
            f'<span class="etlab-w-dim">{state}</span>'
        )
        options = [("None", None), *((node.data.label or node.id, node.id) for node in nodes)]
        if self.chooser.options != tuple(options):
            self.chooser.options = options
        self.chooser.value = self.selected
        self.adding.refresh()
        self.saving.refresh()
        self.running.refresh()
        self.settings.refresh()
        self.inputs.refresh()
        self._show_tab()

    def _show_tab(self) -> None:
        """What takes time to make is made when it is looked at."""
        match TABS[self.tabs.selected_index or 0]:
            case "Columns":
                self.columns.refresh()
            case "Code":
                self.code_view.refresh()

    def _choose(self, node: str | None) -> None:
        if any(other.id == node for other in self.page.document.nodes) or node is None:
            self.selected = node

    def _node(self, id: str | None) -> Node:
        if id is None and self.node is not None:
            return self.node
        if id is None:
            raise ETLabError("Select a node first.")
        return self.page.node(id).node

    def _hear(self, event: RunEvent) -> None:
        if isinstance(event, Preview):
            shown = self.previews.setdefault(event.port, DataPreview())
            shown.take(event)
            self._rows.children = list(self.previews.values())
        self.monitor.take(event)
        self.graph.run = dict(self.monitor.nodes)

    def _tabs(self) -> list[Any]:
        run = widgets.VBox([self.monitor])
        return [
            self.settings, self.inputs, self.columns,
            widgets.VBox([self.running.preview_bar, self._rows]),
            run, self.code_view, self.problem_list,
        ]  # fmt: skip

    def _parts(self) -> list[Any]:
        head = widgets.HBox([self._title, self.saving], layout={"justify_content": "space-between"})
        tools = widgets.HBox([self.chooser, self.adding, self.running])
        tools.layout.flex_flow = "wrap"
        return [style(), head, self._told, self.saving.conflict, tools, self.graph, self.tabs]

    def _repr_mimebundle_(self, **options: Any) -> Any:
        text = outline(self.page.document, self.problems, changed=self.changed)
        fallback = {**self.graph.fallback(), "text/plain": text}
        return with_fallback(super()._repr_mimebundle_(**options), fallback)


def _opened(page: Page | OpenPage | str | None, client: Callable[[], Client]) -> OpenPage:
    match page:
        case OpenPage():
            return page
        case str() | Path():
            return open_page(str(page), client)
    return OpenPage(page or Page())

"""The tools of the page builder: what adds nodes, what runs, what saves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets

from etlab_jupyter.builder import Page
from etlab_jupyter.client import ClientError
from etlab_jupyter.nodes import registry
from etlab_jupyter.opening import OpenPage, is_file, open_page
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.widgets.look import SHORT, WIDE, button, message, offer

if TYPE_CHECKING:
    from etlab_jupyter.widgets.page_builder import PageBuilder

STALE = 412


class AddBar(widgets.HBox):  # type: ignore[misc]  # ipywidgets has no types
    """Chooses a node type and adds a node of it."""

    def __init__(self, builder: PageBuilder) -> None:
        found = [registry.find(kind) for kind in registry.kinds()]
        named = sorted((f"{one.category}: {one.title}", one.kind) for one in found if one)
        self.kind = widgets.Dropdown(
            options=named, description="New node", style=SHORT, layout=WIDE
        )
        self.add = button("Add", "Add a node, fed by the selected one", "plus")
        self.add.on_click(lambda _: builder.guarded(lambda: builder.add(self.kind.value)))
        super().__init__([self.kind, self.add], layout={"margin": "0 12px"})

    def refresh(self) -> None:
        """Nothing of it depends on the page."""


class RunBar(widgets.HBox):  # type: ignore[misc]  # ipywidgets has no types
    """Runs the page, or as far as the selected node, and shows rows."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self.on = widgets.Dropdown(description="On", style=SHORT, layout={"width": "200px"})
        self.all = button("Run", "Run the page", "play")
        self.to = button("Run to here", "Run as far as the selected node", "step-forward")
        self.show = button("Show rows", "Run as far as the node and show its rows", "table")
        self.rows = widgets.BoundedIntText(20, min=1, max=1000, description="Rows",
                                           style=SHORT, layout={"width": "110px"})  # fmt: skip
        self.all.on_click(lambda _: self._run(lambda: builder.run()))
        self.to.on_click(lambda _: self._run(lambda: builder.run(builder.selected)))
        self.show.on_click(lambda _: self._preview())
        self.preview_bar = widgets.HBox([self.rows, self.show])
        self.look()
        super().__init__([self.on, self.all, self.to])

    def look(self) -> None:
        """Offer this kernel, and the connections that there are now."""
        names: list[str] = []
        with suppress(ETLabError):  # without a server there is this kernel
            names = [row["name"] for row in self._builder.client().connections()]
        offer(self.on, [("This kernel", None), *((name, name) for name in names)])

    def refresh(self) -> None:
        """Offer what can be done now."""
        some = self._builder.node is not None
        self.to.disabled = self.show.disabled = not some

    def _run(self, action: Callable[[], object]) -> None:
        self._builder.show_tab("Run")
        self._builder.guarded(action)

    def _preview(self) -> None:
        self._builder.guarded(lambda: self._builder.preview(rows=self.rows.value))


class SaveBar(widgets.HBox):  # type: ignore[misc]  # ipywidgets has no types
    """Saves the page; a page that is new says where. What to do about a conflict is offered."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self.to = widgets.Text(
            description="Save as", placeholder="NAME, WORKSPACE/NAME or a file.etlab.json",
            style=SHORT, layout={"width": "360px"},
        )  # fmt: skip
        self.button = button("Save", "Save the page", "save")
        self.button.on_click(lambda _: builder.guarded(lambda: self.save(self.to.value or None)))
        self.conflict = self._conflict()
        super().__init__([self.to, self.button])

    def refresh(self) -> None:
        """Ask where to save only where that is not known."""
        opened = self._builder.opened
        known = opened.stored is not None or opened.path is not None
        self.to.layout.display = "none" if known else None

    def save(self, to: str | None) -> None:
        """See `PageBuilder.save`."""
        builder = self._builder
        try:
            if to is None:
                builder.opened.save(builder.client)
            else:
                builder.opened = self._save_new(builder.page, to)
        except ClientError as error:
            if error.status != STALE:
                raise
            self.conflict.layout.display = None
            raise
        self._saved()

    def overwrite(self) -> None:
        """Save it over what somebody else has saved, which stays in the page's history."""
        stored = self._builder.opened.stored
        if stored is not None:
            stored.version = self._builder.client().page(stored.id).version
        self.save(None)

    def save_copy(self) -> None:
        """Save it as a new page beside the other."""
        builder = self._builder
        stored = builder.opened.stored
        copy = Page(document=builder.page.document.model_copy(deep=True))
        copy.document.name = f"{copy.name} (copy)"
        made = builder.client().save(copy, stored.workspace_id if stored else None)
        self.conflict.layout.display = "none"
        builder.reopened(OpenPage(made.page, made, schemas=builder.opened.schemas))
        builder.tell(f"Saved as {made.name!r}.")

    def take_theirs(self) -> None:
        """Drop what was changed here and show what somebody else has saved."""
        self.conflict.layout.display = "none"
        self._builder.reopened(open_page(self._builder.opened.key, self._builder.client))

    def _save_new(self, page: Page, to: str) -> OpenPage:
        if is_file(to):
            page.save(to)
            return OpenPage(page, path=Path(to).resolve())
        workspace, _, name = to.rpartition("/")
        page.document.name = name
        made = self._builder.client().save(page, workspace or None)
        return OpenPage(made.page, made)

    def _saved(self) -> None:
        builder = self._builder
        opened = builder.opened
        opened.changed = builder.changed = False
        self.conflict.layout.display = "none"
        where = f"version {opened.stored.version}" if opened.stored else str(opened.path)
        self.to.value = ""
        builder.tell(f"Saved, {where}.")
        builder.reopened(opened)

    def _conflict(self) -> widgets.VBox:
        guarded = self._builder.guarded
        actions = {
            "Overwrite": (self.overwrite, "Save over theirs, which stays in the history"),
            "Save a copy": (self.save_copy, "Save this as a new page"),
            "Take theirs": (self.take_theirs, "Drop the changes made here"),
        }
        buttons = []
        for text, (action, tip) in actions.items():
            made = button(text, tip)
            made.on_click(lambda _, action=action: guarded(action))
            buttons.append(made)
        told = widgets.HTML(message("Somebody has saved this page meanwhile.", "warning"))
        return widgets.VBox([told, widgets.HBox(buttons)], layout={"display": "none"})

"""Chooses one of the user's connections."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets
import traitlets

from etlab_jupyter.client import Client
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.widgets.look import SHORT, WIDE, button, html, message, offer, style
from etlab_jupyter.widgets.server import server_client


class ConnectionPicker(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """`value` is the name of the chosen connection, `connection` all of it, its secrets masked."""

    value = traitlets.Unicode(None, allow_none=True)
    connection = traitlets.Any(None, allow_none=True)

    def __init__(
        self, value: str | None = None, *, client: Callable[[], Client] = server_client
    ) -> None:
        self._client = client
        self.choice = widgets.Dropdown(description="Connection", style=SHORT, layout=WIDE)
        again = button("", "Look for connections again", "refresh")
        again.on_click(lambda _: self.refresh())
        self._about = html()
        super().__init__([style(), widgets.HBox([self.choice, again]), self._about])
        self.add_class("etlab-Widget")
        self.refresh()
        self.choice.observe(lambda change: self.set_trait("value", change["new"]), "value")
        self.observe(lambda _: self._load(), "value")
        self.value = value

    def refresh(self) -> None:
        """Offer the connections that there are now."""
        try:
            names = [row["name"] for row in self._client().connections()]
        except ETLabError as error:
            self._about.value = message(str(error), "error")
            return
        offer(self.choice, [("None", None), *((name, name) for name in names)])

    def _load(self) -> None:
        if self.value is None:
            self.connection, self._about.value = None, ""
            self.choice.value = None
            return
        try:
            found: dict[str, Any] = self._client().connection(self.value)
        except ETLabError as error:
            self.connection, self._about.value = None, message(str(error), "error")
            return
        if self.value not in dict(self.choice.options):
            self.refresh()
        self.choice.value = self.value
        self.connection = found
        self._about.value = _described(found)


def _described(row: dict[str, Any]) -> str:
    config = {name: value for name, value in row["config"].items() if value or value is False}
    rows = "".join(
        f'<tr><th scope="row">{escape(name.replace("_", " "))}</th>'
        f"<td>{escape(str(value))}</td></tr>"
        for name, value in {"type": row["connection_type"], **config}.items()
    )
    return f'<table class="etlab-w-table">{rows}</table>'

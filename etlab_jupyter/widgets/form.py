"""A form for what a JSON Schema describes: the same schemas that the canvas has its forms from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets
import traitlets

from etlab_jupyter.problems import Problem
from etlab_jupyter.widgets.fields import Context, Field
from etlab_jupyter.widgets.groups import ObjectField
from etlab_jupyter.widgets.look import html, style
from etlab_jupyter.widgets.schemas import Part, closest


class Form(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """`value` is the config: it changes as people fill the form in, and the form as it changes."""

    value = traitlets.Dict()

    def __init__(
        self,
        schema: Mapping[str, Any],
        value: Mapping[str, Any] | None = None,
        context: Context | None = None,
    ) -> None:
        self.root = ObjectField(Part.of(schema), context or Context(), "", "", dict(value or {}))
        empty = html('<span class="etlab-w-dim">There is nothing to set.</span>')
        super().__init__([style(), self.root if self.root.inner else empty])
        self.add_class("etlab-Widget")
        self.value = dict(value or {})
        self.root.observe(self._take, "value")
        self.observe(self._give, "value")

    def field(self, path: str) -> Field:
        """The field of a path such as `aggregations.0.expression`; `KeyError`."""
        return self._by_path()[path]

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field, or at the closest that there is."""
        known = self._by_path()
        shown: dict[str, list[Problem]] = {path: [] for path in known}
        for problem in problems:
            path = (problem.field or "").removeprefix("config.")
            shown[closest(path, known)].append(problem)
        for path, field in known.items():
            field.show_problems(shown[path])
        for field in known.values():
            if isinstance(field, ObjectField):
                field.reveal()

    def refresh(self) -> None:
        """Offer the columns and schemas that there are now."""
        for field in self.root.fields():
            field.refresh()

    def _by_path(self) -> dict[str, Field]:
        return {field.path: field for field in self.root.fields()}

    def _take(self, change: Any) -> None:
        self.value = dict(change["new"] or {})

    def _give(self, change: Any) -> None:
        self.root.value = dict(change["new"])

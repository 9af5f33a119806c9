"""Columns in rows: name, type, nullable, description; the parts of nested types below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

from etlab_jupyter.widgets.look import button, html, line, move_buttons

TYPES = (
    "string", "integer", "long", "float", "double", "boolean", "date", "timestamp", "binary",
    "array", "map", "struct", "decimal(12,2)",
)  # fmt: skip
PARTS = {"array": ("element",), "map": ("key", "value")}
Column = dict[str, Any]


class TypeRow(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A type, which for an array, a map or a struct has parts below it."""

    def __init__(self, definition: Column, changed: Callable[[], None], label: str = "") -> None:
        self._changed = changed
        self._definition = definition
        self._shape = ""
        self.type = widgets.Combobox(
            value=definition.get("type", ""), options=TYPES, placeholder="Type, or Spark's DDL",
            continuous_update=False, layout={"width": "180px"},
        )  # fmt: skip
        self.nullable = widgets.Checkbox(
            definition.get("nullable", True), description="Nullable", indent=False,
            layout={"width": "90px"},
        )  # fmt: skip
        self.parts: dict[str, TypeRow] = {}
        self.fields: ColumnRows | None = None
        self.note = html()
        super().__init__()
        self._label = html(f'<span class="etlab-w-dim">{label}</span>') if label else None
        self._arrange()
        for box in (self.type, self.nullable):
            box.observe(lambda _: self._edited(), "value")

    @property
    def value(self) -> Column:
        """The type as JSON of a schema definition."""
        found: Column = {"type": self.type.value.strip()}
        found |= {name: part.value for name, part in self.parts.items()}
        if self.fields is not None:
            found["fields"] = self.fields.value
        return {**found, "nullable": self.nullable.value}

    def parts_of_line(self) -> list[Any]:
        """What stands in the row."""
        first = [] if self._label is None else [self._label]
        return [*first, self.type, self.nullable]

    def _edited(self) -> None:
        if self.type.value.strip().lower() != self._shape:
            self._arrange()
        self._changed()

    def _arrange(self) -> None:
        """The row, and parts as the type wants them."""
        self._shape = self.type.value.strip().lower()
        given = self._definition
        self.parts = {
            name: TypeRow(given.get(name) or {"type": "string"}, self._changed, name)
            for name in PARTS.get(self._shape, ())
        }
        fields = given.get("fields") or [{"name": "", "type": "string"}]
        self.fields = ColumnRows(fields, self._changed) if self._shape == "struct" else None
        inner: list[widgets.VBox] = [*self.parts.values(), *([self.fields] if self.fields else [])]
        for box in inner:
            box.add_class("etlab-w-nested")
        self.children = [line(*self.parts_of_line()), self.note, *inner]


class ColumnRow(TypeRow):
    """A named column."""

    def __init__(self, definition: Column, changed: Callable[[], None], buttons: Any) -> None:
        self.name = widgets.Text(
            definition.get("name", ""), placeholder="Name", continuous_update=False,
            layout={"width": "180px"},
        )  # fmt: skip
        self.about = widgets.Text(
            definition.get("description", ""), placeholder="Description", continuous_update=False,
            layout={"flex": "1 1 120px", "min_width": "120px"},
        )  # fmt: skip
        self._buttons = buttons
        super().__init__(definition, changed)
        for box in (self.name, self.about):
            box.observe(lambda _: changed(), "value")

    @property
    def value(self) -> Column:
        """The column as JSON of a schema definition."""
        found = {"name": self.name.value, **super().value}
        return {**found, "description": self.about.value} if self.about.value else found

    def parts_of_line(self) -> list[Any]:
        return [self.name, self.type, self.nullable, self.about, self._buttons]


class ColumnRows(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Columns that can be added, removed and put in order."""

    def __init__(self, columns: Sequence[Column], changed: Callable[[], None]) -> None:
        self._changed = changed
        self.rows: list[ColumnRow] = []
        self.add = button("Add a column", icon="plus")
        self.add.on_click(lambda _: self._set([*self.value, {"name": "", "type": "string"}]))
        super().__init__()
        self.show(columns)

    @property
    def value(self) -> list[Column]:
        """The columns as JSON of a schema definition."""
        return [row.value for row in self.rows]

    def show(self, columns: Sequence[Column]) -> None:
        """Show other columns."""
        count = len(columns)
        self.rows = [
            ColumnRow(column, self._changed, move_buttons(index, count, self._move))
            for index, column in enumerate(columns)
        ]
        self.children = [*self.rows, self.add]

    def _set(self, columns: Sequence[Column]) -> None:
        self.show(columns)
        self._changed()

    def _move(self, index: int, to: int | None) -> None:
        columns = self.value
        column = columns.pop(index)
        if to is not None:
            columns.insert(to, column)
        self._set(columns)

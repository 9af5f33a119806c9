"""Fields with others inside: objects, lists, maps, and objects that may be left out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from etlab_jupyter.widgets import fields
from etlab_jupyter.widgets.fields import Context, Field, labelled
from etlab_jupyter.widgets.look import button, line, move_buttons
from etlab_jupyter.widgets.schemas import Part, below, pruned

_LEAVES = {
    "choice": fields.ChoiceField, "check": fields.CheckField, "number": fields.NumberField,
    "columns": fields.ColumnsField, "json": fields.JsonField,
}  # fmt: skip
_CODE = ("expression", "sql", "python")


def make_field(part: Part, context: Context, path: str, title: str, value: Any) -> Field:
    """The field for a part of a schema."""
    match part.sort:
        case "object" if part.optional:
            return OptionalField(part, context, path, title, value)
        case "object":
            return ObjectField(part, context, path, title, value)
        case "list":
            return ListField(part, context, path, title, value)
        case "map":
            return MapField(part, context, path, title, value)
        case "text":
            code = part.schema.get("format") in _CODE
            kind = fields.CodeField if code else fields.TextField
            return kind(part, context, path, title, value)
        case other:
            return _LEAVES[other](part, context, path, title, value)


class Group(Field):
    """A field whose value is made of those inside; a value from outside is handed to them."""

    def __init__(self, part: Part, context: Context, path: str, title: str, value: Any) -> None:
        super().__init__(part, context, path, title)
        self.inner: list[Field] = []
        self._collecting = False
        self.value = value
        self.build()
        self.observe(self._changed, "value")

    @abstractmethod
    def build(self) -> None:
        """Make what is inside for the value as it is."""

    def hand_down(self) -> None:
        """Give a value from outside to those inside."""
        self.build()

    @abstractmethod
    def collected(self) -> Any:
        """The value that those inside make."""

    def fields(self) -> Iterator[Field]:
        yield self
        for field in self.inner:
            yield from field.fields()

    def add(self, part: Part, path: str, title: str, value: Any) -> Field:
        """Make a field inside."""
        field = make_field(part, self.context, path, title, value)
        field.observe(lambda _: self.collect(), "value")
        self.inner.append(field)
        return field

    def collect(self) -> None:
        """Take over what those inside hold."""
        self._collecting = True
        try:
            self.value = self.collected()
        finally:
            self._collecting = False

    def _changed(self, change: Any) -> None:
        if not self._collecting:
            with self.hold_trait_notifications():
                self.hand_down()


class ObjectField(Group):
    """An object; what matters most first, the rest folded."""

    _fold: widgets.Accordion | None = None
    _rest: Sequence[Field] = ()

    def build(self) -> None:
        self.inner = []
        value = self.value if isinstance(self.value, Mapping) else {}
        root = self.path == ""
        parts = self.part.properties
        main = self.part.main(6 if root else 3)
        made = {
            name: self.add(part, below(self.path, name), self._title(part, name), value.get(name))
            for name, part in parts.items()
        }
        if "type" in parts:  # of a column, its name is what one looks for first
            main.sort(key=lambda name: name != "name")
        first = [made[name] for name in main]
        rest = [field for name, field in made.items() if name not in main]
        self.children = (*first, *self._folded(rest), self.note)

    def hand_down(self) -> None:
        value = self.value if isinstance(self.value, Mapping) else {}
        for name, field in zip(self.part.properties, self.inner, strict=True):
            field.value = value.get(name)

    def collected(self) -> dict[str, Any]:
        names = self.part.properties
        given = self.value if isinstance(self.value, Mapping) else {}
        unknown = {name: given[name] for name in given if name not in names}
        values = {name: field.value for name, field in zip(names, self.inner, strict=True)}
        ordered = {name: values.pop(name) for name in given if name in values}
        return pruned({**unknown, **ordered, **values})

    def _title(self, part: Part, name: str) -> str:
        return part.title(name) + (" *" if name in self.part.required else "")

    def _folded(self, rest: list[Field]) -> list[Any]:
        if not rest:
            return []
        box = widgets.Accordion([widgets.VBox(rest)], titles=("More settings",))
        self._fold, self._rest = box, rest
        box.selected_index = 0 if any(field.value is not None for field in rest) else None
        return [box]

    def reveal(self) -> None:
        """Unfold what has problems."""
        inside = (field for outer in self._rest for field in outer.fields())
        if self._fold is not None and any(field.note.value for field in inside):
            self._fold.selected_index = 0


class OptionalField(Group):
    """An object that may be left out."""

    def build(self) -> None:
        self.inner = []
        title = labelled(self.title, self.part)
        if self.value is None:
            add = button("Add", f"Add {self.title}", "plus")
            add.on_click(lambda _: self._set({}))
            self.children = [line(title, add), self.note]
            return
        part = Part(self.part.root, self.part.schema)
        field = self.add(part, self.path, self.title, self.value)
        field.add_class("etlab-w-nested")
        remove = button("Leave out", f"Leave out {self.title}")
        remove.on_click(lambda _: self._set(None))
        self.children = [line(title, remove), field, self.note]

    def collected(self) -> Any:
        return self.inner[0].value

    def _set(self, value: Any) -> None:
        self.value = value


class ListField(Group):
    """A list of values or objects, in an order that can be changed."""

    def build(self) -> None:
        self.inner = []
        values = self.value if isinstance(self.value, list | tuple) else []
        part = self.part.items
        rows = []
        for index, value in enumerate(values):
            title = f"{index + 1}." if not part.nested else ""
            field = self.add(part, below(self.path, index), title, value)
            field.layout = {"flex": "1 1 0", "min_width": "0"}
            rows.append(widgets.HBox([field, move_buttons(index, len(values), self._move)]))
            rows[-1].add_class("etlab-w-nested")
        add = button("Add", f"Add to {self.title}", "plus")
        add.on_click(lambda _: self._set([*self.collected_items(), _empty(part)]))
        head = line(labelled(self.title, self.part), add)
        self.children = (head, *rows, self.note)

    def collected_items(self) -> list[Any]:
        return ["" if field.value is None else field.value for field in self.inner]

    def collected(self) -> list[Any] | None:
        return self.collected_items() or None

    def _move(self, index: int, to: int | None) -> None:
        items = self.collected_items()
        item = items.pop(index)
        if to is not None:
            items.insert(to, item)
        self._set(items)

    def _set(self, items: list[Any]) -> None:
        self.value = items or None


class MapField(Group):
    """Values by names that people choose."""

    def build(self) -> None:
        self.inner = []
        given = self.value if isinstance(self.value, Mapping) else {}
        self.names: list[widgets.Text] = []
        rows = []
        for name, value in given.items():
            field = self.add(self.part.values, below(self.path, name), "", value)
            field.layout = {"flex": "2 1 0", "min_width": "0"}
            rows.append(widgets.HBox([self._name(name), field, self._remove(name)]))
        add = button("Add", f"Add to {self.title}", "plus")
        add.on_click(lambda _: self._set({**self.given(), "": ""}))
        head = line(labelled(self.title, self.part), add)
        self.children = (head, *rows, self.note)

    def collected(self) -> dict[str, Any] | None:
        values = ["" if field.value is None else field.value for field in self.inner]
        return dict(zip((name.value for name in self.names), values, strict=True)) or None

    def given(self) -> dict[str, Any]:
        """What the fields hold."""
        return self.collected() or {}

    def _name(self, name: str) -> widgets.Text:
        box = widgets.Text(
            name, placeholder="Name", continuous_update=False, layout={"flex": "1 1 0"},
        )  # fmt: skip
        box.observe(lambda _: self._set(self.given()), "value")
        self.names.append(box)
        return box

    def _remove(self, name: str) -> widgets.Button:
        remove = button("", "Remove", "times")
        remove.on_click(
            lambda _: self._set({key: v for key, v in self.given().items() if key != name})
        )
        return remove

    def _set(self, value: dict[str, Any]) -> None:
        self.value = value or None


def _empty(part: Part) -> Any:
    """What a new item of a list begins with."""
    return {} if part.sort in ("object", "map") else [] if part.sort == "list" else ""

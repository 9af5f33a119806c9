"""Fields for single values. A `value` is what the config holds: None where it is not set."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import traitlets

from etlab_jupyter.problems import Problem
from etlab_jupyter.spark_types import SIMPLE_TYPES
from etlab_jupyter.widgets.look import BESIDE, LABEL, WIDE, heading, html, message, notes
from etlab_jupyter.widgets.schemas import Part


@dataclass(frozen=True, slots=True)
class Context:
    """What fields offer: the columns that arrive at ports (`left,right`; `out` leave), schemas."""

    columns: Callable[[str | None], Sequence[str]] = lambda port: ()
    schemas: Callable[[], Sequence[str]] = lambda: ()


class Field(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A field, with the problems that are about it below."""

    value = traitlets.Any(None, allow_none=True)

    def __init__(self, part: Part, context: Context, path: str, title: str) -> None:
        self.part = part
        self.context = context
        self.path = path
        self.title = title
        self.note = html()
        super().__init__([], layout={"width": "100%"})

    def fields(self) -> Iterator[Field]:
        """This field and all inside."""
        yield self

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong here."""
        self.note.value = notes(problems)

    def refresh(self) -> None:
        """Offer what can be chosen now."""


class Leaf(Field):
    """A field with one input."""

    def __init__(self, part: Part, context: Context, path: str, title: str, value: Any) -> None:
        super().__init__(part, context, path, title)
        self.input = self.make_input()
        self.value = value
        self._show()
        self.note.layout.margin = BESIDE
        self.children = [self.input, self.note]
        self.input.observe(self._take, "value")
        self.observe(lambda _: self._show(), "value")

    @abstractmethod
    def make_input(self) -> Any:
        """The input, empty."""

    def read(self, shown: Any) -> Any:
        """The value that the input shows; `ValueError` where it shows none."""
        return shown

    def written(self, value: Any) -> Any:
        """What the input shows for a value."""
        return value

    def options(self) -> dict[str, Any]:
        """What all inputs are made with."""
        return {
            "description": self.title, "tooltip": self.part.description or self.title,
            "style": LABEL, "layout": WIDE,
        }  # fmt: skip

    def _take(self, change: Any) -> None:
        try:
            self.value = self.read(self.input.value)
        except ValueError as error:
            self.note.value = message(str(error), "error")

    def _show(self) -> None:
        try:
            if self.read(self.input.value) == self.value:
                return
        except ValueError:
            pass
        self.input.value = self.written(self.value)


class TextField(Leaf):
    """A text; what may be meant is offered."""

    def make_input(self) -> Any:
        options = {**self.options(), "placeholder": self.part.hint, "continuous_update": False}
        offered = self.offered()
        if offered is None:
            return widgets.Text(**options)
        return widgets.Combobox(options=offered, ensure_option=False, **options)

    def offered(self) -> tuple[str, ...] | None:
        """What can be chosen; None for a text of any kind."""
        schema = self.part.schema
        match schema.get("format"):
            case "column":
                return tuple(self.context.columns(schema.get("x-port")))
            case "schema-definition":
                return tuple(self.context.schemas())
            case "spark-type":
                return tuple(sorted(SIMPLE_TYPES))
            case None if schema.get("examples"):
                return tuple(map(str, schema["examples"]))
        return None

    def refresh(self) -> None:
        offered = self.offered()
        if offered is not None:
            self.input.options = offered

    def read(self, shown: str) -> Any:
        schema = self.part.schema
        meant = not schema.get("minLength") and bool(schema.get("default"))
        return None if shown == "" and not meant else shown

    def written(self, value: Any) -> str:
        return "" if value is None else str(value)


class CodeField(TextField):
    """Expressions, SQL and Python."""

    def make_input(self) -> Any:
        code = self.part.schema.get("format") in ("sql", "python")
        made = widgets.Textarea(
            **self.options(), placeholder=self.part.hint, continuous_update=False,
            rows=8 if code else 2,
        )  # fmt: skip
        made.add_class("etlab-w-code")
        return made


class NumberField(Leaf):
    """A number, which need not be there; what is no number is left to the check."""

    def make_input(self) -> Any:
        options = {**self.options(), "placeholder": self.part.hint}
        return widgets.Text(continuous_update=False, **options)

    def read(self, shown: str) -> Any:
        text = shown.strip()
        for kind in (int, float):
            try:
                return kind(text)
            except ValueError:
                continue
        return text or None

    def written(self, value: Any) -> str:
        return "" if value is None else str(value)


class ChoiceField(Leaf):
    """One of some values; the default is shown, not written."""

    def make_input(self) -> Any:
        return widgets.Dropdown(options=self._choices(), **self.options())

    def _choices(self, more: Sequence[Any] = ()) -> list[tuple[str, Any]]:
        values = [*self.part.schema["enum"], *more]
        unset = [(" ", None)] if self.part.default is None else []
        return [*unset, *((str(value).replace("_", " "), value) for value in values)]

    def read(self, shown: Any) -> Any:
        return None if shown == self.part.default else shown

    def written(self, value: Any) -> Any:
        if value is None:
            return self.part.default
        if value not in self.part.schema["enum"]:  # the check says that it is none of them
            self.input.options = self._choices([value])
        return value


class CheckField(Leaf):
    """Yes or no; the default is shown, not written."""

    def make_input(self) -> Any:
        return widgets.Checkbox(value=bool(self.part.default), **self.options())

    def read(self, shown: bool) -> bool | None:
        return None if shown == bool(self.part.default) else shown

    def written(self, value: Any) -> bool:
        return bool(self.part.default if value is None else value)


class JsonField(Leaf):
    """Any JSON, for what has no simpler input."""

    def make_input(self) -> Any:
        return widgets.Textarea(
            **self.options(), placeholder=self.part.hint, continuous_update=False, rows=1
        )

    def read(self, shown: str) -> Any:
        if shown.strip() == "":
            return None
        try:
            return json.loads(shown)
        except ValueError:
            if self.part.lenient:
                return shown
            raise ValueError(f"This is no JSON: {shown[:60]}") from None

    def written(self, value: Any) -> str:
        if value is None:
            return ""
        plain = self.part.lenient and isinstance(value, str) and not _is_json(value)
        return value if plain else json.dumps(value, ensure_ascii=False)


class ColumnsField(Leaf):
    """Columns in an order: chips that can be dragged, and a choice of those that come in."""

    def make_input(self) -> Any:
        self.picker = widgets.Combobox(
            options=self._offered(()), ensure_option=False, placeholder="Add a column",
            continuous_update=False, description=self.title, style=LABEL, layout=WIDE,
            tooltip=self.part.description or self.title,
        )  # fmt: skip
        self.picker.observe(self._add, "value")
        return widgets.TagsInput(allow_duplicates=False, layout={"margin": BESIDE})

    def __init__(self, part: Part, context: Context, path: str, title: str, value: Any) -> None:
        super().__init__(part, context, path, title, value)
        self.children = [self.picker, self.input, self.note]
        self.observe(lambda _: self.refresh(), "value")
        self.refresh()

    def read(self, shown: Sequence[str]) -> Any:
        return list(shown) or None

    def written(self, value: Any) -> list[str]:
        return [str(column) for column in value or ()]

    def refresh(self) -> None:
        self.picker.options = self._offered(self.value or ())
        self.input.layout.display = None if self.value else "none"

    def _offered(self, chosen: Sequence[str]) -> tuple[str, ...]:
        columns = self.context.columns(self.part.items.schema.get("x-port"))
        return tuple(column for column in columns if column not in chosen)

    def _add(self, change: Any) -> None:
        column = change["new"].strip()
        if column:
            self.picker.value = ""
            self.value = list(dict.fromkeys([*(self.value or ()), column]))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def labelled(title: str, part: Part) -> widgets.HTML:
    """What a field with others inside is called."""
    return heading(title, part.description)

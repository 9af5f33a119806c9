"""A schema, built in a notebook: typed, pasted, or taken from a file or a DataFrame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import traitlets
from pydantic import TypeAdapter, ValidationError

from etlab_jupyter.client import Client
from etlab_jupyter.dataframes import from_dataframe
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.schema_definition import ColumnDefinition, to_ddl, to_definitions, to_schema
from etlab_jupyter.schema_import import from_ddl, from_file
from etlab_jupyter.spark_types import Schema
from etlab_jupyter.widgets.graph import with_fallback
from etlab_jupyter.widgets.look import SHORT, WIDE, button, html, message, offer, style
from etlab_jupyter.widgets.run_here import this_shell
from etlab_jupyter.widgets.schema_rows import Column, ColumnRows
from etlab_jupyter.widgets.server import server_client

FORMATS = ("csv", "json", "orc", "parquet", "text")
_HEAD = ("Column", "Type", "Nullable", "Description")
_COLUMNS = TypeAdapter(list[ColumnDefinition])


class SchemaBuilder(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """`columns` is the JSON of a schema definition; `errors` says what is wrong with it."""

    columns: traitlets.List[Any] = traitlets.List()
    errors = traitlets.List(traitlets.Unicode())

    def __init__(
        self,
        columns: Sequence[Column] = (),
        *,
        name: str = "",
        frames: Callable[[], dict[str, Any]] | None = None,
        client: Callable[[], Client] = server_client,
    ) -> None:
        self._client = client
        self._frames = frames or kernel_frames
        self._editing = False
        self.name = widgets.Text(name, description="Name", style=SHORT, layout=WIDE)
        self.rows = ColumnRows((), self._edited)
        self._told = html()
        self._wrong = html()
        self.ddl_text = widgets.Textarea(
            placeholder="id BIGINT NOT NULL, name STRING, or CREATE TABLE …",
            layout=WIDE, rows=4,
        )  # fmt: skip
        super().__init__(
            [style(), self._head(), self._told, self.rows, self._wrong, self._sources()]
        )
        self.add_class("etlab-Widget")
        self.observe(lambda _: self._shown(), "columns")
        self.columns = list(columns)
        self.check()

    @property
    def schema(self) -> Schema:
        """The columns with their types; `ETLabError` for one that has none."""
        self._refuse()
        return to_schema(_COLUMNS.validate_python(self.columns))

    @property
    def ddl(self) -> str:
        """The columns as Spark's DDL."""
        return to_ddl(self.schema)

    def paste(self, ddl: str) -> None:
        """Takes the columns of DDL, or of a CREATE TABLE; `ETLabError`."""
        self.columns = to_definitions(from_ddl(ddl))

    def infer_from_file(self, path: str, format: str | None = None, **options: Any) -> None:
        """Takes the columns that Spark would read from local files; `ETLabError`."""
        found = format or Path(path.rstrip("/*")).suffix.lstrip(".").lower()
        if found not in FORMATS:
            raise ETLabError(f"The format of {path} is not clear: one of {', '.join(FORMATS)}.")
        self.columns = to_definitions(from_file(found, Path(path), options))

    def infer_from_dataframe(self, frame: Any) -> None:
        """Takes the columns of a Spark DataFrame; nothing is run."""
        self.columns = from_dataframe(frame).columns

    def check(self) -> list[str]:
        """What is wrong with the columns, shown below them."""
        self.errors = list(_mistakes(self.columns))
        self._wrong.value = "".join(message(text, "error") for text in self.errors)
        return list(self.errors)

    def save(self, workspace: str | None = None) -> dict[str, Any]:
        """Saves it as a schema of a workspace (its name or id; the first without)."""
        self._refuse()
        client = self._client()
        rows = client.workspaces()
        found = [row for row in rows if workspace in (None, row["id"], row["name"])]
        if not found:
            raise ETLabError(f"There is no workspace {workspace!r}.")
        body = {"workspace_id": found[0]["id"], "name": self.name.value, "columns": self.columns}
        made: dict[str, Any] = client.call("POST", "schemas", body=body)
        return made

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return with_fallback(super()._repr_mimebundle_(**options), _table(self.columns))

    def _refuse(self) -> None:
        if self.check():
            raise ETLabError(" ".join(self.errors))

    def _edited(self) -> None:
        self._editing = True
        try:
            self.columns = self.rows.value
        finally:
            self._editing = False

    def _shown(self) -> None:
        if not self._editing:
            self.rows.show(self.columns)
        self.check()

    def _head(self) -> widgets.HBox:
        save = button("Save", "Save it in your workspace", "save")
        save.on_click(lambda _: self._guarded(self._save))
        return widgets.HBox([self.name, save])

    def _sources(self) -> widgets.Tab:
        take = button("Take these columns", icon="paste")
        take.on_click(lambda _: self._guarded(lambda: self.paste(self.ddl_text.value)))
        self.path = widgets.Text(placeholder="data/orders.csv", description="Path", style=SHORT)
        self.format = widgets.Dropdown(
            options=[("by its name", None), *((name, name) for name in FORMATS)],
            description="Format",
            style=SHORT,
        )
        self.header = widgets.Checkbox(True, description="CSV with a header", indent=False)
        read = button("Take its columns", icon="file")
        read.on_click(lambda _: self._guarded(self._read_file))
        self.frame = widgets.Dropdown(description="DataFrame", style=SHORT)
        look = button("", "Look for DataFrames again", "refresh")
        look.on_click(lambda _: self._look())
        infer = button("Take its columns", icon="table")
        infer.on_click(lambda _: self._guarded(self._read_frame))
        self._look()
        self._sources_buttons = {"paste": take, "file": read, "frame": infer}
        boxes = [
            widgets.VBox([self.ddl_text, take]),
            widgets.HBox([self.path, self.format, self.header, read], layout={"flex_flow": "wrap"}),
            widgets.HBox([self.frame, look, infer], layout={"flex_flow": "wrap"}),
        ]
        return widgets.Tab(boxes, titles=("Paste DDL", "From a file", "From a DataFrame"))

    def _look(self) -> None:
        offer(self.frame, list(self._frames()))

    def _read_file(self) -> None:
        options = {"header": True} if self.header.value else {}
        self.infer_from_file(self.path.value, self.format.value, **options)

    def _read_frame(self) -> None:
        found = self._frames().get(self.frame.value)
        if found is None:
            raise ETLabError("Choose a DataFrame.")
        self.infer_from_dataframe(found)

    def _save(self) -> None:
        made = self.save()
        self._told.value = message(f"Saved as {made['name']!r}.")

    def _guarded(self, action: Callable[[], object]) -> None:
        self._told.value = ""
        try:
            action()
        except ETLabError as error:
            self._told.value = message(str(error), "error")


def kernel_frames() -> dict[str, Any]:
    """The Spark DataFrames among the variables of this kernel."""
    shell = this_shell()
    names = {} if shell is None else dict(shell.user_ns)
    return {
        name: value
        for name, value in names.items()
        if not name.startswith("_")
        and type(value).__module__.startswith("pyspark.sql")
        and type(value).__name__ == "DataFrame"
    }


def _table(columns: Sequence[Column]) -> dict[str, str]:
    """What shows the columns where no widget can be drawn."""
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
    lines, body = [], ""
    for column in columns:
        cells = (
            str(column.get("name", "")),
            _type_text(column),
            "yes" if column.get("nullable", True) else "no",
            str(column.get("description", "")),
        )
        lines.append("  ".join(cells).rstrip())
        body += f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
    html_text = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return {"text/plain": "\n".join(lines), "text/html": html_text}


def _type_text(column: Column) -> str:
    try:
        return ColumnDefinition.model_validate(column).spark_type().ddl
    except ValidationError:
        return str(column.get("type", ""))


def _mistakes(columns: Sequence[Column]) -> list[str]:
    try:
        found = _COLUMNS.validate_python(columns)
    except ValidationError as error:
        return [_said(columns, one) for one in error.errors(include_input=False)]
    names = [column.name.lower() for column in found]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    return [f"Two columns are called {name!r}." for name in twice]


def _said(columns: Sequence[Column], error: Any) -> str:
    place = error["loc"][0]
    name = columns[place].get("name") or f"Column {place + 1}"
    if error["loc"][-1] == "name":
        return f"Column {place + 1} needs a name."
    text = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {text}."

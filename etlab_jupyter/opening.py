"""Pages by their names, opened from the store or from a file and saved where they came from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from etlab_jupyter.builder import Page
from etlab_jupyter.client import Client, NoServerError, StoredPage
from etlab_jupyter.codegen.cells import to_script
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunEvent, RunOptions
from etlab_jupyter.runners.events import RunFinished
from etlab_jupyter.runners.in_process import InProcessRunner
from etlab_jupyter.schema_definition import ColumnDefinition

SUFFIX = ".etlab.json"
_RECORDED = ("to_node", "force", "preview_rows")
Schemas = Mapping[str, Sequence[ColumnDefinition]]
_COLUMNS = TypeAdapter(list[ColumnDefinition])

connected: dict[str, str] = {}
"""Ids of connections, by the Spark applications that this process has reached on them."""


@dataclass
class OpenPage:
    """A page that is used: stored, of a file, or of neither. `changed` says that it is to be saved.

    `schemas` are those of its workspace that it names.
    """

    page: Page
    stored: StoredPage | None = None
    path: Path | None = None
    schemas: Schemas = field(default_factory=dict)
    changed: bool = False

    @property
    def key(self) -> str:
        """By what it is opened again, and what its cells in a notebook are bound to."""
        return self.stored.id if self.stored else str(self.path)

    @property
    def _path(self) -> str | None:
        """By what the history knows a page that is not stored."""
        return str(self.path) if self.path and not self.stored else None

    def pipeline(self, parameters: Mapping[str, Any] | None = None) -> Pipeline:
        """The page on its way to code, with the schemas of its workspace."""
        return Pipeline(
            self.page.document,
            parameters=parameters,
            schemas=self.schemas,
            base_dir=self.page.base_dir,
        )

    def learn_schemas(self, client: Callable[[], Client]) -> None:
        """Ask the server for schemas that the page of a workspace has come to name."""
        if self.stored is None:
            return
        document = self.page.document
        named = {node.data.config.get("schema_name") for node in document.nodes} - {None}
        missing = set(map(str, named)) - document.metadata.schemas.keys() - self.schemas.keys()
        for name in sorted(missing):
            with suppress(ETLabError):  # the page's check tells that there is none
                row = client().schema(name, self.stored.workspace_id)
                found = _COLUMNS.validate_python(row["columns"])
                self.schemas = {**self.schemas, name: found}

    def schema_names(self, client: Callable[[], Client]) -> list[str]:
        """The schemas that the page may name: its own, and those of its workspace."""
        names = {*self.page.document.metadata.schemas, *self.schemas}
        if self.stored is not None:
            with suppress(ETLabError):
                rows = client().schemas(workspace_id=self.stored.workspace_id)
                names |= {row["name"] for row in rows}
        return sorted(names)

    def run(
        self,
        shell: Any,
        options: RunOptions,
        tell: Callable[[RunEvent], None],
        *,
        client: Callable[[], Client],
        warn: Callable[[str], object],
        parameters: Mapping[str, Any] | None = None,
    ) -> RunFinished:
        """Run it in the kernel of `shell`; where a server is found, its history has the run.

        Raises `PageError` for a page with errors. Where the server cannot be told, it warns: of a
        page that is not stored only if there is one.
        """
        cells, told = self.pipeline(parameters).runnable(), list[RunEvent]()

        def hear(event: RunEvent) -> None:
            told.append(event)
            tell(event)

        last = InProcessRunner(shell).run(cells, options, hear)
        try:
            client().record(
                self.stored or self.page, told, code=to_script(cells), parameters=parameters,
                page_path=self._path, connection_id=connected.get(last.application or ""),
                **{name: getattr(options, name) for name in _RECORDED},
            )  # fmt: skip
        except ETLabError as error:
            if self.stored or not isinstance(error, NoServerError):
                warn(f"The run is not in the history: {error}")
        return last

    def start_on(
        self,
        connection: str,
        client: Client,
        *,
        parameters: Mapping[str, Any] | None = None,
        submit: bool = False,
        **options: Any,
    ) -> dict[str, Any]:
        """Let the server run it on a connection (name or id), with `submit` as a job; the run."""
        return client.start(
            self.stored or self.page, parameters=parameters, connection=connection, submit=submit,
            page_path=self._path, **options,
        )  # fmt: skip

    def save(self, client: Callable[[], Client]) -> None:
        """Save it where it came from; `ClientError` 412 where somebody was faster."""
        if self.stored is not None:
            client().save(self.stored)
        elif self.path is not None:
            self.page.save(self.path)
        else:
            raise ETLabError(f"{self.page.name!r} is new: say where to save it.")
        self.changed = False


def open_page(name: str, client: Callable[[], Client]) -> OpenPage:
    """A page by its file, name, id or workspace/name; `ETLabError` where there is none."""
    if is_file(name):
        path = Path(name).resolve()
        return OpenPage(Page.load(path, base_dir=Path()), path=path)
    stored = client().page(name)
    opened = OpenPage(stored.page, stored)
    opened.learn_schemas(client)
    return opened


def is_file(name: str) -> bool:
    """Whether a page's name means a file."""
    return name.endswith(SUFFIX) or (os.sep in name and Path(name).is_file())

"""What the magics of one shell share: the server's client and the pages that were used."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from etlab_jupyter.builder import Page
from etlab_jupyter.client import Client, StoredPage, find_server
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.schema_definition import ColumnDefinition

SUFFIX = ".etlab.json"
NAMES_SECONDS, NAMES_TIMEOUT = 5.0, 2.0
Schemas = Mapping[str, Sequence[ColumnDefinition]]
_COLUMNS = TypeAdapter(list[ColumnDefinition])


@dataclass
class OpenPage:
    """A page that is used: stored, or of a file. `changed` says that it is to be saved."""

    page: Page
    stored: StoredPage | None = None
    path: Path | None = None
    schemas: Schemas = field(default_factory=dict)
    changed: bool = False

    @property
    def key(self) -> str:
        """By what it is opened again, and what its cells in a notebook are bound to."""
        return self.stored.id if self.stored else str(self.path)

    def pipeline(self, parameters: Mapping[str, Any] | None = None) -> Pipeline:
        """The page on its way to code, with the schemas of its workspace."""
        return Pipeline(
            self.page.document, parameters=parameters, schemas=self.schemas, base_dir=Path()
        )


class Session:
    """The state of the magics in one shell. `current` is the page that was used last."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.current: OpenPage | None = None
        self._changed: dict[str, OpenPage] = {}
        self._client: Client | None = None
        self._names: dict[str, tuple[float, list[str]]] = {}

    @property
    def client(self) -> Client:
        """A client of this kernel's server; `NoServerError` without one."""
        if self._client is None:
            self._client = Client(find_server())
        return self._client

    def open(self, name: str | None = None, *, reload: bool = False) -> OpenPage:
        """A page by its name, id, workspace/name or file; the current one without a name.

        With `reload` changes that were not saved are dropped.
        """
        if name is None:
            if self.current is None:
                raise ETLabError("Name a page: none was used yet. %etlab pages lists them.")
            name = self.current.key
        opened = self._file(Path(name)) if is_file(name) else self._stored(name)
        unsaved = self._changed.get(opened.key)
        if unsaved is not None and reload:
            del self._changed[opened.key]
        elif unsaved is not None:
            opened = unsaved
        self.current = opened
        return opened

    def change(self, opened: OpenPage) -> None:
        """Note that a page was changed, and keep it until it is saved."""
        opened.changed = True
        self._changed[opened.key] = opened

    def save(self, opened: OpenPage) -> None:
        """Save a page where it came from; `ClientError` 412 where somebody was faster."""
        if opened.stored is not None:
            self.client.save(opened.stored)
        elif opened.path is not None:
            opened.page.save(opened.path)
        opened.changed = False
        self._changed.pop(opened.key, None)

    def names(self, kind: str) -> list[str]:
        """The names of pages, schemas or connections, for completion: fast, or none."""
        known = self._names.get(kind)
        if known is None or time.monotonic() - known[0] > NAMES_SECONDS:
            found: list[str] = []
            with suppress(ETLabError), Client(find_server(), timeout=NAMES_TIMEOUT) as client:
                listed: Callable[[], list[dict[str, Any]]] = getattr(client, kind)
                found = [row["name"] for row in listed()]
            known = self._names[kind] = time.monotonic(), found
        return known[1]

    def _file(self, path: Path) -> OpenPage:
        path = path.resolve()
        return OpenPage(Page.load(path, base_dir=Path()), path=path)

    def _stored(self, name: str) -> OpenPage:
        stored = self.client.page(name)
        return OpenPage(stored.page, stored, schemas=self._schemas(stored))

    def _schemas(self, stored: StoredPage) -> Schemas:
        """The schemas of its workspace that the page names."""
        document = stored.page.document
        configs = (node.data.config for node in document.nodes)
        named = {config.get("schema_name") for config in configs} - {None}
        found = {}
        for name in sorted(map(str, named - document.metadata.schemas.keys())):
            with suppress(ETLabError):  # the page's check tells that there is none
                row = self.client.schema(name, stored.workspace_id)
                found[name] = _COLUMNS.validate_python(row["columns"])
        return found


def is_file(name: str) -> bool:
    """Whether a page's name means a file."""
    return name.endswith(SUFFIX) or (os.sep in name and Path(name).is_file())

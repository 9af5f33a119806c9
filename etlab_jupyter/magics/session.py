"""What the magics of one shell share: the server's client and the pages that were used."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from etlab_jupyter.client import Client, find_server
from etlab_jupyter.front_end import FrontEnd, front_end_of
from etlab_jupyter.opening import OpenPage, open_page
from etlab_jupyter.problems import ETLabError

NAMES_SECONDS, NAMES_TIMEOUT = 5.0, 2.0


class Session:
    """The state of the magics in one shell. `current` is the page that was used last."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.current: OpenPage | None = None
        self._changed: dict[str, OpenPage] = {}
        self._client: Client | None = None
        self._names: dict[str, tuple[float, list[str]]] = {}

    @property
    def front_end(self) -> FrontEnd:
        """The notebook that this kernel works for."""
        return front_end_of(self.shell)

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
        opened = open_page(name, lambda: self.client)
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
        self.note(opened)
        self.front_end.changed(opened, self.kept)

    def kept(self, opened: OpenPage) -> None:
        """Take over a page that the front end has kept a cell's code in."""
        opened.changed = True
        self.note(opened)

    def note(self, opened: OpenPage) -> None:
        """Keep a page as long as it has changes that were not saved."""
        if opened.changed:
            self._changed[opened.key] = opened
        else:
            self._changed.pop(opened.key, None)

    def save(self, opened: OpenPage) -> None:
        """Save a page where it came from; `ClientError` 412 where somebody was faster."""
        opened.save(lambda: self.client)
        self.note(opened)

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

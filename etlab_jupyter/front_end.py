"""The notebook that a kernel works for: JupyterLab or Notebook 7 with ETLab's extension.

The kernel opens a comm, and a front end that knows its target answers. So cells can be put into
the open notebook, and it can follow the pages that change in the kernel.

To the front end go `{kind, page, page_id, document}`, with `cells` and `after` (a cell's id) where
`kind` is `insert`, with `choices` and `apply` where it is `sync`, and alone where it is `changed`.
From it come `{kind: "ready"}` and `{kind: "kept", page, document}`: the page where somebody has
kept a cell's code in it. Documents go as JSON texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

# `%load_ext` looks for a front end: what takes time to import waits for the first page.
if TYPE_CHECKING:
    from etlab_jupyter.opening import OpenPage
    from etlab_jupyter.pipeline import Pipeline

TARGET = "etlab.notebook"

Kept = Callable[["OpenPage"], object]


class FrontEnd:
    """The front ends of one kernel. Without a kernel, or without an answer, there is none."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._comm: Any = None
        self._ready = False
        self._pages: dict[str, tuple[OpenPage, Kept]] = {}

    def open(self) -> None:
        """Look for a front end; it may answer later."""
        if self._comm is not None or not hasattr(self._shell, "kernel"):
            return
        from comm import create_comm

        self._comm = create_comm(target_name=TARGET, data={"version": 1})
        self._comm.on_msg(self._hear)
        self._comm.on_close(self._closed)

    @property
    def answers(self) -> bool:
        """Whether a front end has answered. A kernel hears it between two cells, not within one."""
        self.open()
        return self._ready

    def insert(self, opened: OpenPage, pipeline: Pipeline, kept: Kept) -> int:
        """Put the page's cells below the one that is executed; how many the page has.

        Where the notebook has cells of the page already, it is brought up to date instead.
        """
        from etlab_jupyter.codegen.notebook import code_cell

        page = page_key(opened)
        cells = [code_cell(cell, page) for cell in pipeline.cells]
        self._send("insert", opened, kept, cells=cells, after=self._executing())
        return len(cells)

    def changed(self, opened: OpenPage, kept: Kept) -> None:
        """Let the open notebook follow a page, if there is a front end."""
        if self._ready:
            self._send("changed", opened, kept)

    def sync(
        self, opened: OpenPage, choices: Mapping[str, str], kept: Kept, *, apply: bool
    ) -> None:
        """Mark how the open notebook's cells stand; with `apply` bring them up to date as well.

        `choices` says by node what is done with cells that were edited by hand.
        """
        self._send("sync", opened, kept, choices=dict(choices), apply=apply)

    def _send(self, kind: str, opened: OpenPage, kept: Kept, **more: Any) -> None:
        page = page_key(opened)
        self._pages[page] = opened, kept
        document = opened.page.document.model_dump_json(exclude_unset=True)
        page_id = opened.stored.id if opened.stored else None
        self._comm.send(
            {"kind": kind, "page": page, "page_id": page_id, "document": document, **more}
        )

    def _executing(self) -> str | None:
        """The id of the cell that is executed, which Jupyter's front ends tell."""
        parent = self._shell.kernel.get_parent() or {}
        found = (parent.get("metadata") or {}).get("cellId")
        return found if isinstance(found, str) else None

    def _hear(self, message: dict[str, Any]) -> None:
        data = message["content"].get("data") or {}
        if data.get("kind") == "ready":
            self._ready = True
        elif data.get("kind") == "kept" and data.get("page") in self._pages:
            from etlab_jupyter.page.document import Document

            opened, kept = self._pages[data["page"]]
            opened.page.document = Document.model_validate_json(data["document"])
            kept(opened)

    def _closed(self, message: dict[str, Any]) -> None:
        self._ready, self._comm = False, None


_front_ends: dict[int, FrontEnd] = {}


def front_end_of(shell: Any) -> FrontEnd:
    """The front end of a shell's kernel."""
    return _front_ends.setdefault(id(shell), FrontEnd(shell))


def page_key(opened: OpenPage) -> str:
    """What cells of a notebook are bound to: the id of a stored page, else its name."""
    return opened.stored.id if opened.stored else opened.page.name

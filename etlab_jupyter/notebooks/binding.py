"""The metadata by which a cell knows its node: `etlab: {page, node, hash}`.

`hash` is that of the code which the node gave the cell: other code was edited by hand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from etlab_jupyter.codegen.notebook import source_hash

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bound:
    """A cell of a notebook that belongs to a node."""

    cell: Json
    node: str
    hash: str
    detached: bool

    @property
    def source(self) -> str:
        return text_of(self.cell)

    @property
    def edited(self) -> bool:
        """Whether a person has changed its code."""
        return source_hash(self.source) != self.hash


def bound_cells(notebook: Json, pages: Collection[str]) -> dict[str, Bound]:
    """The code cells of a page (by its id or name) by node; of several the first."""
    known = _etlab(notebook)
    whole = {known.get("page"), known.get("page_id")} & set(pages)
    found: dict[str, Bound] = {}
    for cell in notebook.get("cells", []):
        etlab = _etlab(cell)
        node = etlab.get("node")
        if cell.get("cell_type") != "code" or not isinstance(node, str):
            continue
        mine = etlab["page"] in pages if "page" in etlab else bool(whole)
        if mine and node not in found:
            hash_ = str(etlab.get("hash", ""))
            found[node] = Bound(cell, node, hash_, bool(etlab.get("detached")))
    return found


def text_of(cell: Json) -> str:
    """A cell's code, which files hold as lines."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def set_text(cell: Json, text: str) -> None:
    """Give a cell other code, in the form that it has."""
    lines = isinstance(cell.get("source"), list)
    cell["source"] = text.splitlines(keepends=True) if lines else text


def _etlab(part: Json) -> Json:
    metadata = part.get("metadata")
    etlab = metadata.get("etlab") if isinstance(metadata, dict) else None
    return etlab if isinstance(etlab, dict) else {}

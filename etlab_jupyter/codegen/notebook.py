"""Generated cells as a notebook, bound to the page by metadata.

The same page gives the same bytes: cell ids come from node ids, and nothing in it is volatile. The
parameters' cell is tagged `parameters`, as papermill asks for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from etlab_jupyter.codegen.cell import Cell

# https://nbformat.readthedocs.io/en/latest/format_description.html#cell-ids
_ID = re.compile(r"^[A-Za-z0-9_-]{1,58}$")
_OTHER = re.compile(r"[^A-Za-z0-9_-]+")


def to_notebook(
    name: str, description: str | None, cells: Iterable[Cell], page_id: str | None = None
) -> dict[str, Any]:
    """A notebook (nbformat 4.5) with a heading and one code cell for each cell.

    Its metadata has `etlab: {page, page_id}`; each code cell's `etlab: {page, node, hash}`, where
    `page` is the page's id, or its name where it has none, and `hash` that of the source that was
    generated: another source was edited by hand.
    """
    made = list(cells)
    heading = f"# {_line(name)}"
    if description:
        heading += f"\n\n{description}"
    page = {"page": name, **({"page_id": page_id} if page_id else {})}
    return {
        "cells": [
            _markdown("etlab-heading", heading),
            *(code_cell(cell, page_id or name) for cell in made),
        ],
        "metadata": {
            "etlab": page,
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def cell_id(node: str) -> str:
    """The notebook cell's id for a node: readable where the node's id is."""
    if _ID.match(node):
        return f"etlab-{node}"
    digest = hashlib.sha256(node.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"etlab-{_OTHER.sub('-', node)[:40]}-{digest}"


def source_hash(source: str) -> str:
    """The hash by which an edit by hand is seen."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def code_cell(cell: Cell, page: str) -> dict[str, Any]:
    """A notebook's cell, bound to its node."""
    metadata: dict[str, Any] = {
        "etlab": {"page": page, "node": cell.node, "hash": source_hash(cell.source)}
    }
    if cell.type == "parameters":
        metadata["tags"] = ["parameters"]
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id(cell.node),
        "metadata": metadata,
        "outputs": [],
        "source": _lines(cell.source),
    }


def _markdown(id_: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": id_, "metadata": {}, "source": _lines(source)}


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)


def _line(text: str) -> str:
    return " ".join(text.split())

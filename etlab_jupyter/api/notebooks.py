"""Notebooks that are bound to pages."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from etlab_jupyter.api.pages import Source
from etlab_jupyter.notebooks.states import Choice


class NotebookSync(Source):
    """A notebook (nbformat 4) and, by node, what to do with cells that were edited by hand.

    Of its cells only `id`, `cell_type`, `source` and `metadata.etlab` are looked at. `after` is the
    id of the cell that the first cells of a page go below.
    """

    notebook: dict[str, Any] = Field(examples=[{"cells": []}])
    choices: dict[str, Choice] = {}
    after: str | None = Field(None, max_length=64)

    @field_validator("notebook")
    @classmethod
    def _has_cells(cls, notebook: dict[str, Any]) -> dict[str, Any]:
        cells = notebook.get("cells")
        if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
            raise ValueError("a notebook has a list of cells")
        return notebook

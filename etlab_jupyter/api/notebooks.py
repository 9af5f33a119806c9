"""Notebooks that are bound to pages."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from etlab_jupyter.api.pages import Source
from etlab_jupyter.notebooks.states import Choice


class NotebookSync(Source):
    """A notebook (nbformat 4) and, by node, what to do with cells that were edited by hand."""

    notebook: dict[str, Any] = Field(examples=[{"cells": []}])
    choices: dict[str, Choice] = {}

    @field_validator("notebook")
    @classmethod
    def _has_cells(cls, notebook: dict[str, Any]) -> dict[str, Any]:
        cells = notebook.get("cells")
        if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
            raise ValueError("a notebook has a list of cells")
        return notebook

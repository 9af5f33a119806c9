"""Cells of notebooks that are bound to the nodes of a page, compared and brought up to date."""

from etlab_jupyter.notebooks.custom import keep_code
from etlab_jupyter.notebooks.states import CellState, Choice, Synced
from etlab_jupyter.notebooks.sync import sync

__all__ = ["CellState", "Choice", "Synced", "keep_code", "sync"]

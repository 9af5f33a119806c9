"""Keys of cells as they stand in a notebook: what has run under another key is out of date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etlab_jupyter.codegen.cell import Cell, content_key
from etlab_jupyter.notebooks.states import CellState


def add_keys(
    states: Mapping[str, CellState], cells: Sequence[Cell], sources: Mapping[str, str]
) -> None:
    """Give the states of `cells`, which are in the order of the page, their code and their keys.

    `sources` is what the cells say now, by node. A cell's own key counts the parameters that it
    uses; where somebody has edited the parameters' cell by hand, all cells count it.
    """
    keys: dict[str, str] = {}
    shared: list[str] = []
    for cell in cells:
        state, source = states[cell.node], sources.get(cell.node, cell.source)
        edited = source != cell.source
        own = [] if edited else [cell.key]
        feeds = [keys[feed] for feed in cell.inputs if feed in keys]
        keys[cell.node] = content_key(source, [*own, *shared, *feeds])
        if edited and cell.type == "parameters":
            shared = [keys[cell.node]]
        state.code, state.inputs, state.key = cell.source, cell.inputs, keys[cell.node]

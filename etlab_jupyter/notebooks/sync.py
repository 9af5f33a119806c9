"""Brings the cells of a notebook to what the page's nodes say, but for those edited by hand."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.codegen.notebook import code_cell, source_hash
from etlab_jupyter.notebooks.binding import Bound, Json, bound_cells, set_text
from etlab_jupyter.notebooks.custom import keep_code
from etlab_jupyter.notebooks.keys import add_keys
from etlab_jupyter.notebooks.states import Action, CellState, Choice, Status, Synced
from etlab_jupyter.page.document import Document
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import ETLabError

Make = Callable[[Document], Pipeline]


def sync(
    notebook: Json,
    document: Document,
    make: Make,
    *,
    page: str,
    choices: Mapping[str, Choice] | None = None,
    after: str | None = None,
) -> Synced:
    """The notebook brought up to date with the page; neither argument is changed.

    `make` gives a page's pipeline, `page` is its id, or its name where it has none. A cell that was
    edited by hand stays as it is unless `choices` says, by node: `keep` its code as the node's
    own, `take` the node's code back, or `detach` it. A page's first cells go below the cell
    with the id `after`, or to the end. `PageError` where the page has errors.
    """
    choices = choices or {}
    result = copy.deepcopy(notebook)
    names = {page, document.name}
    bound = bound_cells(result, names)
    _check(choices, bound)
    changed = _keep(document, make, bound, choices)
    cells = make(changed).cells
    known = {cell.node: cell for cell in cells}
    states = {node: _settle(result, item, known.get(node), choices.get(node), page)
              for node, item in bound.items()}  # fmt: skip
    for cell in cells:
        if cell.node not in bound:
            id_ = _insert(result, cells, cell, page, names, after)
            states[cell.node] = CellState(node=cell.node, label=cell.label, cell_id=id_,
                                          status="missing", action="inserted")  # fmt: skip
    _order(result, cells, names)
    add_keys(
        states, cells, {node: item.source for node, item in bound_cells(result, names).items()}
    )
    listed = [states[cell.node] for cell in cells]
    listed += [state for node, state in states.items() if node not in known]
    return Synced(
        cells=listed, notebook=result, document=changed if changed is not document else None
    )


def _check(choices: Mapping[str, Choice], bound: Mapping[str, Bound]) -> None:
    for node in choices:
        if node not in bound:
            raise ETLabError(f"The notebook has no cell of the node {node!r}.")


def _keep(
    document: Document, make: Make, bound: Mapping[str, Bound], choices: Mapping[str, Choice]
) -> Document:
    for node, choice in choices.items():
        if choice != "keep":
            continue
        if node in ("setup", "parameters"):
            raise ETLabError("The set-up and the parameters belong to no node: take or detach.")
        document = keep_code(make(document), node, bound[node].source)
    return document


def _settle(
    notebook: Json, item: Bound, cell: Cell | None, choice: Choice | None, page: str
) -> CellState:
    """What becomes of a cell that is there."""
    status = _status(item, cell)
    state = CellState(node=item.node, cell_id=item.cell.get("id"), status=status)
    if cell is not None:
        state.label = cell.label
        state.diff = _diff(item.source, cell.source)
    if choice == "detach":
        state.action = "detached"
        item.cell["metadata"]["etlab"] = {"page": page, "node": item.node, "detached": True}
    elif cell is None and (status == "removed" and (not item.edited or choice == "take")):
        notebook["cells"].remove(item.cell)
        state.action = "deleted"
    elif cell is not None and (choice or status in ("unchanged", "node-changed")):
        state.action = _update(item, cell, choice, page)
    return state


def _status(item: Bound, cell: Cell | None) -> Status:
    if item.detached:
        return "detached"
    if cell is None:
        return "removed"
    if item.source == cell.source:
        return "unchanged"
    if not item.edited:
        return "node-changed"
    return "edited" if source_hash(cell.source) == item.hash else "both"


def _update(item: Bound, cell: Cell, choice: Choice | None, page: str) -> Action | None:
    before = item.source
    set_text(item.cell, cell.source)
    item.cell["metadata"]["etlab"] = _binding(cell, page)
    if choice == "keep":
        return "kept"
    return None if before == cell.source else "updated"


def _binding(cell: Cell, page: str) -> Json:
    found: Json = code_cell(cell, page)["metadata"]["etlab"]
    return found


def _insert(
    notebook: Json, cells: Sequence[Cell], cell: Cell, page: str, names: Collection[str],
    after: str | None,
) -> str:  # fmt: skip
    """Put a new cell behind those that come before it in the page; its id."""
    before = {other.node for other in cells[: cells.index(cell)]}
    here = bound_cells(notebook, names)
    places = [_place(notebook, here[node].cell) for node in before if node in here]
    last = len(notebook["cells"]) - 1
    ids = [other.get("id") for other in notebook["cells"]]
    index = max(places, default=ids.index(after) if after in ids else last) + 1
    made = code_cell(cell, page)
    made["id"] = _free_id(made["id"], ids)
    notebook["cells"].insert(index, made)
    return str(made["id"])


def _free_id(wanted: str, taken: Collection[str | None]) -> str:
    """Another page may have a cell of that id."""
    numbers = (f"{wanted[:60]}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(id_ for id_ in numbers if id_ not in taken)


def _order(notebook: Json, cells: Sequence[Cell], names: Collection[str]) -> None:
    """Where a cell stands above one that it reads, put the page's cells into the page's order.

    They share the places that they have; what people wrote in between stays where it is.
    """
    here = bound_cells(notebook, names)
    mine = [here[cell.node].cell for cell in cells if cell.node in here]
    places = sorted(_place(notebook, cell) for cell in mine)
    place = {cell.node: _place(notebook, here[cell.node].cell)
             for cell in cells if cell.node in here}  # fmt: skip
    first = [place[node] for node in ("setup", "parameters") if node in place]
    wrong = any(
        place[feed] > place[cell.node]
        for cell in cells
        for feed in cell.inputs
        if cell.node in place and feed in place
    )
    if wrong or first != places[: len(first)]:
        for index, cell in zip(places, mine, strict=True):
            notebook["cells"][index] = cell


def _place(notebook: Json, cell: Json) -> int:
    return next(index for index, other in enumerate(notebook["cells"]) if other is cell)


def _diff(before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "cell", "node", lineterm=""
    )
    return "\n".join(lines)

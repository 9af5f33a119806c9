"""How a cell stands to its node, and what can be done about it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from etlab_jupyter.page.document import Document

Status = Literal["unchanged", "node-changed", "edited", "both", "missing", "removed", "detached"]
Choice = Literal["keep", "take", "detach"]
Action = Literal["updated", "inserted", "deleted", "kept", "detached"]


class CellState(BaseModel):
    """One node and its cell.

    `status` is how they stood: only the node has changed, only the cell was edited by hand, or
    both; the cell is `missing`; its node was `removed` from the page; the cell is `detached`.
    `action` is what was done, null where nothing was. `code` is the node's code, null without a
    node. `inputs` are the nodes whose cells it reads. `key` is the hash of what the cell says now
    and of its inputs' keys: a cell that ran under another key is out of date.
    """

    node: str
    label: str = ""
    cell_id: str | None = None
    status: Status
    action: Action | None = None
    diff: str = Field("", description="From the cell to the node's code, as a unified diff.")
    code: str | None = None
    inputs: tuple[str, ...] = ()
    key: str = ""


class Synced(BaseModel):
    """The states, the notebook as it should be now, and the page where it was changed."""

    cells: list[CellState]
    notebook: dict[str, Any]
    document: Document | None = None

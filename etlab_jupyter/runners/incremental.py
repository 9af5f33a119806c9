"""Decides which cells a run executes: those that changed since they last succeeded."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.runners.events import PlannedNode


@dataclass(frozen=True, slots=True)
class Done:
    """A cell that succeeded in the Spark application that the kernel has now.

    `intact` says that its variables still hold what it put there, `written` that its
    local output is still in its place.
    """

    key: str
    cell_key: str
    intact: bool = True
    written: bool = True


@dataclass(frozen=True, slots=True)
class KernelState:
    """What a kernel has of earlier runs: cells by node, input files by path."""

    application: str | None = None
    record: Mapping[str, Done] = field(default_factory=dict)
    files: Mapping[str, str | None] = field(default_factory=dict)


def effective_keys(cells: Iterable[Cell], files: Mapping[str, str | None]) -> dict[str, str]:
    """Each cell's key together with the files that it and its inputs read."""
    keys: dict[str, str] = {}
    for cell in cells:
        digest = hashlib.sha256(cell.key.encode())
        for part in (
            *(files.get(path) or "" for path in cell.reads),
            *(keys[feed] for feed in cell.inputs),
        ):
            digest.update(b"\0" + part.encode())
        keys[cell.node] = digest.hexdigest()
    return keys


def upstream(cells: Sequence[Cell], node: str) -> set[str]:
    """`node`, all that it depends on, and the cells that belong to no node."""
    inputs = {cell.node: cell.inputs for cell in cells}
    if node not in inputs:
        raise ValueError(f"There is no node {node!r} in this page.")
    found = {cell.node for cell in cells if cell.type in ("setup", "parameters")}
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(inputs[current])
    return found


def make_plan(
    cells: Sequence[Cell],
    keys: Mapping[str, str],
    state: KernelState,
    *,
    to_node: str | None = None,
    force: bool = False,
    begun: Collection[str] = (),
    done: Collection[str] = (),
) -> list[PlannedNode]:
    """For each cell, in order, whether it runs and why.

    Nodes of a picked up run that are `done` do not run; one that was only `begun` is not forced
    again, as it may have written its rows since.
    """
    wanted = {cell.node for cell in cells}
    if to_node is not None:
        wanted = upstream(cells, to_node)
    plan = []
    for cell in cells:
        if cell.node not in wanted:
            skip, reason = True, "not needed for the node that the run stops at"
        elif cell.node in done:
            skip, reason = True, "was done before the run was picked up"
        elif force and cell.node not in begun:
            skip, reason = False, "everything was asked to run"
        else:
            skip, reason = _decide(cell, keys[cell.node], state.record.get(cell.node))
        plan.append(
            PlannedNode(
                node=cell.node,
                label=cell.label,
                action="skip" if skip else "run",
                reason=reason,
            )
        )
    return plan


def _decide(cell: Cell, key: str, done: Done | None) -> tuple[bool, str]:
    if done is None:
        return False, "has not succeeded yet in this Spark session"
    if done.cell_key != cell.key:
        return False, "it or one of its inputs changed"
    if done.key != key:
        return False, "the files that it reads changed"
    if not done.intact:
        return False, "its variable was deleted or replaced"
    if not done.written:
        return False, "its output is gone"
    return True, "unchanged"

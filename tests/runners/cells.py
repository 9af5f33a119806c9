"""Cells made by hand, for tests that need no page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from etlab_jupyter.codegen.cell import Cell, CellType, content_key
from etlab_jupyter.runners import RunEvent, SyncRunner, events

E = TypeVar("E", bound=RunEvent)


def cell(
    node: str,
    source: str = "",
    *,
    type: CellType = "transform",
    inputs: Sequence[Cell] = (),
    outputs: Mapping[str, str] | None = None,
    reads: Sequence[str] = (),
    writes: str | None = None,
) -> Cell:
    """A cell with the key that the code generator would give it."""
    return Cell(
        node=node,
        kind="code",
        type=type,
        label=node.capitalize(),
        source=source,
        outputs=outputs or {},
        inputs=tuple(feed.node for feed in inputs),
        key=content_key(source, [feed.key for feed in inputs]),
        reads=tuple(reads),
        writes=writes,
    )


def run(runner: SyncRunner, cells: Sequence[Cell], options: Any = None) -> list[RunEvent]:
    return list(runner.run(cells, options))


def of_kind(found: Iterable[RunEvent], kind: type[E]) -> list[E]:
    return [event for event in found if isinstance(event, kind)]


def only(found: Iterable[RunEvent], kind: type[E]) -> E:
    (event,) = of_kind(found, kind)
    return event


def finished(found: Sequence[RunEvent]) -> events.RunFinished:
    """The last event, which must end a run whose events are numbered without gaps."""
    assert [event.seq for event in found] == list(range(1, len(found) + 1))
    assert len({event.run_id for event in found}) == 1
    assert isinstance(found[0], events.RunQueued)
    last = found[-1]
    assert isinstance(last, events.RunFinished)
    assert len(of_kind(found, events.RunFinished)) == 1
    return last


def text(found: Iterable[RunEvent], stream: str = "stdout") -> str:
    return "".join(e.text for e in of_kind(found, events.Output) if e.stream == stream)

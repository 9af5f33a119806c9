"""Recognizers: what nodes a chain of calls may be, by the first of them."""

from __future__ import annotations

from collections.abc import Iterator

from etlab_jupyter.importing.recognizers import (
    aggregates,
    columns,
    combining,
    rows,
    sinks,
    sources,
)
from etlab_jupyter.importing.recognizers._reading import Found, Reading, Recognizer, Scope
from etlab_jupyter.importing.values import Chain, NotUnderstoodError

_FRAME: dict[str, tuple[Recognizer, ...]] = {
    **rows.FRAME, **columns.FRAME, **aggregates.FRAME, **combining.FRAME, **sinks.FRAME,
}  # fmt: skip


def recognize(chain: Chain, scope: Scope, origin: str | None = None) -> Iterator[Found]:
    """What a chain's beginning may be, the likeliest first; see `Reading` for `origin`."""
    if not chain.steps:
        return
    name = chain.steps[0].name
    if chain.root == "spark":
        found = sources.SPARK.get(name)
        recognizers: tuple[Recognizer, ...] = (found,) if found else ()
    else:
        recognizers = _FRAME.get(name, ()) if scope.is_frame(chain.root) else ()
    for recognizer in recognizers:
        try:
            yield from recognizer(Reading(chain, scope, origin))
        except (NotUnderstoodError, IndexError, KeyError, TypeError, ValueError, AttributeError):
            continue


def may_be_node(chain: Chain) -> bool:
    """Whether a chain begins with a call that some recognizer knows."""
    if not chain.steps:
        return False
    return chain.steps[0].name in (sources.SPARK if chain.root == "spark" else _FRAME)


__all__ = ["Found", "Scope", "may_be_node", "recognize"]

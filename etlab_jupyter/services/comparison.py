"""What differs between two documents. Where nodes are on the canvas does not count."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from etlab_jupyter.api.pages import Change, Changes, Difference
from etlab_jupyter.page import dumps
from etlab_jupyter.page.document import Document

_UNSEEN = ("position", "width", "height", "measured", "selected", "dragging")


def compare(
    old: Document, new: Document, names: tuple[str, str] = ("before", "after")
) -> Difference:
    """How `new` differs from `old`; `names` stand in the head of the text's difference."""
    before = old.model_dump(mode="json", exclude_unset=True)
    after = new.model_dump(mode="json", exclude_unset=True)
    return Difference(
        nodes=_changes(before.get("nodes", []), after.get("nodes", [])),
        edges=_changes(before.get("edges", []), after.get("edges", [])),
        page=[
            *(f for f in ("name", "description") if getattr(old, f) != getattr(new, f)),
            *_paths(before.get("metadata", {}), after.get("metadata", {}), "metadata"),
        ],
        text="".join(difflib.unified_diff(_lines(old), _lines(new), *names, n=2)),
    )


def _lines(document: Document) -> list[str]:
    return dumps(document).splitlines(keepends=True)


def _changes(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Changes:
    before = {part["id"]: part for part in old}
    after = {part["id"]: part for part in new}
    changed = []
    for id_ in (id_ for id_ in after if id_ in before):
        paths = [p for p in _paths(before[id_], after[id_]) if p.split(".")[0] not in _UNSEEN]
        if paths:
            changed.append(_change(after[id_], paths))
    return Changes(
        added=[_change(after[id_]) for id_ in after if id_ not in before],
        removed=[_change(before[id_]) for id_ in before if id_ not in after],
        changed=changed,
    )


def _change(part: dict[str, Any], paths: list[str] | None = None) -> Change:
    return Change(id=part["id"], label=part.get("data", {}).get("label"), paths=paths or [])


def _paths(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """The dotted paths of what differs."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            inner = f"{path}.{key}" if path else str(key)
            if key not in old or key not in new:
                yield inner
            else:
                yield from _paths(old[key], new[key], inner)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _paths(a, b, f"{path}.{index}")
    elif old != new:
        yield path

"""Pydantic's errors as problems that people can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from etlab_jupyter.problems import Problem, did_you_mean

_MESSAGES = {
    "missing": "A value is required.",
    "model_type": "An object is required.",
    "string_unicode": "The text holds half of a character (an unpaired surrogate).",
    "string_too_short": "A value is required.",
    "extra_forbidden": "There is no such setting.",
}


def config_problems(
    error: ValidationError, known: Iterable[str], node: str, label: str
) -> Iterator[Problem]:
    """One problem for each mistake in a node's config; `known` are its fields."""
    fields = tuple(known)
    for item in error.errors(include_url=False, include_context=False):
        extra = item["type"] == "extra_forbidden"
        hint = did_you_mean(str(item["loc"][-1]), fields) if extra else ""
        yield Problem(
            "unknown-setting" if extra else "bad-config",
            _message(item),
            hint,
            node=node,
            label=label,
            field=_path(item["loc"]),
        )


def validation_problems(error: ValidationError, data: Any) -> Iterator[Problem]:
    """One problem for each mistake in a page document, naming the node where there is one."""
    for item in error.errors(include_url=False, include_context=False):
        location = item["loc"]
        node = label = None
        if len(location) >= 2 and location[0] == "nodes":
            node, label = _node_names(data, location[1])
        yield Problem("bad-page", _message(item), node=node, label=label, field=_path(location))


def _node_names(data: Any, index: Any) -> tuple[str | None, str | None]:
    try:
        raw = data["nodes"][index]
        return str(raw.get("id", index)), str(raw.get("data", {}).get("label", "")) or None
    except (KeyError, IndexError, TypeError, AttributeError):
        return str(index), None


def _message(item: Any) -> str:
    text = _MESSAGES.get(item["type"]) or item["msg"].removeprefix("Value error, ")
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)

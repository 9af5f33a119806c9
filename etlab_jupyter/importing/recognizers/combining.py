"""Joins and set operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from etlab_jupyter.importing.columns import to_join_sql
from etlab_jupyter.importing.recognizers._reading import (
    Found,
    Reading,
    positional,
    required,
    text,
)
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Operation, Step, Text

HOW = {
    "outer": "full", "full_outer": "full", "fullouter": "full", "leftouter": "left",
    "left_outer": "left", "rightouter": "right", "right_outer": "right", "semi": "left_semi",
    "leftsemi": "left_semi", "anti": "left_anti", "leftanti": "left_anti",
}  # fmt: skip
_RENAMES = ("withColumnRenamed", "withColumnsRenamed")


def join(reading: Reading) -> Iterator[Found]:
    values = positional(reading.steps[0], "other", "on", "how")
    right, config = _right(required(values, "other"), reading)
    how = text(values["how"]) if "how" in values else "inner"
    config["how"] = HOW.get(how, how)
    on = values.get("on")
    renames = "suffix" in config
    match on:
        case Text():
            config["on"] = [text(on)]
        case list() if on and all(isinstance(item, Text) for item in on):
            config["on"] = [text(item) for item in on]
        case Chain() if on.function is not None and on.function.name == "expr":
            config["condition"] = reading.column(on)
        case Operation() if not renames:
            config["condition"] = to_join_sql(on, reading.scope.parameters, reading.root, right)
            _check_names(on, reading, right)
        case _:
            raise NotUnderstoodError("what to join on")
    if not renames and not isinstance(on, Chain):
        _check_overlap(reading, right, config)
    yield Found("join", config, inputs={"left": [reading.root], "right": [right]}, guess=renames)


def _check_overlap(reading: Reading, right: str, config: dict[str, Any]) -> None:
    """The node renames right columns that the left side has too; plain Spark does not."""
    left, other = reading.scope.schema(reading.root), reading.scope.schema(right)
    if left is None or other is None or config["how"] in ("left_semi", "left_anti"):
        return
    keys = {name.lower() for name in config.get("on", ())}
    if any(name in left and name.lower() not in keys for name in other.names):
        raise NotUnderstoodError("two columns of one name")


def _check_names(condition: Operation, reading: Reading, right: str) -> None:
    """Without the sides, a name must be found in one of them only."""
    if reading.root == right:
        raise NotUnderstoodError("a join with itself")
    lefts, rights = set(_uses(condition, reading.root)), set(_uses(condition, right))
    if lefts & rights:
        raise NotUnderstoodError("one name on both sides")


def _uses(value: Any, root: str) -> Iterator[str]:
    match value:
        case Operation():
            yield from _uses(value.left, root)
            yield from _uses(value.right, root)
        case Chain() if value.root == root and value.steps:
            first = value.steps[0]
            named = first.args[0].raw if first.args and isinstance(first.args[0], Text) else ""
            yield (named or first.name).lower()


def _right(value: Any, reading: Reading) -> tuple[str, dict[str, Any]]:
    """The right side, with the hint and the renaming of columns that the node makes itself."""
    config: dict[str, Any] = {}
    function = value.function if isinstance(value, Chain) else None
    if function is not None and function.name == "broadcast" and len(function.args) == 1:
        config["hint"] = "broadcast"
        value = function.args[0]
    if not isinstance(value, Chain):
        raise NotUnderstoodError("no DataFrame")
    for step in value.steps:
        if step.name == "hint" and "hint" not in config:
            config["hint"] = text(step.args[0])
        elif step.name in _RENAMES and "suffix" not in config:
            config["suffix"] = _suffix(step)
        else:
            raise NotUnderstoodError("a chain on the right side")
    return reading.frame(Chain(value.root)), config


def _suffix(step: Step) -> str:
    names = step.args[0] if step.name == "withColumnsRenamed" else {step.args[0]: step.args[1]}
    old, new = next(iter(names.items()))
    if not new.raw.startswith(old.raw):
        raise NotUnderstoodError("a renaming")
    return text(new).removeprefix(text(old))


def cross(reading: Reading) -> Iterator[Found]:
    right, config = _right(required(positional(reading.steps[0], "other"), "other"), reading)
    inputs = {"left": [reading.root], "right": [right]}
    if "suffix" not in config:
        _check_overlap(reading, right, {"how": "cross"})
    yield Found("join", {**config, "how": "cross"}, inputs=inputs, guess="suffix" in config)


def union(reading: Reading) -> Iterator[Found]:
    first = reading.steps[0]
    others: list[str] = []
    for step in reading.steps:
        if step.name != first.name or step.kwargs != first.kwargs or not step.called:
            break
        if len(step.args) != 1:
            raise NotUnderstoodError("arguments of union")
        others.append(reading.frame(step.args[0]))
    config: dict[str, Any] = {"by": "name" if first.name == "unionByName" else "position"}
    if set(first.kwargs) - {"allowMissingColumns"}:
        raise NotUnderstoodError("arguments of union")
    if first.kwargs.get("allowMissingColumns"):
        config["fill_missing"] = True
    inputs = {"in": [reading.root, *others]}
    used = len(others)
    if len(reading.steps) > used and reading.steps[used].name == "distinct":
        yield Found("union", {**config, "distinct": True}, used + 1, inputs)
    yield Found("union", config, used, inputs)


SETS = {
    "intersect": ("intersect", {}), "intersectAll": ("intersect", {"keep_duplicates": True}),
    "subtract": ("subtract", {}), "exceptAll": ("subtract", {"keep_duplicates": True}),
}  # fmt: skip


def sets(reading: Reading) -> Iterator[Found]:
    kind, config = SETS[reading.steps[0].name]
    right = reading.frame(required(positional(reading.steps[0], "other"), "other"))
    yield Found(kind, config, inputs={"left": [reading.root], "right": [right]})


FRAME = {
    "join": (join,), "crossJoin": (cross,), "union": (union,), "unionAll": (union,),
    "unionByName": (union,), **dict.fromkeys(SETS, (sets,)),
}  # fmt: skip

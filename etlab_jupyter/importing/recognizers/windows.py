"""Columns over windows of rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from etlab_jupyter.importing.recognizers._reading import (
    Found,
    Reading,
    col_name,
    listed,
    literal,
    readable,
    run_of,
    with_column,
)
from etlab_jupyter.importing.recognizers.rows import sort_keys
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Step, Text
from etlab_jupyter.nodes.transforms.window import OFFSET, RANKING, Function

FUNCTIONS = frozenset(get_args(Function))


def window(reading: Reading) -> Iterator[Found]:
    steps = run_of(reading.steps, "withColumn")
    found = readable(steps, lambda step: _function(step, reading))
    if not found:
        return
    first = found[0][1]
    functions = []
    for function, over in found:
        if over != first:
            break
        functions.append(function)
    config = {"functions": functions, **_definition(first, reading)}
    yield Found("window", config, len(functions))


def _function(step: Step, reading: Reading) -> tuple[dict[str, Any], Chain]:
    name, value = with_column(step)
    match value:
        case Chain("F", (Step(function), Step("over", (Chain() as over,)))) if (
            function in FUNCTIONS
        ):
            arguments = list(value.steps[0].args)
            if value.steps[0].kwargs:
                raise NotUnderstoodError("named arguments")
            config: dict[str, Any] = {"function": function, "name": name}
            if function not in RANKING and arguments:
                first = arguments.pop(0)
                if not (function == "count" and first == Text(("*",))):
                    config["expression"] = reading.arg(first)
            if arguments:
                config["n"] = arguments.pop(0)
            if arguments and function in OFFSET:
                config["default"] = literal(arguments.pop(0))
            if arguments:
                raise NotUnderstoodError("more arguments")
            return config, _window(over, reading)
    raise NotUnderstoodError("no window function")


def _window(over: Chain, reading: Reading) -> Chain:
    if over.root == "Window":
        return over
    if not over.steps and over.root in reading.scope.windows:
        return reading.scope.windows[over.root]
    raise NotUnderstoodError("no window")


def _definition(window: Chain, reading: Reading) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for step in window.steps:
        match step:
            case Step("partitionBy") if not step.kwargs:
                config["partition_by"] = [col_name(item) for item in listed(step.args)]
            case Step("orderBy") if not step.kwargs:
                config["order_by"] = sort_keys(listed(step.args), reading)
            case Step("rowsBetween" | "rangeBetween", (start, end)):
                unit = step.name.removesuffix("Between")
                config["frame"] = {
                    "unit": unit,
                    "start": _bound(start, "unboundedPreceding"),
                    "end": _bound(end, "unboundedFollowing"),
                }
            case _:
                raise NotUnderstoodError("a window")
    return {key: value for key, value in config.items() if value != []}


def _bound(value: Any, unbounded: str) -> int | None:
    match value:
        case int():
            return value
        case Chain("Window", (Step("currentRow", called=False),)):
            return 0
        case Chain("Window", (Step(name, called=False),)) if name == unbounded:
            return None
    raise NotUnderstoodError("a bound of a frame")

"""`groupBy(…).agg(…)` and `groupBy(…).pivot(…).agg(…)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from etlab_jupyter.importing.recognizers._reading import (
    Found,
    Reading,
    col_name,
    exact,
    listed,
    literal,
    text,
)
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Step, Text
from etlab_jupyter.nodes.transforms._aggregation import Function

FUNCTIONS = frozenset(get_args(Function)) - {"expression"}
# Names that Python has besides those of the node type.
SYNONYMS = {"countDistinct": "count_distinct", "mean": "avg", "sumDistinct": "sum_distinct"}
SHORT = ("sum", "avg", "mean", "min", "max")


def group(reading: Reading) -> Iterator[Found]:
    steps = reading.steps
    keys = [col_name(item) for item in listed(steps[0].args)]
    if len(steps) < 2 or steps[0].kwargs:
        return
    config: dict[str, Any] = {"group_by": keys} if keys else {}
    if steps[1].name == "pivot" and len(steps) > 2 and steps[2].name == "agg":
        pivot = {**config, "pivot": exact(steps[1].args[0])}
        if len(steps[1].args) == 2:
            pivot["values"] = literal(steps[1].args[1])
        pivot["aggregations"] = _aggregations(steps[2], reading)
        yield Found("pivot", pivot, 3)
        return
    if steps[1].name == "count" and not steps[1].args:
        count = {"function": "count", "expression": "*", "name": "count"}
        yield Found("aggregate", {**config, "aggregations": [count]}, 2)
    elif steps[1].name in SHORT and steps[1].args:
        yield Found("aggregate", {**config, "aggregations": _short(steps[1])}, 2)
    elif steps[1].name == "agg":
        yield from _aggregate(config, reading, 1)


def agg(reading: Reading) -> Iterator[Found]:
    yield from _aggregate({}, reading, 0)


def _aggregate(config: dict[str, Any], reading: Reading, at: int) -> Iterator[Found]:
    config = {**config, "aggregations": _aggregations(reading.steps[at], reading)}
    used = at + 1
    if len(reading.steps) > used and reading.steps[used].name == "filter":
        having = reading.steps[used]
        if len(having.args) == 1 and isinstance(having.args[0], Text):
            yield Found("aggregate", {**config, "having": reading.sql(having.args[0])}, used + 1)
    yield Found("aggregate", config, used)


def _short(step: Step) -> list[dict[str, Any]]:
    function = SYNONYMS.get(step.name, step.name)
    names = [exact(item) for item in step.args]
    return [
        {"function": function, "expression": name, "name": f"{function}({name})"} for name in names
    ]


def _aggregations(step: Step, reading: Reading) -> list[dict[str, Any]]:
    if step.kwargs or not step.args:
        raise NotUnderstoodError("named arguments")
    if isinstance(step.args[0], dict):
        return [
            {"function": function, "expression": exact(name), "name": f"{function}({exact(name)})"}
            for name, function in ((key, text(value)) for key, value in step.args[0].items())
        ]
    return [_aggregation(item, reading) for item in step.args]


def _aggregation(value: Any, reading: Reading) -> dict[str, Any]:
    if not isinstance(value, Chain) or not value.steps:
        raise NotUnderstoodError("no aggregation")
    name = None
    if value.steps[-1].name == "alias" and len(value.steps[-1].args) == 1:
        name = text(value.steps[-1].args[0])
        value = Chain(value.root, value.steps[:-1])
    function = value.function
    if function is None:
        raise NotUnderstoodError("no aggregation")
    if name is None:
        name = _own_name(function, reading)
    if function.name == "expr":
        sql = reading.column(value)
        return _filtered(sql, name) or {"expression": sql, "name": name}
    kind = SYNONYMS.get(function.name, function.name)
    if kind not in FUNCTIONS or function.kwargs or not 1 <= len(function.args) <= 2:
        return {"expression": reading.column(value), "name": name}
    config: dict[str, Any] = {"function": kind, "name": name}
    match function.args[0]:
        case Text(("*",)):
            config["expression"] = "*"
        case Chain("F", (Step("lit", (1,)),)) if kind == "count":
            config["expression"] = "*"
        case first:
            config["expression"] = reading.arg(first)
    if len(function.args) == 2:
        if kind not in ("percentile", "percentile_approx"):
            raise NotUnderstoodError("more arguments")
        config["percentage"] = literal(function.args[1])
    return config


def _own_name(function: Step, reading: Reading) -> str:
    """The name that Spark gives to an aggregation without one, where it is certain."""
    kind = SYNONYMS.get(function.name, function.name)
    if len(function.args) != 1 or kind not in ("sum", "avg", "min", "max", "count"):
        raise NotUnderstoodError("an aggregation without a name")
    if function.args[0] == Text(("*",)):
        return "count(1)"
    sql = reading.arg(function.args[0])
    if not sql.isidentifier():
        raise NotUnderstoodError("an aggregation without a name")
    return f"{kind}({sql})"


def _filtered(sql: str, name: str) -> dict[str, Any] | None:
    """`sum(a) FILTER (WHERE b)`, as ETLab writes it; plain SQL says the same otherwise."""
    match = re.fullmatch(r"(\w+)\(([^()]*)\) FILTER \(WHERE (.*)\)", sql, re.DOTALL)
    if match and match[1] in FUNCTIONS and "," not in match[2] and "DISTINCT" not in match[2]:
        return {"function": match[1], "expression": match[2], "name": name, "where": match[3]}
    return None


FRAME = {"groupBy": (group,), "groupby": (group,), "agg": (agg,)}

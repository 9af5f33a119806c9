"""Filter, route, sort, limit, sample, distinct, duplicates, nulls, replace, cache, partitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from etlab_jupyter.importing.recognizers._reading import (
    Found,
    Reading,
    col_name,
    exact,
    listed,
    literal,
    positional,
    required,
    text,
)
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Step, Text


def filter_(reading: Reading) -> Iterator[Found]:
    values = positional(reading.steps[0], "condition")
    yield Found("filter", {"condition": reading.sql(required(values, "condition"))})


def sort_keys(values: Sequence[Any], reading: Reading) -> list[dict[str, Any]]:
    """`"a"`, `F.col("a").desc()`, `F.desc("a")` as sort keys."""
    return [_sort_key(value, reading) for value in values]


_DIRECTIONS = {
    f"{way}{nulls}": {
        **({"descending": True} if way == "desc" else {}),
        **({"nulls": nulls.removeprefix("_nulls_")} if nulls else {}),
    }
    for way in ("asc", "desc")
    for nulls in ("", "_nulls_first", "_nulls_last")
}


def _sort_key(value: Any, reading: Reading) -> dict[str, Any]:
    if isinstance(value, Chain) and value.steps and value.steps[-1].name in _DIRECTIONS:
        last = value.steps[-1]
        direction = _DIRECTIONS[last.name]
        if not last.args and len(value.steps) > 1:
            column = Chain(value.root, value.steps[:-1])
            return {"column": reading.column(column), **direction}
        if value.function is not None and len(last.args) == 1:
            return {"column": reading.arg(last.args[0]), **direction}
    return {"column": reading.arg(value)}


def sort(reading: Reading) -> Iterator[Found]:
    step = reading.steps[0]
    keys = sort_keys(listed(step.args), reading)
    if step.kwargs:
        if set(step.kwargs) != {"ascending"}:
            raise NotUnderstoodError("arguments of orderBy")
        ascending = literal(step.kwargs["ascending"])
        ways = ascending if isinstance(ascending, list) else [ascending] * len(keys)
        if len(ways) != len(keys) or any("descending" in key for key in keys):
            raise NotUnderstoodError("ascending")
        keys = [
            key if way else {**key, "descending": True} for key, way in zip(keys, ways, strict=True)
        ]
    within = {"within_partitions": True} if step.name == "sortWithinPartitions" else {}
    yield Found("sort", {"by": keys, **within})


def limit(reading: Reading) -> Iterator[Found]:
    rows = required(positional(reading.steps[0], "num"), "num")
    if type(rows) is not int:
        raise NotUnderstoodError("no number")
    yield Found("limit", {"rows": rows})


def sample(reading: Reading) -> Iterator[Found]:
    step = reading.steps[0]
    if step.args or not {"fraction", "seed"} <= set(step.kwargs):
        raise NotUnderstoodError("a sample without a seed")
    values = {key: literal(value) for key, value in step.kwargs.items()}
    config = {"fraction": values["fraction"], "seed": values["seed"]}
    if values.get("withReplacement"):
        config["with_replacement"] = True
    yield Found("sample", config)


def distinct(reading: Reading) -> Iterator[Found]:
    positional(reading.steps[0])
    yield Found("distinct", {})


def drop_duplicates(reading: Reading) -> Iterator[Found]:
    values = positional(reading.steps[0], "subset")
    if not values or values["subset"] is None:
        yield Found("distinct", {})
        return
    if not isinstance(values["subset"], list):
        raise NotUnderstoodError("no list")
    yield Found("drop_duplicates", {"columns": [text(item) for item in values["subset"]]})


def first_of_each(reading: Reading) -> Iterator[Found]:
    """The row number in a window, the first of them kept, and the number dropped."""
    match reading.steps[:3]:
        case (
            Step(
                "withColumn",
                (_, Chain("F", (Step("row_number"), Step("over", (Chain("Window") as window,))))),
            ),
            Step("filter"),
            Step("drop"),
        ):
            partition, order = window.steps
            keys = sort_keys(order.args, reading)
            columns = [exact(item) for item in partition.args]
            config = {"columns": columns, "keep": "first", "order_by": keys}
            yield Found("drop_duplicates", config, 3, guess=True)


def drop_nulls(reading: Reading) -> Iterator[Found]:
    values = positional(reading.steps[0], "how", "thresh", "subset")
    config: dict[str, Any] = {}
    if (subset := values.get("subset")) is not None:
        config["columns"] = [exact(item) for item in listed([subset])]
    if values.get("thresh") is not None:
        config["at_least"] = literal(values["thresh"])
    elif "how" in values:
        config["how"] = text(values["how"])
    yield Found("drop_nulls", config)


def fill_nulls(reading: Reading) -> Iterator[Found]:
    values = positional(reading.steps[0], "value", "subset")
    value, subset = required(values, "value"), values.get("subset")
    if isinstance(value, dict) and subset is None:
        columns = [{"column": exact(key), "value": literal(item)} for key, item in value.items()]
    elif subset is not None:
        columns = [{"column": exact(item), "value": literal(value)} for item in listed([subset])]
    else:
        raise NotUnderstoodError("no columns")
    yield Found("fill_nulls", {"columns": columns})


def replace(reading: Reading) -> Iterator[Found]:
    step = reading.steps[0]
    if len(step.args) != 1 or set(step.kwargs) != {"subset"} or not isinstance(step.args[0], dict):
        raise NotUnderstoodError("no values by value")
    values = [{"old": literal(old), "new": literal(new)} for old, new in step.args[0].items()]
    columns = [exact(item) for item in listed([step.kwargs["subset"]])]
    yield Found("replace", {"columns": columns, "values": values})


def cache(reading: Reading) -> Iterator[Found]:
    match reading.steps[0]:
        case Step("cache", ()) | Step("persist", ()):
            yield Found("cache", {})
        case Step("persist", (Chain("StorageLevel", (Step(level, called=False),)),)):
            yield Found("cache", {"storage": level})


METHODS = {"repartition": "hash", "repartitionByRange": "range", "coalesce": "coalesce"}


def repartition(reading: Reading) -> Iterator[Found]:
    step = reading.steps[0]
    config: dict[str, Any] = {}
    args = list(step.args)
    if args and type(args[0]) is int:
        config["partitions"] = args.pop(0)
    if args:
        config["columns"] = [col_name(item) for item in args]
    if METHODS[step.name] != "hash":
        config["method"] = METHODS[step.name]
    if not config or step.kwargs:
        raise NotUnderstoodError("arguments of repartition")
    yield Found("repartition", config)


def unpivot(reading: Reading) -> Iterator[Found]:
    values = positional(reading.steps[0], "ids", "values", "variableColumnName", "valueColumnName")
    config: dict[str, Any] = {"ids": [exact(item) for item in listed([values["ids"]])]}
    if values["values"] is not None:
        config["values"] = [exact(item) for item in listed([values["values"]])]
    config["variable"] = text(values["variableColumnName"])
    config["value"] = text(values["valueColumnName"])
    yield Found("unpivot", config)


def show(reading: Reading) -> Iterator[Found]:
    """What prints rows."""
    step = reading.steps[0]
    config = {}
    values = positional(step, "n", "truncate", "vertical")
    if "n" in values:
        config["rows"] = literal(values["n"])
    if "truncate" in values:
        truncate = literal(values["truncate"])
        config["truncate"] = (
            {True: 20, False: 0}[truncate] if truncate in (True, False) else truncate
        )
    if "vertical" in values:
        config["vertical"] = literal(values["vertical"])
    yield Found("console", config)


FRAME = {
    "filter": (filter_,), "where": (filter_,), "orderBy": (sort,), "sort": (sort,),
    "sortWithinPartitions": (sort,), "limit": (limit,), "sample": (sample,),
    "distinct": (distinct,), "dropDuplicates": (drop_duplicates,),
    "drop_duplicates": (drop_duplicates,), "dropna": (drop_nulls,), "fillna": (fill_nulls,),
    "replace": (replace,), "cache": (cache,), "persist": (cache,), "repartition": (repartition,),
    "repartitionByRange": (repartition,), "coalesce": (repartition,), "unpivot": (unpivot,),
    "show": (show,),
}  # fmt: skip
__all__ = ["FRAME", "Text", "first_of_each", "sort_keys"]

"""What changes columns: select, drop, rename, withColumn in its many meanings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from etlab_jupyter.importing.recognizers._reading import (
    Found,
    Reading,
    col_name,
    exact,
    listed,
    literal,
    positional,
    readable,
    required,
    run_of,
    text,
    with_column,
)
from etlab_jupyter.importing.recognizers.rows import first_of_each
from etlab_jupyter.importing.recognizers.sources import columns as ddl_columns
from etlab_jupyter.importing.recognizers.windows import window
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, OtherCode, Step, Text
from etlab_jupyter.nodes.transforms.datetime import OPERATIONS
from etlab_jupyter.spark_types import quote_name

_TRY_CAST = re.compile(r"try_cast\((`(?:[^`]|``)+`|\w+) AS (.+)\)", re.IGNORECASE)


def select(reading: Reading) -> Iterator[Found]:
    args = listed(reading.steps[0].args)
    names = readable([Step("", (item,)) for item in args], lambda step: col_name(step.args[0]))
    if args and len(names) == len(args):
        yield Found("select", {"columns": names})
        return
    yield from _exploded(args)
    yield from _flattened(args)
    yield from _renamed(args)
    if columns := _computed(args, reading):
        yield Found("sql", columns, inputs={"in": [reading.root]})


def _aliased(value: Any) -> tuple[Any, list[Any]]:
    """`column.alias("a", "b")` as the column and its names."""
    if isinstance(value, Chain) and value.steps and value.steps[-1].name in ("alias", "name"):
        return Chain(value.root, value.steps[:-1]), list(value.steps[-1].args)
    raise NotUnderstoodError("no alias")


def _exploded(args: list[Any]) -> Iterator[Found]:
    if len(args) != 2 or args[0] != Text(("*",)):
        return
    column, given = _aliased(args[1])
    function = column.function
    if function is None or not re.fullmatch(r"(pos)?explode(_outer)?", function.name):
        return
    names = [text(name) for name in given]
    config: dict[str, Any] = {"column": exact(function.args[0])}
    if function.name.startswith("pos"):
        config["position"] = names.pop(0)
    if len(names) == 2:
        config["key_name"] = names.pop(0)
    config["name"] = names.pop(0)
    if function.name.endswith("_outer"):
        config["keep_empty"] = True
    yield Found("explode", config, guess=True)


def _paths(args: list[Any]) -> list[tuple[str, str]]:
    """The fields in a select as (path, new name)."""
    found = []
    for item in args:
        if isinstance(item, Chain):
            column, names = _aliased(item)
            function = column.function
            if function is None or function.name != "col" or len(names) != 1:
                raise NotUnderstoodError("no field")
            found.append((text(function.args[0]), text(names[0])))
    return found


def _flattened(args: list[Any]) -> Iterator[Found]:
    """Flatten says nothing of the columns in its code: the ways to say it are tried."""
    try:
        paths = _paths(args)
    except NotUnderstoodError:
        return
    path, name = paths[0]
    structs = list(dict.fromkeys(path.partition(".")[0].strip("`") for path, _ in paths))
    parts = [part.strip("`") for part in path.split(".")]
    inside = name.removeprefix(parts[0]).removesuffix(parts[-1])
    for separator in dict.fromkeys(["_", inside, inside[: len(inside) // len(parts)] or "_"]):
        for columns in ([], structs):
            for recursive in (True, False):
                config: dict[str, Any] = {"columns": columns} if columns else {}
                config |= {} if separator == "_" else {"separator": separator}
                config |= {} if recursive else {"recursive": False}
                yield Found("flatten", config, guess=True)


def _renamed(args: list[Any]) -> Iterator[Found]:
    """Where names move on (a to b, b to c), renaming is a select of all columns."""
    try:
        paths = _paths(args)
    except NotUnderstoodError:
        return
    columns = [{"column": exact(Text((path,))), "name": name} for path, name in paths]
    yield Found("rename", {"columns": columns}, guess=True)


def _computed(args: list[Any], reading: Reading) -> dict[str, Any] | None:
    """A select with expressions, as a query: no column that it makes is seen by another."""
    items = []
    for item in args:
        if isinstance(item, Text):
            if item.raw != "*":
                items.append(quote_name(col_name(item)))
                continue
            items.append("*")
            continue
        try:
            column, names = _aliased(item)
        except NotUnderstoodError:
            items.append(quote_name(col_name(item)))
            continue
        items.append(f"{reading.column(column)} AS {quote_name(text(names[0]))}")
    query = f"SELECT {', '.join(items)} FROM input"  # noqa: S608 (a query of the page's)
    return {"query": query, "inputs": ["input"]}


def drop(reading: Reading) -> Iterator[Found]:
    args = reading.steps[0].args
    if not args:
        raise NotUnderstoodError("no columns")
    yield Found("drop", {"columns": [_plain_name(item) for item in args]})


def _plain_name(value: Any) -> str:
    """`drop` and `withColumnRenamed` take names as they are, dots included."""
    return text(value) if isinstance(value, Text) else col_name(value)


def rename(reading: Reading) -> Iterator[Found]:
    found = readable(run_of(reading.steps, "withColumnRenamed"), _renaming)
    if found and len(found) == len({item["column"] for item in found}):
        news = {item["name"] for item in found}
        if len(found) == 1 or not news & {item["column"] for item in found}:
            yield Found("rename", {"columns": found}, len(found))
    if found:
        yield Found("rename", {"columns": found[:1]})


def _renaming(step: Step) -> dict[str, str]:
    values = positional(step, "existing", "new")
    return {"column": text(required(values, "existing")), "name": text(required(values, "new"))}


def rename_many(reading: Reading) -> Iterator[Found]:
    names = required(positional(reading.steps[0], "colsMap"), "colsMap")
    if not isinstance(names, dict):
        raise NotUnderstoodError("no names by name")
    columns = [{"column": text(old), "name": text(new)} for old, new in names.items()]
    yield Found("rename", {"columns": columns}, guess=len(columns) != 1)


_QUOTED = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
_NAME_RULE = re.compile(
    rf"\[(?:(?P<prefix>{_QUOTED}) \+ )?name(?:\.(?P<case>lower|upper)\(\))?"
    rf"(?: \+ (?P<suffix>{_QUOTED}))? for name in (?P<frame>\w+)\.columns\]"
)


def rename_all(reading: Reading) -> Iterator[Found]:
    match reading.steps[0].args:
        case (OtherCode() as code,):
            rule = _NAME_RULE.fullmatch(" ".join(code.text.split()))
            if rule and rule["frame"] == reading.root:
                config: dict[str, Any] = {"case": rule["case"]} if rule["case"] else {}
                for key in ("prefix", "suffix"):
                    if rule[key]:
                        config[key] = ast.literal_eval(rule[key]).replace("${", "$${")
                yield Found("rename_all", config, guess=True)


def cast(reading: Reading) -> Iterator[Found]:
    found = readable(run_of(reading.steps, "withColumn"), _casting)
    if found:
        yield Found("cast", {"columns": found}, len(found))


def _casting(step: Step) -> dict[str, Any]:
    name, value = with_column(step)
    match value:
        case Chain("F", (Step("col", (column,)), Step("cast" | "astype", (Text() as type_,)))):
            if exact(column) == name:
                return {"column": name, "type": type_.plain()}
        case Chain("F", (Step("expr", (Text() as sql,)),)):
            tried = _TRY_CAST.fullmatch(sql.raw)
            if tried and tried.group(1).strip("`").replace("``", "`") == name:
                return {"column": name, "type": tried.group(2), "on_error": "null"}
    raise NotUnderstoodError("no cast")


_BY_FUNCTION = {function: (name, needs) for name, (function, needs) in OPERATIONS.items()}


def dates(reading: Reading) -> Iterator[Found]:
    found = readable(run_of(reading.steps, "withColumn"), _date)
    if found:
        yield Found("datetime", {"operations": found}, len(found))


def _date(step: Step) -> dict[str, Any]:
    name, value = with_column(step)
    function = value.function if isinstance(value, Chain) else None
    if function is None or function.name not in _BY_FUNCTION or function.kwargs:
        raise NotUnderstoodError("no date function")
    operation, needs = _BY_FUNCTION[function.name]
    args = list(function.args)
    if needs == "unit":
        args.reverse()
    if not 1 <= len(args) <= 2:
        raise NotUnderstoodError("arguments of a date function")
    column = col_name(args[0])
    config: dict[str, Any] = {"column": column, "operation": operation}
    if len(args) == 2:
        config["argument"] = col_name(args[1]) if needs == "column" else literal(args[1])
    return config if name == column else {**config, "name": name}


def parse_json(reading: Reading) -> Iterator[Found]:
    name, value = with_column(reading.steps[0])
    function = value.function if isinstance(value, Chain) else None
    if function is None or function.name != "from_json" or len(function.args) not in (2, 3):
        return
    column = exact(function.args[0])
    config: dict[str, Any] = (
        {"column": column} if name == column else {"column": column, "name": name}
    )
    if len(function.args) == 3:
        config["on_error"] = "fail"
    schema = function.args[1]
    with suppress(NotUnderstoodError):
        yield Found("parse_json", {**config, "columns": ddl_columns(schema)}, guess=True)
    yield Found("parse_json", {**config, "type": text(schema)}, guess=True)


def split(reading: Reading) -> Iterator[Found]:
    """Parts of one column; a comma and the like are meant as they are, or as a pattern."""
    steps = run_of(reading.steps, "withColumn")
    parts = readable(steps, _part)
    if not parts:
        return
    column, pattern, limit = parts[0][1:]
    into = [part[0] for part in parts if part[1:] == parts[0][1:]]
    for drop in (True, False):
        for regex, separator in ((False, _unescaped(pattern)), (True, pattern)):
            config: dict[str, Any] = {"column": column, "separator": separator, "into": into}
            config |= {"regex": True} if regex else {}
            config |= {"keep_rest": True} if limit else {}
            yield Found("split_column", {**config, "drop": drop}, len(into) + drop, guess=True)


def _unescaped(pattern: str) -> str:
    return re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)


def _part(step: Step) -> tuple[str, str, str, bool]:
    name, value = with_column(step)
    match value:
        case Chain(
            "F", (Step("get", (Chain("F", (Step("split", (column, pattern, *limit)),)), int())),)
        ):
            return name, exact(column), text(pattern), bool(limit)
    raise NotUnderstoodError("no split")


def derive(reading: Reading) -> Iterator[Found]:
    def derivation(step: Step) -> dict[str, str]:
        name, value = with_column(step)
        return {"name": name, "expression": reading.column(value)}

    found = readable(run_of(reading.steps, "withColumn"), derivation)
    if found:
        yield Found("derive", {"columns": found}, len(found))


FRAME = {
    "select": (select,), "drop": (drop,), "withColumnRenamed": (rename,),
    "withColumnsRenamed": (rename_many,), "toDF": (rename_all,),
    "withColumn": (first_of_each, window, split, parse_json, dates, cast, derive),
}  # fmt: skip

"""Sources: `spark.read…`, `spark.table`, `spark.createDataFrame`, `spark.sql`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from etlab_jupyter.expressions import parse_ddl
from etlab_jupyter.importing.recognizers._reading import (
    Found,
    Reading,
    listed,
    literal,
    option,
    positional,
    required,
    text,
)
from etlab_jupyter.importing.values import Chain, NotUnderstoodError, Step, Text
from etlab_jupyter.nodes import registry

FORMATS = ("csv", "json", "parquet", "orc", "text")
# Settings whose names in Spark are not theirs in camel case.
SPARK_NAMES = {"multiLine": "multiline", "wholetext": "whole_text", "lineSep": "line_separator"}


def read(reading: Reading) -> Iterator[Found]:
    """`spark.read.option(…).schema(…).csv(path, header=True)`."""
    options: dict[str, str] = {}
    config: dict[str, Any] = {}
    given: dict[str, Any] = {}
    format_ = "parquet"
    for used, step in enumerate(reading.steps[1:], 2):
        if step.name == "option":
            values = positional(step, "key", "value")
            options[text(required(values, "key"))] = option(required(values, "value"))
        elif step.name == "options":
            given |= positional(step, *step.kwargs)
        elif step.name == "schema":
            config["columns"] = columns(required(positional(step, "schema"), "schema"))
        elif step.name == "format":
            format_ = text(required(positional(step, "source"), "source"))
        elif step.name == "table":
            yield Found("read_table", {"table": text(step.args[0])}, used, {})
            return
        elif step.name in FORMATS or step.name == "load":
            if step.name == "load" and format_ == "jdbc":
                yield from _jdbc(options, used, reading)
                return
            kind = format_ if step.name == "load" else step.name
            if kind in FORMATS:
                options |= {key: option(value) for key, value in given.items()}
                yield _file(kind, step, {**config, "options": options}, used)
            return
        else:
            return


def _file(kind: str, step: Step, config: dict[str, Any], used: int) -> Found:
    values = dict(step.kwargs)
    if len(step.args) == 1:
        values["path"] = step.args[0]
    path = text(values.pop("path", values.pop("paths", None)))
    if "schema" in values:
        config["columns"] = columns(values.pop("schema"))
    settings = file_settings(f"read_{kind}", values, config["options"])
    return Found(f"read_{kind}", without_empty({"path": path, **config, **settings}), used, {})


def file_settings(
    kind: str, given: Mapping[str, Any], options: Mapping[str, str]
) -> dict[str, Any]:
    """Keyword arguments as settings of the node type; others become options."""
    node_type = registry.find(kind)
    fields = node_type.Config.model_fields if node_type else {}
    settings: dict[str, Any] = {}
    more = dict(options)
    for key, value in given.items():
        name = SPARK_NAMES.get(key, snake(key))
        if name in fields and name not in ("path", "options", "columns", "partition_by"):
            settings[name] = literal(value)
        else:
            more[key] = option(value)
    return {**settings, "options": more}


def snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: "_" + match.group().lower(), name)


def without_empty(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in config.items() if value not in ({}, [])}


def columns(value: Any) -> list[dict[str, Any]]:
    """A schema in DDL as column definitions."""
    if not isinstance(value, Text):
        raise NotUnderstoodError("a schema that is no text")
    try:
        schema = parse_ddl(value.raw)
    except ValueError as error:
        raise NotUnderstoodError(str(error)) from None
    found = []
    for field in schema:
        column: dict[str, Any] = {"name": field.name, "type": field.type.ddl}
        found.append(column if field.nullable else {**column, "nullable": False})
    return found


def _jdbc(options: dict[str, str], used: int, reading: Reading) -> Iterator[Found]:
    """In ETLab's own code, the options stand in one call and more of them behind it."""
    values: dict[str, Any] = {}
    more: dict[str, str] = {}
    for step in reading.steps[1:used]:
        if step.name == "options":
            values |= step.kwargs
        elif step.name == "option":
            more[text(step.args[0])] = option(step.args[1])
    settings = jdbc_settings(values)
    if "customSchema" in values:
        settings["columns"] = columns(values["customSchema"])
        if len(reading.steps) > used and reading.steps[used].name == "select":
            yield Found(
                "read_jdbc", without_empty({**settings, "options": more}), used + 1, {}, True
            )
        return
    if "partitionColumn" in values:
        settings["partitioning"] = {
            "column": text(values["partitionColumn"]),
            "lower_bound": option(values["lowerBound"]),
            "upper_bound": option(values["upperBound"]),
            "num_partitions": values["numPartitions"],
        }
        wrapped = re.fullmatch(r"\((.*)\) q", settings.get("table", ""), re.DOTALL)
        if wrapped:
            settings.pop("table")
            settings["query"] = wrapped.group(1)
    yield Found("read_jdbc", without_empty({**settings, "options": more}), used, {}, True)


JDBC = {
    "url": "url", "dbtable": "table", "query": "query", "user": "user", "driver": "driver",
    "fetchsize": "fetch_size", "truncate": "truncate", "batchsize": "batch_size",
    "isolationLevel": "isolation",
}  # fmt: skip


def jdbc_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    settings = {JDBC[key]: literal(value) for key, value in values.items() if key in JDBC}
    if "password" in values:
        match values["password"]:
            case Chain("os", (Step("environ", called=False), Step("[]", (Text() as name,)))):
                settings["password_env"] = name.raw
            case _:
                raise NotUnderstoodError("a password")
    return settings


def table(reading: Reading) -> Iterator[Found]:
    name = text(required(positional(reading.steps[0], "tableName"), "tableName"))
    yield Found("read_table", {"table": name}, 1, {})


def create(reading: Reading) -> Iterator[Found]:
    """`spark.createDataFrame([[…]], "a int")`, with the casts behind it."""
    values = positional(reading.steps[0], "data", "schema")
    declared = columns(required(values, "schema"))
    rows = literal(required(values, "data"))
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise NotUnderstoodError("no rows")
    yield Found("rows", {"columns": declared, "rows": rows}, 1, {})
    by_name = {column["name"]: column for column in declared}
    used = 1
    for step in reading.steps[1:]:
        match step:
            case Step(
                "withColumn",
                (Text() as name, Chain("F", (Step("col"), Step("cast", (Text() as type_,))))),
            ):
                if name.raw in by_name:
                    by_name[name.raw]["type"] = type_.raw
                    used += 1
                    continue
        break
    if used > 1:
        yield Found("rows", {"columns": declared, "rows": rows}, used, {}, True)


def sql(reading: Reading) -> Iterator[Found]:
    """`spark.sql("SELECT … FROM {orders}", orders=orders)`."""
    step = reading.steps[0]
    if len(step.args) != 1 or not isinstance(step.args[0], Text):
        raise NotUnderstoodError("no query")
    query = step.args[0].raw
    inputs: list[str] = []
    names: list[str] = []
    if step.kwargs:
        for key, value in step.kwargs.items():
            if (
                isinstance(value, Chain)
                and not value.steps
                and value.root in reading.scope.parameters.declared
            ):
                query = _parameter(query, key, value.root, reading)
                continue
            inputs.append(reading.frame(value))
            names.append(key)
            query = re.sub(rf"\{{{key}\}} AS {key}\b", key, query).replace(f"{{{key}}}", key)
        query = query.replace("{{", "{").replace("}}", "}")
    for found in _queries(query, names):
        yield Found("sql", {"query": found[0].strip(), "inputs": found[1]}, 1, {"in": inputs}, True)


def _queries(query: str, names: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The query with its tables under the variables' names, and with those in `… AS name`."""
    yield query, names
    renamed, aliases = query, []
    for name in names:
        match = re.search(rf"\b{name} AS (\w+)", query)
        aliases.append(match.group(1) if match else name)
        if match:
            renamed = re.sub(rf"\b{name} AS {match.group(1)}\b", match.group(1), renamed)
    yield renamed, aliases


def _parameter(query: str, key: str, name: str, reading: Reading) -> str:
    kind = reading.scope.parameters.declared[name].type
    query = query.replace(f"{kind.upper()} {{{key}}}", "\x00").replace(f"'{{{key}}}'", "\x01")
    query = query.replace(f"{{{key}}}", "\x00")
    return query.replace("\x00", f"${{{name}}}").replace("\x01", f"'${{{name}}}'")


SPARK = {"read": read, "table": table, "createDataFrame": create, "sql": sql}
__all__ = ["SPARK", "columns", "file_settings", "jdbc_settings", "listed", "without_empty"]

"""Sinks: `df.write…`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from etlab_jupyter.importing.recognizers._reading import (
    Found,
    Reading,
    listed,
    literal,
    option,
    text,
)
from etlab_jupyter.importing.recognizers.sources import (
    FORMATS,
    file_settings,
    jdbc_settings,
    without_empty,
)
from etlab_jupyter.importing.values import NotUnderstoodError, Step

MODES = {"error": "errorifexists"}


def write(reading: Reading) -> Iterator[Found]:
    """`df.write.mode(…).option(…).partitionBy(…).parquet(path)`."""
    config: dict[str, Any] = {}
    options: dict[str, str] = {}
    format_ = None
    jdbc: dict[str, Any] = {}
    for used, step in enumerate(reading.steps[1:], 2):
        match step.name:
            case "mode":
                mode = text(step.args[0])
                config["mode"] = MODES.get(mode, mode)
            case "option":
                options[text(step.args[0])] = option(step.args[1])
            case "options":
                jdbc |= step.kwargs
            case "partitionBy":
                config["partition_by"] = [text(item) for item in listed(step.args)]
            case "format":
                format_ = text(step.args[0])
            case "bucketBy":
                columns = [text(item) for item in listed(step.args[1:])]
                config["bucket_by"] = {"columns": columns, "count": literal(step.args[0])}
            case "sortBy":
                config["bucket_by"]["sort_by"] = [text(item) for item in listed(step.args)]
            case "saveAsTable" | "insertInto":
                yield _table(step, config, options, format_, used)
                return
            case "save" if format_ == "jdbc":
                settings = {**config, **jdbc_settings(jdbc), "options": options}
                yield Found("write_jdbc", without_empty(settings), used, guess=True)
                return
            case name if name in FORMATS or name == "save":
                kind = format_ or "parquet" if name == "save" else name
                options |= {key: option(value) for key, value in jdbc.items()}
                yield _file(kind, step, {**config, "options": options}, used)
                return
            case _:
                return


def _table(
    step: Step, config: dict[str, Any], options: dict[str, str], format_: str | None, used: int
) -> Found:
    config = {"table": text(step.args[0]), **config}
    if step.name == "insertInto":
        overwrite = step.kwargs.get("overwrite")
        config = {**config, "insert": True, "mode": "overwrite" if overwrite else "append"}
    if format_:
        config["format"] = format_
    given = {key: value for key, value in step.kwargs.items() if key != "overwrite"}
    if len(step.args) != 1 or given:
        raise NotUnderstoodError("arguments of saveAsTable")
    return Found("write_table", without_empty({**config, "options": options}), used)


def _file(kind: str, step: Step, config: dict[str, Any], used: int) -> Found:
    if kind not in FORMATS or "bucket_by" in config:
        raise NotUnderstoodError("the format")
    values = dict(step.kwargs)
    if len(step.args) == 1:
        values["path"] = step.args[0]
    elif step.args:
        raise NotUnderstoodError("arguments of a writer")
    path = text(values.pop("path", None))
    if "mode" in values:
        mode = text(values.pop("mode"))
        config["mode"] = MODES.get(mode, mode)
    settings = file_settings(f"write_{kind}", values, config["options"])
    return Found(f"write_{kind}", without_empty({"path": path, **config, **settings}), used)


FRAME = {"write": (write,)}

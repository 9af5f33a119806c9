"""Spark rows as JSON that any front end can read."""

from __future__ import annotations

import datetime
import math
import time
from contextlib import suppress
from typing import Any

MAX_TEXT = 1000
MAX_ITEMS = 100
_SAFE_INTEGER = 2**53
_PLAIN = ("boolean", "byte", "short", "integer", "long", "float", "double", "string")


def preview(frame: Any, rows: int) -> dict[str, Any]:
    """The first rows of a DataFrame: its schema, and its rows as lists of JSON values.

    Never more than `rows` rows leave Spark. `truncated` says that there may be more.
    """
    schema = frame.schema.jsonValue()
    zone = _zone(frame)
    kinds = [field["type"] for field in schema["fields"]]
    first = frame.limit(rows)
    try:
        found = first.collect()
    except (NotImplementedError, OverflowError, ValueError):
        # Python has no months, and no years beyond 9999: Spark has to write these out.
        found = _as_text(first, kinds).collect()
    data = [
        [to_json(value, kind, zone) for value, kind in zip(row, kinds)]  # noqa: B905
        for row in found
    ]
    return {"schema": schema, "rows": data, "truncated": len(data) >= rows}


def _as_text(frame: Any, kinds: list[Any]) -> Any:
    """The frame with text in place of all that is not a plain number or text."""
    names = [f"c{index}" for index in range(len(kinds))]
    columns = [
        name if kind in _PLAIN else f"CAST({name} AS STRING)"
        for name, kind in zip(names, kinds)  # noqa: B905
    ]
    return frame.toDF(*names).selectExpr(*columns)


def to_json(value: Any, kind: Any, zone: Any = None) -> Any:
    """A value of the Spark type `kind` (as in a schema's JSON) in JSON's own types.

    What JSON cannot carry exactly (decimals, dates, times, binary, integers beyond
    2**53, NaN and the infinities) becomes text. Long text and long arrays are cut with
    a mark.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _SAFE_INTEGER else str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, (bytes, bytearray)):
        return _cut(bytes(value[:MAX_TEXT]).hex(), len(value) * 2)
    if isinstance(value, datetime.datetime):
        return _timestamp(value, kind, zone)
    if isinstance(kind, dict) and not isinstance(value, str):
        return _nested(value, kind, zone)
    return _cut(str(value))


def _nested(value: Any, kind: Any, zone: Any) -> Any:
    if kind["type"] == "struct" and isinstance(value, tuple):
        pairs = zip(value, kind["fields"])  # noqa: B905
        return {f["name"]: to_json(item, f["type"], zone) for item, f in pairs}
    if kind["type"] == "array":
        items = [to_json(x, kind["elementType"], zone) for x in value[:MAX_ITEMS]]
        return items + _more(value)
    if kind["type"] == "map":
        keys = list(value)[:MAX_ITEMS]
        entries = {
            str(to_json(key, kind["keyType"], zone)): to_json(value[key], kind["valueType"], zone)
            for key in keys
        }
        return {**entries, **dict.fromkeys(_more(value))}
    return _cut(str(value))


def _more(value: Any) -> list[str]:
    return [f"… {len(value) - MAX_ITEMS} more"] if len(value) > MAX_ITEMS else []


def _cut(text: str, length: int | None = None) -> str:
    length = len(text) if length is None else length
    if length <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}… ({length} characters)"


def _timestamp(value: datetime.datetime, kind: Any, zone: Any) -> str:
    # Python gets a timestamp in the process' own zone, Spark shows it in the session's.
    if kind == "timestamp" and zone is not None and value.tzinfo is None:
        with suppress(OverflowError, ValueError, OSError):
            value = value.astimezone(zone).replace(tzinfo=None)
    return value.isoformat(" ")


def _zone(frame: Any) -> Any:
    try:
        from zoneinfo import ZoneInfo

        name = frame.sparkSession.conf.get("spark.sql.session.timeZone")
        return None if name in time.tzname else ZoneInfo(name)
    except Exception:
        return None

"""The types of partition columns, by Spark's rules for values in folder names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from urllib.parse import unquote

from etlab_jupyter import spark_types as t
from etlab_jupyter.probing.listing import Listing
from etlab_jupyter.probing.merging import decimal_of, is_java_double, wider_number

NULL = "__HIVE_DEFAULT_PARTITION__"

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d)?", re.ASCII)


def partition_columns(listing: Listing) -> list[t.Field]:
    """The columns in folder names (`year=2026/`), in the order of the folders."""
    rows = [values for values in listing.partitions if values]
    if not rows:
        return []
    if not listing.complete:
        return [t.Field(name, t.UNKNOWN) for name, _ in rows[0]]
    return [
        t.Field(name, _merged({values[index][1] for values in rows}))
        for index, (name, _) in enumerate(rows[0])
    ]


def _merged(values: Iterable[str]) -> t.DataType:
    return reduce(_wider, sorted(map(partition_type, values), key=_rank))


def _rank(type_: t.DataType) -> tuple[int, str]:
    order = (
        "void",
        "integer",
        "long",
        "decimal",
        "double",
        "date",
        "timestamp",
        "string",
    )
    return order.index(type_.name), type_.ddl


def partition_type(value: str) -> t.DataType:
    """The type of one raw value; Spark unescapes it for times and texts only."""
    if value == NULL:
        return t.VOID
    if _INTEGER.fullmatch(value):
        number = int(value)
        if -(2**31) <= number < 2**31:
            return t.INTEGER
        if -(2**63) <= number < 2**63:
            return t.LONG
    if decimal := decimal_of(value, rescale=True):
        return decimal
    if is_java_double(value):
        return t.DOUBLE
    text = unquote(value)
    if _TIMESTAMP.fullmatch(text) and _is_time(text):
        return t.TIMESTAMP
    if _DATE.fullmatch(value) and _is_date(value):
        return t.DATE
    return t.STRING


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text.partition(".")[0])
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _wider(left: t.DataType, right: t.DataType) -> t.DataType:
    if left == right or left == t.VOID:
        return right
    names = {left.name, right.name}
    if names == {"date", "timestamp"}:
        return t.TIMESTAMP
    if "double" in names and names & {"decimal", "long"}:
        return t.STRING
    return wider_number(left, right) or t.STRING

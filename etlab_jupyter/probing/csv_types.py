"""The types of CSV values, by Spark's rules for `inferSchema`.

Only what is certain is typed: a text that may or may not be a time for Spark is
`UNKNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from etlab_jupyter import spark_types as t
from etlab_jupyter.probing.merging import decimal_of, is_java_double, wider_number

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
_PERHAPS_TIME = re.compile(r"[+-]?\d{4,6}-\d|T?\d{1,2}:", re.ASCII)


class Inference:
    """Types values by the reader's options."""

    def __init__(self, options: Mapping[str, str]) -> None:
        self._null = options.get("nullvalue", "")
        numbers = {options.get(key, usual) for key, usual in _SPECIAL_NUMBERS.items()}
        self._special_numbers = numbers
        self._own_formats = bool({"dateformat", "timestampformat"} & options.keys())
        self._dates = options.get("preferdate", "true") == "true"

    def column(self, values: Iterable[str]) -> t.DataType:
        """The type of a column with these values."""
        type_ = t.VOID
        uncertain = False
        for value in values:
            if value in ("", self._null):
                continue
            found = self._type(value)
            if found == t.UNKNOWN:
                uncertain = True
                continue
            type_ = _wider(type_, found)
            if type_ == t.STRING:
                return t.STRING
        if uncertain:
            return t.UNKNOWN
        return t.STRING if type_ == t.VOID else type_

    def _type(self, value: str) -> t.DataType:
        if _INTEGER.fullmatch(value):
            number = int(value) if len(value) < 50 else 10**50
            if -(2**31) <= number < 2**31:
                return t.INTEGER
            if -(2**63) <= number < 2**63:
                return t.LONG
        if decimal := decimal_of(value, rescale=False):
            return decimal
        if is_java_double(value) or value in self._special_numbers:
            return t.DOUBLE
        if value.lower() in ("true", "false"):
            return t.BOOLEAN
        if value.isdecimal():
            return t.UNKNOWN
        return self._time(value)

    def _time(self, value: str) -> t.DataType:
        if self._own_formats:
            return t.UNKNOWN if any(char.isdecimal() for char in value) else t.STRING
        if _DATE.fullmatch(value):
            found = t.DATE if self._dates else t.TIMESTAMP
            return found if _exists(value) else t.STRING
        if match := _TIMESTAMP.fullmatch(value):
            zone = match[3] or ""
            if _exists(value.removesuffix(zone).partition(".")[0]):
                return t.TIMESTAMP if zone in ("", "Z") or zone[1:] <= "14:00" else t.UNKNOWN
            return t.STRING
        return t.UNKNOWN if _PERHAPS_TIME.match(value) else t.STRING


_SPECIAL_NUMBERS = {"nanvalue": "NaN", "positiveinf": "Inf", "negativeinf": "-Inf"}


def _exists(text: str) -> bool:
    """Whether the calendar has this day and the clock this time."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _wider(left: t.DataType, right: t.DataType) -> t.DataType:
    if left == right or left == t.VOID:
        return right
    if {left.name, right.name} == {"date", "timestamp"}:
        return t.TIMESTAMP
    return wider_number(left, right) or t.STRING

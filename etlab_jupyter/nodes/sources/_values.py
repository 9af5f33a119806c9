"""JSON values as the Python values that `spark.createDataFrame` takes for a column's
type.

Types for which Python has no literal (dates, timestamps, decimals) are written as
texts, which are then cast; a text without a time zone is a time in that of the Spark
session.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from etlab_jupyter import spark_types as t

_CAST = ("date", "timestamp", "timestamp_ntz", "decimal")
_BITS = {"byte": 8, "short": 16, "integer": 32, "long": 64}
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)


class BadValueError(ValueError):
    """A value that does not go with the column's type; its text is for people."""


def is_direct(type_: t.DataType) -> bool:
    """Whether Python values of the type go into the DataFrame without a cast."""
    return code_type(type_) == type_


def code_type(type_: t.DataType) -> t.DataType:
    """The type that the column has before it is cast: texts in place of dates and the
    like.

    What is cast is nullable in all its parts, as Spark wants it.
    """
    written = _written(type_)
    return written if written == type_ else t.nullable_type(written)


def _written(type_: t.DataType) -> t.DataType:
    match type_:
        case t.ArrayType():
            return t.ArrayType(element=_written(type_.element), contains_null=type_.contains_null)
        case t.MapType():
            return t.MapType(
                key=_written(type_.key), value=_written(type_.value),
                value_contains_null=type_.value_contains_null,
            )  # fmt: skip
        case t.StructType():
            return t.StructType(
                fields=tuple(t.Field(f.name, _written(f.type), f.nullable) for f in type_.fields)
            )
    return t.STRING if type_.name in _CAST else type_


def ddl_type(type_: t.DataType) -> t.DataType:
    """The type as Spark reads it back from DDL, which has no arrays or maps without
    nulls.
    """
    match type_:
        case t.ArrayType():
            return t.ArrayType(element=ddl_type(type_.element))
        case t.MapType():
            return t.MapType(key=ddl_type(type_.key), value=ddl_type(type_.value))
        case t.StructType():
            fields = (t.Field(f.name, ddl_type(f.type), f.nullable) for f in type_.fields)
            return t.StructType(fields=tuple(fields))
    return type_


def code_value(value: Any, type_: t.DataType) -> Any:
    """The value to write into the code; raises `BadValueError`."""
    if value is None:
        return None
    if type_.name in _CAST and isinstance(value, str) and "${" in value:
        return value  # known only when it runs
    if type_.name in _BITS:
        return _integer(value, type_)
    match type_:
        case t.DecimalType():
            return _decimal(value, type_)
        case t.ArrayType():
            return _array(value, type_)
        case t.MapType():
            return _map(value, type_)
        case t.StructType():
            return _struct(value, type_)
    read = _READERS.get(type_.name)
    if read is None:
        raise BadValueError(f"values of type {type_} cannot be written down here.")
    return read(value, type_)


def _wrong(value: Any, type_: t.DataType, hint: str = "") -> BadValueError:
    shown = repr(value) if len(repr(value)) < 80 else repr(value)[:77] + "…"
    return BadValueError(f"{shown} is not of type {type_}{hint}.")


def _integer(value: Any, type_: t.DataType) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(value, type_)
    limit: int = 2 ** (_BITS[type_.name] - 1)
    if not -limit <= value < limit:
        raise BadValueError(f"{value} is too big for the type {type_}.")
    return value


def _float(value: Any, type_: t.DataType) -> float:
    if value in ("NaN", "Infinity", "-Infinity"):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(value, type_)
    try:
        return float(value)
    except OverflowError:
        raise BadValueError(f"{value} is too big for the type {type_}.") from None


def _boolean(value: Any, type_: t.DataType) -> bool:
    if not isinstance(value, bool):
        raise _wrong(value, type_, " (true or false)")
    return value


def _string(value: Any, type_: t.DataType) -> str:
    if not isinstance(value, str):
        raise _wrong(value, type_)
    return value


def _binary(value: Any, type_: t.DataType) -> bytes:
    try:
        return base64.b64decode(_string(value, type_), validate=True)
    except (binascii.Error, ValueError):
        raise _wrong(value, type_, " (as base64)") from None


def _decimal(value: Any, type_: t.DecimalType) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise _wrong(value, type_)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _wrong(value, type_) from None
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise _wrong(value, type_)
    whole = max(len(digits) + exponent, 0) if any(digits) else 0
    if -exponent > type_.scale or whole > type_.precision - type_.scale:
        raise BadValueError(f"{value} does not fit into the type {type_}.")
    return str(value)


def _date(value: Any, type_: t.DataType) -> str:
    text = _string(value, type_)
    return _checked(text, type_, _DATE, date.fromisoformat, " (such as 2026-01-31)")


def _timestamp(value: Any, type_: t.DataType) -> str:
    text = _string(value, type_)
    hint = " (such as 2026-01-31 12:00:00)"
    zoned = text.endswith("Z") or bool(re.search(r":\d\d[+-]\d\d:\d\d$", text))
    if type_ == t.TIMESTAMP_NTZ and zoned:
        raise _wrong(text, type_, ", which has no time zone")
    return _checked(text, type_, _TIME, datetime.fromisoformat, hint)


def _checked(
    text: str,
    type_: t.DataType,
    pattern: re.Pattern[str],
    parse: Callable[[str], Any],
    hint: str,
) -> str:
    try:
        if pattern.fullmatch(text):
            parse(text)
            return text
    except ValueError:
        pass
    raise _wrong(text, type_, hint)


def _array(value: Any, type_: t.ArrayType) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(value, type_)
    return [_part(item, type_.element, type_.contains_null) for item in value]


def _map(value: Any, type_: t.MapType) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise _wrong(value, type_)
    return {
        _key(key, type_.key): _part(item, type_.value, type_.value_contains_null)
        for key, item in value.items()
    }


def _key(key: str, type_: t.DataType) -> Any:
    """A key from JSON, where every key is a text."""
    if type_ == t.STRING:
        return key
    if type_.name in _BITS and re.fullmatch(r"-?\d+", key, re.ASCII):
        return _integer(int(key), type_)
    raise BadValueError(f"{key!r} cannot be a key of type {type_}.")


def _struct(value: Any, type_: t.StructType) -> dict[str, Any]:
    if isinstance(value, list) and len(value) == len(type_.fields):
        value = {field.name: item for field, item in zip(type_.fields, value, strict=True)}
    if not isinstance(value, dict):
        raise _wrong(value, type_)
    for name in value.keys() - {field.name for field in type_.fields}:
        raise BadValueError(f"the struct has no field {name!r}.")
    return {f.name: _part(value.get(f.name), f.type, f.nullable) for f in type_.fields}


def _part(value: Any, type_: t.DataType, nullable: bool) -> Any:
    if value is None and not nullable:
        raise BadValueError("a null where the type allows none.")
    return code_value(value, type_)


_READERS: dict[str, Callable[[Any, t.DataType], Any]] = {
    "float": _float, "double": _float, "boolean": _boolean, "string": _string,
    "binary": _binary, "date": _date, "timestamp": _timestamp,
    "timestamp_ntz": _timestamp,
}  # fmt: skip

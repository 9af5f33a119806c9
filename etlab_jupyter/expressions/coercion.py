"""Spark's implicit conversions: which types have one in common.

The rules are those of Spark's `TypeCoercion` (`ansi=False`, the default of Spark 3) and
`AnsiTypeCoercion` (`ansi=True`, the default of Spark 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.casts import force_nullable
from etlab_jupyter.expressions.decimals import decimal_of, holds, wider_decimal
from etlab_jupyter.expressions.kinds import (
    has_unknown,
    is_atomic,
    is_day_time,
    is_fractional,
    is_interval,
)
from etlab_jupyter.spark_types import (
    BINARY,
    BOOLEAN,
    DOUBLE,
    FLOAT,
    LONG,
    STRING,
    TIMESTAMP,
    TIMESTAMP_NTZ,
    UNKNOWN,
    VOID,
    ArrayType,
    DataType,
    DecimalType,
    MapType,
    StructType,
    is_datetime,
    is_integral,
    is_numeric,
)

_RANKS = ("byte", "short", "integer", "long", "float", "double")
_PARTS = {"year": 0, "month": 1, "day": 2, "hour": 3, "minute": 4, "second": 5}


_Pair = Callable[[DataType, DataType, bool], "DataType | None"]


def tightest(a: DataType, b: DataType, ansi: bool) -> DataType | None:
    """The type that holds both without any loss (Spark's `findTightestCommonType`)."""
    if a == b or b == VOID:
        return a
    if a == VOID:
        return b
    if is_numeric(a) and is_numeric(b):
        return _tightest_number(a, b, ansi)
    if is_datetime(a) and is_datetime(b):
        return TIMESTAMP if TIMESTAMP in (a, b) else TIMESTAMP_NTZ
    if is_interval(a) and is_interval(b):
        return _wider_interval(a, b)
    return _complex(a, b, ansi, tightest)


def _tightest_number(a: DataType, b: DataType, ansi: bool) -> DataType | None:
    for x, y in ((a, b), (b, a)):
        if isinstance(x, DecimalType):
            return x if is_integral(y) and holds(x, y) else None
    wider = max(a, b, key=lambda type_: _RANKS.index(type_.name))
    return DOUBLE if ansi and wider == FLOAT else wider


def _wider_interval(a: DataType, b: DataType) -> DataType | None:
    if is_day_time(a) != is_day_time(b):
        return None
    parts = sorted(
        {part for type_ in (a, b) for part in type_.name.split() if part in _PARTS},
        key=lambda part: _PARTS[part],
    )
    return interval(parts[0], parts[-1])


def interval(first: str, last: str) -> DataType:
    """The interval type from one unit to another: `interval day to second`."""
    return DataType(f"interval {first}" if first == last else f"interval {first} to {last}")


def wider_without_strings(a: DataType, b: DataType, ansi: bool) -> DataType | None:
    """Like `wider`, but nothing is converted between strings and other types."""
    return (
        tightest(a, b, ansi) or _wider_number(a, b) or _complex(a, b, ansi, wider_without_strings)
    )


def wider(a: DataType, b: DataType, ansi: bool) -> DataType | None:
    """The type that both can become with acceptable loss (Spark's `findWiderTypeForTwo`)."""
    return (
        tightest(a, b, ansi)
        or _wider_number(a, b)
        or (_promoted(a, b) if ansi else _as_string(a, b))
        or _complex(a, b, ansi, wider)
    )


def _wider_number(a: DataType, b: DataType) -> DataType | None:
    if "decimal" not in (a.name, b.name) or not (is_numeric(a) and is_numeric(b)):
        return None
    if a in (FLOAT, DOUBLE) or b in (FLOAT, DOUBLE):
        return DOUBLE
    return wider_decimal(decimal_of(a), decimal_of(b))


def _promoted(a: DataType, b: DataType) -> DataType | None:
    if {a.name, b.name} == {"string", "variant"}:
        return DataType("variant")
    return promoted_string(a, b)


def promoted_string(a: DataType, b: DataType) -> DataType | None:
    """What ANSI mode makes of a string beside another type: that type, but wide numbers."""
    if a != STRING:
        a, b = b, a
    if a != STRING or b == STRING or is_interval(b) or not is_atomic(b):
        return None
    if is_integral(b):
        return LONG
    return DOUBLE if is_fractional(b) else b


def _as_string(a: DataType, b: DataType) -> DataType | None:
    other = b if a == STRING else a
    if STRING in (a, b) and is_atomic(other) and other not in (BINARY, BOOLEAN):
        return STRING
    return None


def _complex(a: DataType, b: DataType, ansi: bool, pair: _Pair) -> DataType | None:
    def common(x: DataType, y: DataType) -> tuple[DataType, bool] | None:
        type_ = pair(x, y, ansi)
        if type_ is None:
            return None
        forced = force_nullable(x, type_, ansi) or force_nullable(y, type_, ansi)
        return type_, forced

    match a, b:
        case ArrayType(), ArrayType():
            if found := common(a.element, b.element):
                nulls = a.contains_null or b.contains_null or found[1]
                return ArrayType(element=found[0], contains_null=nulls)
        case MapType(), MapType():
            key, value = common(a.key, b.key), common(a.value, b.value)
            if key and value and not key[1]:
                nulls = a.value_contains_null or b.value_contains_null or value[1]
                return MapType(key=key[0], value=value[0], value_contains_null=nulls)
        case StructType(), StructType() if len(a.fields) == len(b.fields):
            fields = []
            for x, y in zip(a.fields, b.fields, strict=True):
                found = common(x.type, y.type)
                if found is None or x.name.lower() != y.name.lower():
                    return None
                nullable = x.nullable or y.nullable or found[1]
                fields.append(t.Field(x.name, found[0], nullable))
            return StructType(fields=tuple(fields))
    return None


def widest(types: Iterable[DataType], ansi: bool, strings: bool = True) -> DataType | None:
    """The common type of all, as `coalesce`, `CASE`, `array(…)` and `IN` choose it.

    Without `strings`, as `greatest` does. Unknown types are passed over; None: there is none.
    """
    known = [type_ for type_ in types if not has_unknown(type_)]
    if not ansi and strings:
        known.sort(key=lambda type_: not _contains_string(type_))
    return _fold(tuple(known), ansi, strings)


@lru_cache(maxsize=4096)
def _fold(types: tuple[DataType, ...], ansi: bool, strings: bool) -> DataType | None:
    pair = wider if strings else wider_without_strings
    common: DataType | None = VOID
    for type_ in types:
        if common is None:
            return None
        common = pair(common, type_, ansi)
    return common


def _contains_string(type_: DataType) -> bool:
    if isinstance(type_, ArrayType):
        return _contains_string(type_.element)
    return type_ == STRING


def widest_type(a: DataType, b: DataType, ansi: bool = True) -> DataType | None:
    """The type of a column that holds the rows of both, as in a union; None: there is none.

    A type that is not known leaves the result unknown.
    """
    if has_unknown(a) or has_unknown(b):
        return UNKNOWN
    return wider(a, b, ansi)

"""Spark's implicit conversions: what a type may become, and which types have one in common.

The rules are those of Spark's `TypeCoercion` (`ansi=False`, the default of Spark 3) and
`AnsiTypeCoercion` (`ansi=True`, the default of Spark 4), `Cast` and `DecimalPrecision`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from etlab_jupyter import spark_types as t
from etlab_jupyter.spark_types import (
    BINARY,
    BOOLEAN,
    DATE,
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
_DIGITS = {"byte": 3, "short": 5, "integer": 10, "long": 20}
_PARTS = {"year": 0, "month": 1, "day": 2, "hour": 3, "minute": 4, "second": 5}
_SMALLEST_ADJUSTED_SCALE = 6


# Kinds of types


def is_interval(type_: DataType) -> bool:
    """Year-month and day-time intervals, not the calendar interval of old."""
    return type_.name.startswith("interval ")


def is_day_time(type_: DataType) -> bool:
    return is_interval(type_) and type_.name.split()[1] not in ("year", "month")


def is_fractional(type_: DataType) -> bool:
    return type_.name in ("float", "double", "decimal")


def is_atomic(type_: DataType) -> bool:
    """Everything but arrays, maps, structs, NULL and what is not known."""
    return type_.name not in (
        "array",
        "map",
        "struct",
        "void",
        "unknown",
        "interval",
        "variant",
    )


def is_orderable(type_: DataType) -> bool:
    """Whether Spark can sort and compare by it: maps cannot be, nor what contains them."""
    match type_:
        case ArrayType():
            return is_orderable(type_.element)
        case StructType():
            return all(is_orderable(field.type) for field in type_.fields)
    return type_.name not in ("map", "interval", "variant")


def has_map(type_: DataType) -> bool:
    """Whether a map is in it."""
    match type_:
        case ArrayType():
            return has_map(type_.element)
        case StructType():
            return any(has_map(field.type) for field in type_.fields)
    return isinstance(type_, MapType)


def has_unknown(type_: DataType) -> bool:
    """Whether some part of the type could not be known."""
    match type_:
        case ArrayType():
            return has_unknown(type_.element)
        case MapType():
            return has_unknown(type_.key) or has_unknown(type_.value)
        case StructType():
            return any(has_unknown(field.type) for field in type_.fields)
    return type_ == UNKNOWN


def same_type(a: DataType, b: DataType) -> bool:
    """Equal but for whether parts may be null (Spark's `sameType`)."""
    return a == b or (a.name == b.name and t.nullable_type(a) == t.nullable_type(b))


# Decimals


def bounded(precision: int, scale: int) -> DecimalType:
    """A decimal cut to what Spark can hold."""
    return DecimalType(precision=min(precision, t.MAX_PRECISION), scale=min(scale, t.MAX_PRECISION))


def adjusted(precision: int, scale: int) -> DecimalType:
    """A decimal of an arithmetic result: whole digits win over decimal places, but for six."""
    if precision <= t.MAX_PRECISION:
        return DecimalType(precision=precision, scale=scale)
    whole = precision - scale
    kept = max(t.MAX_PRECISION - whole, min(scale, _SMALLEST_ADJUSTED_SCALE))
    return DecimalType(precision=t.MAX_PRECISION, scale=kept)


def decimal_of(type_: DataType) -> DecimalType:
    """The decimal that holds every value of a number type."""
    if isinstance(type_, DecimalType):
        return type_
    if type_ == FLOAT:
        return DecimalType(precision=14, scale=7)
    if type_ == DOUBLE:
        return DecimalType(precision=30, scale=15)
    return DecimalType(precision=_DIGITS[type_.name], scale=0)


def decimal_of_literal(value: int) -> DecimalType:
    """The decimal with just the digits of a whole number."""
    return DecimalType(precision=len(str(abs(value))), scale=0)


def wider_decimal(a: DecimalType, b: DecimalType) -> DecimalType:
    """The decimal that holds the whole digits of both, and as many decimal places as fit."""
    scale = max(a.scale, b.scale)
    whole = max(a.precision - a.scale, b.precision - b.scale)
    scale = min(scale, t.MAX_PRECISION - whole)
    return DecimalType(precision=whole + scale, scale=scale)


def _holds(decimal: DecimalType, integral: DataType) -> bool:
    return decimal.precision - decimal.scale >= _DIGITS[integral.name]


# Casts


def force_nullable(source: DataType, target: DataType, ansi: bool) -> bool:
    """Whether a cast may give null where there was none (Spark's `Cast.forceNullable`)."""
    if source in (target, VOID):
        return False
    if source == STRING:
        return target not in (STRING, BINARY)
    if target == STRING:
        return False
    if isinstance(target, DecimalType):
        return not _fits(source, target)
    if source in (FLOAT, DOUBLE) and target == TIMESTAMP:
        return True
    if is_fractional(source) and is_integral(target):
        return True
    if source == TIMESTAMP and is_integral(target):
        return ansi and target != LONG
    if source == DATE and target == TIMESTAMP:
        return False
    if source == TIMESTAMP_NTZ and target == DATE:
        return True
    return source == DATE


def _fits(source: DataType, target: DecimalType) -> bool:
    if isinstance(source, DecimalType):
        room = target.precision - target.scale - (source.precision - source.scale)
        return room >= 0 if target.scale >= source.scale else room > 0  # rounding may add a digit
    if source == BOOLEAN:
        return target.precision > target.scale
    return is_integral(source) and _holds(target, source)


def try_cast_nullable(source: DataType, target: DataType) -> bool:
    """Whether `try_cast` may give null where there was none."""
    if same_type(source, target):
        return False
    match source, target:
        case ArrayType(), ArrayType():
            return try_cast_nullable(source.element, target.element)
        case MapType(), MapType():
            return try_cast_nullable(source.key, target.key) or try_cast_nullable(
                source.value, target.value
            )
        case StructType(), StructType():
            return any(
                try_cast_nullable(a.type, b.type)
                for a, b in zip(source.fields, target.fields, strict=False)
            )
    if not is_atomic(source) or target.name == "variant":
        return target.name in ("string", "variant")
    if target == STRING:
        return False
    if source == STRING:
        return target != BINARY
    if is_integral(source) and target.name in _RANKS:
        return _RANKS.index(target.name) < _RANKS.index(source.name)
    if isinstance(target, DecimalType):
        return source == BOOLEAN or not _fits(source, target)
    if source == FLOAT and target == DOUBLE:
        return False
    if source == LONG and target == TIMESTAMP:
        return False
    if is_datetime(source) and is_datetime(target):
        return target == DATE
    if source == TIMESTAMP and target == LONG:
        return False
    if source == BINARY:
        return False
    return not (is_interval(source) and is_interval(target))


def can_cast(source: DataType, target: DataType, ansi: bool) -> bool:
    """Whether Spark has a cast between the two at all."""
    if UNKNOWN in (source, target) or source in (VOID, target):
        return True
    match source, target:
        case ArrayType(), ArrayType():
            return can_cast(source.element, target.element, ansi)
        case MapType(), MapType():
            lossless = ansi or not force_nullable(source.key, target.key, ansi)
            return (
                lossless
                and can_cast(source.key, target.key, ansi)
                and can_cast(source.value, target.value, ansi)
            )
        case StructType(), StructType():
            return len(source.fields) == len(target.fields) and all(
                can_cast(a.type, b.type, ansi)
                for a, b in zip(source.fields, target.fields, strict=True)
            )
    if target == STRING:
        return True
    if "variant" in (source.name, target.name):
        from_variant = source.name == "variant"
        return _can_cast_variant(target if from_variant else source, from_variant)
    if "time(" in source.name + target.name:
        return True
    if not is_atomic(source) or not is_atomic(target):
        return source == STRING and target.name == "interval"
    if source == STRING:
        return True
    if target == BINARY:
        return not ansi and is_integral(source)
    if source == BINARY:
        return False
    if is_interval(source) or is_interval(target):
        return _can_cast_interval(source, target)
    if is_datetime(source) and is_datetime(target):
        return True
    if is_datetime(source):
        return _can_cast_datetime(source, ansi, to_boolean=target == BOOLEAN)
    if is_datetime(target):
        return target == TIMESTAMP and not (ansi and source == BOOLEAN)
    return True


def _can_cast_variant(type_: DataType, from_variant: bool) -> bool:
    """Whether a variant can hold it; maps and structs can only be taken out of one."""
    match type_:
        case ArrayType():
            return _can_cast_variant(type_.element, from_variant)
        case MapType():
            return type_.key == STRING and from_variant and _can_cast_variant(type_.value, True)
        case StructType():
            return from_variant and all(_can_cast_variant(f.type, True) for f in type_.fields)
    return not is_interval(type_) and type_.name not in ("interval", "void")


def _can_cast_datetime(source: DataType, ansi: bool, to_boolean: bool) -> bool:
    if ansi:
        return source == TIMESTAMP and not to_boolean
    return source != TIMESTAMP_NTZ


def _can_cast_interval(source: DataType, target: DataType) -> bool:
    if is_interval(source) and is_interval(target):
        return is_day_time(source) == is_day_time(target)
    other = target if is_interval(source) else source
    return is_integral(other) or other.name == "decimal"


# Common types

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
            return x if is_integral(y) and _holds(x, y) else None
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

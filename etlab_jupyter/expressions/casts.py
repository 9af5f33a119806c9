"""Which casts there are, and which may give null (Spark's `Cast`)."""

from __future__ import annotations

from etlab_jupyter.expressions.decimals import holds
from etlab_jupyter.expressions.kinds import (
    is_atomic,
    is_day_time,
    is_fractional,
    is_interval,
    same_type,
)
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
)

_RANKS = ("byte", "short", "integer", "long", "float", "double")


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
    return is_integral(source) and holds(target, source)


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

"""Spark's data types as plain values, without Spark.

`DataType` and its subclasses are immutable and hashable; `Schema` is a list of `Field`s in order.
`to_json` gives exactly what `pyspark.sql.types.StructType.jsonValue()` gives, so the two can be
compared. `UNKNOWN` stands for a type that cannot be known before Spark runs (a user-defined
function's result, say); checks pass over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MAX_PRECISION = 38


@dataclass(frozen=True, slots=True)
class DataType:
    """A type without parameters; `name` is Spark's own (`string`, `long`, `timestamp_ntz`, …)."""

    name: str

    @property
    def ddl(self) -> str:
        """The type as Spark's DDL and error messages write it: `bigint`, `array<string>`."""
        return _DDL_NAMES.get(self.name, self.name)

    def to_json(self) -> Any:
        """The type as `DataType.jsonValue()` of PySpark gives it."""
        return self.name

    def __str__(self) -> str:
        return self.ddl


@dataclass(frozen=True, slots=True)
class DecimalType(DataType):
    """A decimal; Spark allows a precision of 1 to 38 and a scale of at most the precision."""

    name: str = "decimal"
    precision: int = 10
    scale: int = 0

    @property
    def ddl(self) -> str:
        return f"decimal({self.precision},{self.scale})"

    def to_json(self) -> Any:
        return self.ddl


@dataclass(frozen=True, slots=True)
class ArrayType(DataType):
    name: str = "array"
    element: DataType = DataType("string")
    contains_null: bool = True

    @property
    def ddl(self) -> str:
        return f"array<{self.element.ddl}>"

    def to_json(self) -> Any:
        return {
            "type": "array",
            "elementType": self.element.to_json(),
            "containsNull": self.contains_null,
        }


@dataclass(frozen=True, slots=True)
class MapType(DataType):
    name: str = "map"
    key: DataType = DataType("string")
    value: DataType = DataType("string")
    value_contains_null: bool = True

    @property
    def ddl(self) -> str:
        return f"map<{self.key.ddl},{self.value.ddl}>"

    def to_json(self) -> Any:
        return {
            "type": "map",
            "keyType": self.key.to_json(),
            "valueType": self.value.to_json(),
            "valueContainsNull": self.value_contains_null,
        }


@dataclass(frozen=True, slots=True)
class StructType(DataType):
    name: str = "struct"
    fields: tuple[Field, ...] = ()

    @property
    def ddl(self) -> str:
        inner = ",".join(f"{quote_name(f.name)}:{f.type.ddl}" for f in self.fields)
        return f"struct<{inner}>"

    def to_json(self) -> Any:
        return {"type": "struct", "fields": [f.to_json() for f in self.fields]}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, type and whether it may hold nulls."""

    name: str
    type: DataType
    nullable: bool = True

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type.to_json(),
            "nullable": self.nullable,
            "metadata": {},
        }

    def renamed(self, name: str) -> Field:
        return Field(name, self.type, self.nullable)

    def nulled(self) -> Field:
        """The field, nullable itself, as on the outer side of a join."""
        return Field(self.name, self.type, True)

    def as_nullable(self) -> Field:
        """The field as file sources return it: nullable at every depth (Spark's `asNullable`)."""
        return Field(self.name, nullable_type(self.type), True)


class Schema:
    """The columns of a DataFrame, in order. Names are looked up as Spark does: ignoring case."""

    def __init__(self, fields: Iterable[Field] = ()) -> None:
        self.fields: tuple[Field, ...] = tuple(fields)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name.lower(): field for field in reversed(self.fields)}

    def get(self, name: str) -> Field | None:
        """The first column of that name, or None."""
        return self._by_name.get(name.lower())

    def field(self, name: str) -> Field:
        """The column of that name; one of unknown type where there is none.

        Schema rules use it so that one missing column does not hide the problems behind it.
        """
        return self.get(name) or Field(name, UNKNOWN)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_name

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schema) and self.fields == other.fields

    def __hash__(self) -> int:
        return hash(self.fields)

    def __repr__(self) -> str:
        return f"Schema({', '.join(f'{f.name}: {f.type}' for f in self.fields)})"

    def to_json(self) -> dict[str, Any]:
        """What `df.schema.jsonValue()` gives in PySpark."""
        return {"type": "struct", "fields": [field.to_json() for field in self.fields]}


UNKNOWN = DataType("unknown")
VOID = DataType("void")
BOOLEAN = DataType("boolean")
BYTE = DataType("byte")
SHORT = DataType("short")
INTEGER = DataType("integer")
LONG = DataType("long")
FLOAT = DataType("float")
DOUBLE = DataType("double")
STRING = DataType("string")
BINARY = DataType("binary")
DATE = DataType("date")
TIMESTAMP = DataType("timestamp")
TIMESTAMP_NTZ = DataType("timestamp_ntz")
INTERVAL_DAY_TIME = DataType("interval day to second")
INTERVAL_YEAR_MONTH = DataType("interval year to month")

SIMPLE_TYPES = {
    t.name: t
    for t in (
        VOID, BOOLEAN, BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE, STRING, BINARY, DATE,
        TIMESTAMP, TIMESTAMP_NTZ, INTERVAL_DAY_TIME, INTERVAL_YEAR_MONTH,
    )
}  # fmt: skip

_DDL_NAMES = {"byte": "tinyint", "short": "smallint", "integer": "int", "long": "bigint"}
_INTEGRAL = ("byte", "short", "integer", "long")
_NUMERIC = (*_INTEGRAL, "float", "double", "decimal")
_DATETIME = ("date", "timestamp", "timestamp_ntz")


def is_integral(type_: DataType) -> bool:
    return type_.name in _INTEGRAL


def is_numeric(type_: DataType) -> bool:
    return type_.name in _NUMERIC


def is_datetime(type_: DataType) -> bool:
    return type_.name in _DATETIME


def nullable_type(type_: DataType) -> DataType:
    """`type_` with every nested part nullable, as Spark's file sources read it."""
    match type_:
        case ArrayType():
            return ArrayType(element=nullable_type(type_.element))
        case MapType():
            return MapType(key=nullable_type(type_.key), value=nullable_type(type_.value))
        case StructType():
            return StructType(fields=tuple(field.as_nullable() for field in type_.fields))
    return type_


# What Spark reserves, or gives another meaning where a column could stand.
_WORDS = """
    all and anti any array as authorization between both by case cast check collate column
    constraint create cross current_date current_time current_timestamp current_user
    distinct div else end escape except exists explode extract false fetch filter for
    foreign from full grant group grouping__id having if in inner intersect interval into is
    join lateral leading left like ilike limit localtime localtimestamp minus natural not
    null offset on only or order outer overlaps pivot position primary qualify recursive
    references regexp right rlike select semi session_user some table tablesample then time
    timestamp to trailing true union unique unknown unpivot user using values when where
    window with within date
"""
_RESERVED = frozenset(_WORDS.split())


def quote_name(name: str) -> str:
    """A column name as Spark SQL takes it: in backticks unless it is a plain word."""
    plain = name.isascii() and name.isidentifier() and not name.startswith("_")
    return name if plain and name.lower() not in _RESERVED else "`" + name.replace("`", "``") + "`"


def dotted(name: str) -> str:
    """A column name for the methods of DataFrames that would read a dot as a field access."""
    return "`" + name.replace("`", "``") + "`" if "." in name or "`" in name else name

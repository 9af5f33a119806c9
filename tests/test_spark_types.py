"""Types as DDL and as JSON: what PySpark's own types give."""

from __future__ import annotations

import pytest
from pyspark.sql import types as p

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions import parse_type
from tests.helpers import without_metadata

PAIRS: list[tuple[t.DataType, p.DataType]] = [
    (t.VOID, p.NullType()),
    (t.BOOLEAN, p.BooleanType()),
    (t.BYTE, p.ByteType()),
    (t.SHORT, p.ShortType()),
    (t.INTEGER, p.IntegerType()),
    (t.LONG, p.LongType()),
    (t.FLOAT, p.FloatType()),
    (t.DOUBLE, p.DoubleType()),
    (t.STRING, p.StringType()),
    (t.BINARY, p.BinaryType()),
    (t.DATE, p.DateType()),
    (t.TIMESTAMP, p.TimestampType()),
    (t.TIMESTAMP_NTZ, p.TimestampNTZType()),
    (t.INTERVAL_DAY_TIME, p.DayTimeIntervalType()),
    (t.INTERVAL_YEAR_MONTH, p.YearMonthIntervalType()),
    (t.DecimalType(), p.DecimalType()),
    (t.DecimalType(precision=38, scale=18), p.DecimalType(38, 18)),
    (t.ArrayType(element=t.LONG), p.ArrayType(p.LongType())),
    (t.ArrayType(element=t.LONG, contains_null=False), p.ArrayType(p.LongType(), False)),
    (t.MapType(key=t.STRING, value=t.DATE), p.MapType(p.StringType(), p.DateType())),
    (
        t.MapType(key=t.INTEGER, value=t.ArrayType(element=t.BYTE), value_contains_null=False),
        p.MapType(p.IntegerType(), p.ArrayType(p.ByteType()), False),
    ),
    (
        t.StructType(fields=(t.Field("a", t.INTEGER, False), t.Field("b", t.STRING))),
        p.StructType().add("a", p.IntegerType(), nullable=False).add("b", p.StringType()),
    ),
    (t.StructType(), p.StructType()),
]


@pytest.mark.parametrize(("ours", "sparks"), PAIRS, ids=[str(ours) for ours, _ in PAIRS])
def test_json_and_ddl_are_pysparks(ours: t.DataType, sparks: p.DataType) -> None:
    assert ours.to_json() == without_metadata(sparks.jsonValue())
    assert ours.ddl == sparks.simpleString()
    assert str(ours) == ours.ddl


@pytest.mark.parametrize("ours", [ours for ours, _ in PAIRS], ids=str)
def test_ddl_is_read_again(ours: t.DataType) -> None:
    assert parse_type(ours.ddl) == t.nullable_type(ours)


def test_a_schema_is_pysparks() -> None:
    ours = t.Schema([t.Field("Id", t.LONG, False), t.Field("when", t.TIMESTAMP)])
    sparks = p.StructType().add("Id", p.LongType(), nullable=False).add("when", p.TimestampType())
    assert ours.to_json() == sparks.jsonValue()


def test_columns_are_looked_up_without_case() -> None:
    schema = t.Schema([t.Field("Id", t.LONG, False), t.Field("id", t.STRING)])
    assert schema.get("ID") == t.Field("Id", t.LONG, False)
    assert "iD" in schema
    assert 1 not in schema
    assert schema.field("none") == t.Field("none", t.UNKNOWN)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("a", "a"),
        ("a_1", "a_1"),
        ("_a", "`_a`"),
        ("a b", "`a b`"),
        ("1a", "`1a`"),
        ("a`b", "`a``b`"),
        ("ä", "`ä`"),
        ("a.b", "`a.b`"),
    ],
)
def test_names_in_sql(name: str, quoted: str) -> None:
    assert t.quote_name(name) == quoted


def test_names_in_methods() -> None:
    assert [t.dotted(name) for name in ("a b", "a.b", "a`b")] == ["a b", "`a.b`", "`a``b`"]

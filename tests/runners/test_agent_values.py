"""Spark's values as JSON, every type of it, and previews that take few rows."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest

from etlab_jupyter.runners.agent import values

# An SQL expression, and what its value looks like in JSON.
EXAMPLES = {
    "true": True,
    "1Y": 1,
    "2S": 2,
    "3": 3,
    "9007199254740992L": 2**53,
    "9007199254740993L": "9007199254740993",
    "-9223372036854775808L": "-9223372036854775808",
    "1.5F": 1.5,
    "2.25D": 2.25,
    "double('NaN')": "NaN",
    "double('Infinity')": "Infinity",
    "float('-Infinity')": "-Infinity",
    "12.30BD": "12.30",
    "cast(1 as decimal(38, 10))": "1.0000000000",
    "'häß\u2713'": "häß\u2713",
    "X'00FF'": "00ff",
    "DATE'2026-01-31'": "2026-01-31",
    "DATE'0001-01-01'": "0001-01-01",
    "TIMESTAMP'2026-01-31 12:00:00.123456'": "2026-01-31 12:00:00.123456",
    "TIMESTAMP_NTZ'2026-01-31 12:00:00'": "2026-01-31 12:00:00",
    "INTERVAL '1 02:03:04' DAY TO SECOND": "1 day, 2:03:04",
    "parse_json('{\"a\": 1}')": '{"a":1}',
    "TIME'12:34:56'": "12:34:56",
    "array(1, null)": [1, None],
    "array(DATE'2026-01-31')": ["2026-01-31"],
    "map('a', 1.0BD)": {"a": "1.0"},
    "map(1, array(true))": {"1": [True]},
    "named_struct('a', 1, 'b', named_struct('c', X'01'))": {"a": 1, "b": {"c": "01"}},
    "array(named_struct('t', TIMESTAMP'2026-01-31 12:00:00'))": [{"t": "2026-01-31 12:00:00"}],
    "null": None,
    "cast(null as array<int>)": None,
    "cast(null as struct<a: int>)": None,
}

# What Python cannot hold is shown as Spark writes it.
TEXTS = {
    "INTERVAL '1-2' YEAR TO MONTH": "INTERVAL '1-2' YEAR TO MONTH",
    "make_interval(1, 2, 3, 4)": "1 years 2 months 25 days",
    "array(INTERVAL '2' YEAR)": "[INTERVAL '2' YEAR]",
    "DATE'+12026-01-31'": "+12026-01-31",
    "TIMESTAMP'+12026-01-31 12:00:00'": "+12026-01-31 12:00:00",
}


def test_every_type_of_spark(spark):
    columns = [f"{sql} AS c{index}" for index, sql in enumerate(EXAMPLES)]
    shown = values.preview(spark.range(1).selectExpr(*columns), 1)
    (row,) = json.loads(json.dumps(shown["rows"], allow_nan=False))
    assert dict(zip(EXAMPLES, row, strict=True)) == EXAMPLES


@pytest.mark.parametrize("sql", TEXTS)
def test_what_python_cannot_hold(spark, sql):
    shown = values.preview(spark.sql(f"SELECT 1 AS a, {sql} AS a"), 1)
    assert shown["rows"] == [[1, TEXTS[sql]]]


def test_the_preview_has_schema_and_rows_and_says_if_there_may_be_more(spark):
    frame = spark.range(3).selectExpr("id", "struct(id AS x) AS s")
    shown = values.preview(frame, 2)
    assert shown["schema"] == frame.schema.jsonValue()
    assert shown["rows"] == [[0, {"x": 0}], [1, {"x": 1}]]
    assert shown["truncated"] is True
    assert values.preview(frame, 10)["truncated"] is False
    assert values.preview(spark.range(0).toDF("id"), 10)["rows"] == []


def test_columns_of_the_same_name_are_shown_one_by_one(spark):
    assert values.preview(spark.sql("SELECT 1 AS a, 2 AS a"), 5)["rows"] == [[1, 2]]


def test_timestamps_are_shown_in_the_session_s_zone(spark):
    spark.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    try:
        frame = spark.sql("SELECT timestamp_seconds(0), array(timestamp_seconds(0))")
        (row,) = values.preview(frame, 1)["rows"]
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")
    assert row == ["1970-01-01 05:30:00", ["1970-01-01 05:30:00"]]


def test_no_more_than_n_rows_leave_spark(spark):
    seen = []

    class Recorder:
        """Stands for a DataFrame and notes what is collected."""

        def __init__(self, frame):
            self._frame = frame

        def __getattr__(self, name):
            return getattr(self._frame, name)

        def limit(self, rows):
            return Recorder(self._frame.limit(rows))

        def collect(self):
            plan = self._frame._jdf.queryExecution().executedPlan().toString()
            rows = self._frame.collect()
            seen.append((plan, len(rows)))
            return rows

    values.preview(Recorder(spark.range(1_000_000)), 7)
    ((plan, rows),) = seen
    assert rows == 7
    assert plan.startswith("CollectLimit 7")


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("x" * 2000, "string", "x" * 1000 + "… (2000 characters)"),
        (b"\x01" * 2000, "binary", "01" * 500 + "… (4000 characters)"),
        (list(range(102)), {"type": "array", "elementType": "integer"},
         [*range(100), "… 2 more"]),
        ({i: i for i in range(101)},
         {"type": "map", "keyType": "integer", "valueType": "integer"},
         {**{str(i): i for i in range(100)}, "… 1 more": None}),
        (Decimal("1E-10"), "decimal(38,10)", "1E-10"),
        (datetime.datetime(2026, 1, 1), "timestamp_ntz", "2026-01-01 00:00:00"),  # noqa: DTZ001
        (object, {"type": "udt"}, str(object)),
    ],
)  # fmt: skip
def test_long_and_odd_values(value, kind, expected):
    assert values.to_json(value, kind) == expected

"""Cast."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from tests.nodes.transforms.checks import HOSTILE, cell, hints, hostile, problems, rows, run, source

COLUMNS = {"id": "integer!", "text": "string", "amount": "double"}


def cast(type_, column="text", value="1", **options):
    node = source(COLUMNS, [(1, value, 1.25)])
    return node.cast([{"column": column, "type": type_, **options}], label="Done")


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("int", "7", 7),
        ("decimal(6,2)", "1.5", Decimal("1.50")),
        ("date", "2026-01-31", datetime.date(2026, 1, 31)),
        ("boolean", "true", True),
        ("binary", "a", bytearray(b"a")),
        ("double", None, None),
    ],
)
def test_texts_become_values(spark, type_, value, expected):
    assert rows(spark, cast(type_, value=value))[0][1] == expected


def test_values_become_texts_and_keep_whether_they_may_be_null(spark):
    node = source(COLUMNS, [(1, "a", 1.25)])
    types = [{"column": "ID", "type": "string"}, {"column": "amount", "type": "decimal(3,1)"}]
    assert rows(spark, node.cast(types)) == [("1", "a", Decimal("1.3"))]


def test_a_column_may_be_cast_twice(spark):
    node = source(COLUMNS, [(1, "7", 1.25)])
    pairs = [("id", "int"), ("id", "string"), ("text", "int"), ("text", "double")]
    types = [{"column": column, "type": type_, "on_error": "null"} for column, type_ in pairs]
    assert rows(spark, node.cast(types)) == [("1", 7.0, 1.25)]


def test_bad_values_fail_or_become_null(spark):
    assert cell(cast("int")) == 'done = orders.withColumn("text", F.col("text").cast("int"))'
    with pytest.raises(Exception, match="CAST_INVALID_INPUT"):
        rows(spark, cast("int", value="x"))
    assert rows(spark, cast("int", value="x", on_error="null")) == [(1, None, 1.25)]


def test_hostile_names(spark):
    names = [name for name in HOSTILE if "${" not in name]
    errors = ["null", "fail"] * len(names)
    columns = [{"column": n, "type": "int", "on_error": e} for n, e in zip(names, errors)]  # noqa: B905
    run(spark, hostile().cast(columns))


def test_mistakes():
    assert problems(cast("int", column="txt")) == [("unknown-column", "columns.0.column")]
    assert problems(cast("itn")) == [("unknown-type", "columns.0.type")]
    assert "int" in hints(cast("itn"))[0]
    assert problems(cast("array<int>", column="id")) == [("type-mismatch", "columns.0.type")]

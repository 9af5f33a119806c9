"""Rows that are written down in the page."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from etlab_jupyter import Page
from tests.nodes.sources.checks import HOSTILE, cell, codes, read


def column(name, type_, **more):
    return {"name": name, "type": type_, **more}


def one(type_, value, **more):
    page = Page()
    page.read.rows([column("c", type_, **more)], [[value]])
    return page


def test_the_code_is_what_one_would_write():
    page = Page()
    page.read.rows(
        [column("id", "integer", nullable=False), column("day", "date")],
        [[1, "2024-01-31"], {"id": 2}],
        label="Orders",
    )
    assert cell(page) == (
        "orders = spark.createDataFrame(\n"
        '    [[1, "2024-01-31"], [2, None]], "id int NOT NULL, day string"\n'
        ').withColumn("day", F.col("day").cast("date"))'
    )


VALUES = [
    ("string", "x", "x"),
    ("integer", -(2**31), -(2**31)),
    ("byte", 127, 127),
    ("short", 1, 1),
    ("long", 2**63 - 1, 2**63 - 1),
    ("float", 1.5, 1.5),
    ("float", 1, 1.0),
    ("double", 2, 2.0),
    ("double", 1e300, 1e300),
    ("double", "-Infinity", float("-inf")),
    ("boolean", True, True),
    ("decimal(12,2)", "1234567890.12", Decimal("1234567890.12")),
    ("decimal(12,2)", 1.5, Decimal("1.50")),
    ("decimal(5,0)", 12345, Decimal(12345)),
    ("decimal(5,3)", "0.001", Decimal("0.001")),
    ("date", "2024-02-29", datetime.date(2024, 2, 29)),
    (
        "timestamp",
        "2024-01-31 10:30:00",
        datetime.datetime.fromisoformat("2024-01-31 10:30"),
    ),
    (
        "timestamp",
        "2024-01-31T10:30:00.5+01:00",
        datetime.datetime.fromisoformat("2024-01-31 09:30:00.500"),
    ),
    ("timestamp", "2024-01-31", datetime.datetime.fromisoformat("2024-01-31")),
    (
        "timestamp_ntz",
        "2024-01-31 10:30",
        datetime.datetime.fromisoformat("2024-01-31 10:30"),
    ),
    ("binary", "", b""),
    ("binary", "AAEiXCf/", b"\x00\x01\"\\'\xff"),
]


@pytest.mark.parametrize("nullable", [True, False])
def test_a_value_of_every_type(spark, nullable):
    types = [type_ for type_, _, _ in VALUES]
    columns = [column(f"c{i}", t, nullable=nullable) for i, t in enumerate(types)]
    rows: list[Any] = [[value for _, value, _ in VALUES]]
    if nullable:
        rows += [[None] * len(VALUES), {}]
    page = Page()
    page.read.rows(columns, rows)
    first, *others = read(spark, page).collect()
    assert list(first) == [expected for _, _, expected in VALUES]
    assert all(value is None for row in others for value in row)


@pytest.mark.parametrize("nullable", [True, False])
def test_nested_values(spark, nullable):
    maybe = {"nullable": nullable}
    inner = [column("b", "boolean", **maybe)]
    columns = [
        column("a", "array", element={"type": "integer", **maybe}, **maybe),
        column("days", "array", element={"type": "date", **maybe}, **maybe),
        column(
            "m", "map", **maybe,
            key={"type": "integer"}, value={"type": "double", **maybe},
        ),
        column("prices", "map", key={"type": "string"}, value={"type": "decimal(5,2)"}),
        column(
            "s", "struct", **maybe,
            fields=[
                column("x y", "binary", **maybe),
                column("inner", "struct", fields=inner),
            ],
        ),
        column("at", "struct", **maybe, fields=[column("t", "timestamp")]),
    ]  # fmt: skip
    page = Page()
    page.read.rows(
        columns,
        [
            [
                [1, 2], ["2024-01-31"], {"1": 2}, {"k": "1.5"},
                {"x y": "eHk=", "inner": {"b": True}}, ["2024-01-31 10:00:00"],
            ]
        ],
    )  # fmt: skip
    row = read(spark, page).first().asDict(recursive=True)
    assert row == {
        "a": [1, 2],
        "days": [datetime.date(2024, 1, 31)],
        "m": {1: 2.0},
        "prices": {"k": Decimal("1.50")},
        "s": {"x y": b"xy", "inner": {"b": True}},
        "at": {"t": datetime.datetime.fromisoformat("2024-01-31 10:00")},
    }


def test_hostile_values_are_only_data(spark):
    page = Page()
    page.read.rows(
        [column("i", "integer"), column("s", "string")],
        [list(pair) for pair in enumerate(HOSTILE)],
    )
    found = [row.s for row in read(spark, page).orderBy("i").collect()]
    assert found == [text.replace("$${", "${") for text in HOSTILE]


def test_hostile_names_are_only_data(spark):
    names = [
        "a b",
        "a.b",
        "`t`",
        'q"q',
        "new\nline",
        "{x}",
        "ü",
        "x" * 1000,
        "select",
        "a'b",
    ]
    page = Page()
    page.read.rows([column(n, "date") for n in names], [["2024-01-31"] * len(names)])
    assert read(spark, page).columns == names


def test_no_rows_and_many_rows(spark):
    for rows in ([], [[index] for index in range(300)]):
        page = Page()
        page.read.rows([column("i", "integer")], rows)
        assert [[row.i] for row in read(spark, page).collect()] == rows


def test_parameters_in_values(spark):
    page = Page()
    page.parameter("day", "date", "2024-01-31")
    page.read.rows([column("s", "string"), column("d", "date")], [["x ${day}", "${day}"]])
    row = read(spark, page, day="2025-12-31").first()
    assert (row.s, row.d) == ("x 2025-12-31", datetime.date(2025, 12, 31))


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("integer", "1"), ("integer", True), ("integer", 1.5), ("integer", 2**31),
        ("byte", 128), ("string", 1), ("boolean", 1), ("boolean", "true"),
        ("double", "x"),
        ("double", True), ("double", 10**400), ("decimal(5,2)", "1.234"),
        ("decimal(5,2)", 1000), ("decimal(5,2)", "x"), ("decimal(5,2)", "NaN"),
        ("date", "31.01.2024"), ("date", "2024-02-30"), ("date", 20240131),
        ("timestamp", "10:00"), ("timestamp", "2024-01-31 25:00"),
        ("timestamp_ntz", "2024-01-31 10:00:00Z"), ("binary", "not base64!"),
        ("binary", "é"), ("interval day to second", "1"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_reported(type_, value):
    (problem,) = one(type_, value).check()
    assert problem.code == "bad-value"
    assert problem.field == "rows.0.0"
    assert "Row 1, column 'c'" in problem.message


@pytest.mark.parametrize(
    ("columns", "row", "code"),
    [
        ([column("a", "integer", nullable=False)], [None], "bad-value"),
        ([column("a", "integer", nullable=False)], {}, "bad-value"),
        ([column("a", "integer")], [1, 2], "wrong-number-of-values"),
        ([column("a", "integer")], [], "wrong-number-of-values"),
        ([column("a", "integer")], {"a": 1, "b": 2}, "unknown-column"),
        ([column("a", "integer"), column("A", "integer")], [1, 2], "duplicate-column"),
        ([column("a", "array", element={"type": "integer"})], [["x"]], "bad-value"),
        ([column("a", "array", element={"type": "integer"})], [1], "bad-value"),
        (
            [column("a", "array", element={"type": "integer", "nullable": False})],
            [[None]], "bad-value",
        ),
        (
            [column("a", "map", key={"type": "date"}, value={"type": "integer"})],
            [{"2024-01-31": 1}], "bad-value",
        ),
        (
            [column("a", "map", key={"type": "integer"}, value={"type": "integer"})],
            [{"x": 1}], "bad-value",
        ),
        (
            [column("a", "map", key={"type": "string"}, value={"type": "integer"})],
            [1], "bad-value",
        ),
        (
            [column("a", "struct", fields=[column("x", "integer")])],
            [{"y": 1}], "bad-value",
        ),
        ([column("a", "struct", fields=[column("x", "integer")])], ["x"], "bad-value"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_reported(columns, row, code):
    page = Page()
    page.read.rows(columns, [row])
    assert codes(page) == [code]


def test_columns_are_needed():
    page = Page()
    page.add("rows", rows=[[1]])
    assert codes(page) == ["no-columns"]
    page = Page()
    page.add("rows", schema_name="nothing", rows=[[1]])
    assert codes(page) == ["unknown-schema"]

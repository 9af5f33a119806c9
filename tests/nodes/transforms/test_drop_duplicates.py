"""Drop duplicates."""

from __future__ import annotations

from tests.nodes.transforms.checks import (
    HOSTILE,
    IN_SQL,
    cell,
    hints,
    hostile,
    problems,
    rows,
    run,
    source,
)

COLUMNS = {"id": "integer!", "at": "integer", "row_number": "string"}
ROWS = [(1, 10, "a"), (1, 30, "b"), (2, None, "c"), (2, 5, "d")]


def done(columns=("id",), **options):
    return source(COLUMNS, ROWS).drop_duplicates(list(columns), label="Done", **options)


def test_any_of_them(spark):
    assert cell(done(["id", "at"])) == 'done = orders.dropDuplicates(["id", "at"])'
    assert [row[0] for row in rows(spark, done())] == [1, 2]


def test_the_first_and_the_last_by_an_order(spark):
    first = done(keep="first", order_by=[{"column": "at"}])
    assert rows(spark, first) == [(1, 10, "a"), (2, None, "c")]
    last = done(keep="last", order_by=[{"column": "at"}])
    assert rows(spark, last) == [(1, 30, "b"), (2, 5, "d")]
    nulls = done(keep="last", order_by=[{"column": "at", "nulls": "last"}])
    assert rows(spark, nulls) == [(1, 30, "b"), (2, None, "c")]
    assert "row_number_2" in cell(first)


def test_hostile_names(spark):
    run(spark, hostile().drop_duplicates(HOSTILE))
    run(spark, hostile().drop_duplicates(HOSTILE, keep="first", order_by=IN_SQL))


def test_mistakes():
    assert problems(done(["idd"])) == [("unknown-column", "columns.0")]
    assert hints(done(["idd"])) == ["Did you mean 'id'?"]
    assert problems(done(keep="first")) == [("bad-config", "order_by")]
    assert problems(done(keep="last", order_by=["att"])) == [
        ("unknown-column", "order_by.0.column")
    ]

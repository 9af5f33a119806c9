"""Fill nulls, drop nulls, replace values."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import HOSTILE, cell, hints, hostile, problems, rows, run, source

COLUMNS = {"id": "integer", "name": "string", "x": "double", "ok": "boolean"}
ROWS = [(1, None, None, None), (None, "n/a", 2.5, True), (None, None, None, None)]


def orders():
    return source(COLUMNS, ROWS)


def fill(*pairs):
    columns = [{"column": column, "value": value} for column, value in pairs]
    return orders().fill_nulls(columns, label="Done")


def test_fill_each_type(spark):
    node = fill(("ID", 0), ("name", "it's"), ("x", 1), ("ok", False))
    assert cell(node) == ('done = orders.fillna({"ID": 0, "name": "it\'s", "x": 1, "ok": False})')
    assert rows(spark, node)[0] == (0, "it's", 1.0, False)
    run(spark, hostile().fill_nulls([{"column": name, "value": "x"} for name in HOSTILE]))


NUMBERS = {"byte": "tinyint", "int": "integer!", "long": "long", "float": "float",
           "double": "double", "narrow": "decimal(4,2)", "wide": "decimal(20,0)"}  # fmt: skip


def test_numbers_are_cast_to_the_columns_types(spark):
    """A cast that may give null leaves the column nullable."""
    numbers = source(NUMBERS, [(None, 1, *[None] * 5)])
    filled = numbers.fill_nulls([{"column": name, "value": 7} for name in NUMBERS])
    assert rows(spark, filled) == [(7, 1, 7, 7.0, 7.0, 7, 7)]
    filled = numbers.fill_nulls([{"column": name, "value": 2.0} for name in NUMBERS])
    assert rows(spark, filled) == [(2, 1, 2, 2.0, 2.0, 2, 2)]
    replaced = filled.replace(list(NUMBERS), [{"old": 2, "new": 3}, {"old": 1, "new": 1.5}])
    assert rows(spark, replaced) == [(3, 1, 3, 3.0, 3.0, 3, 3)]


def test_parameters(spark):
    node = fill(("${column}", "${value} $${")).drop_nulls(columns=["${column}"])
    node = node.replace(["${column}"], [{"old": "${old}", "new": "$${new}"}])
    for name, value in (("column", "name"), ("value", "it's"), ("old", "n/a")):
        node.page.parameter(name, "string", value)
    assert [row[1] for row in rows(spark, node)] == ["${new}", "it's ${", "it's ${"]


@pytest.mark.parametrize("pair", [("id", "x"), ("name", 1), ("ok", 1), ("x", True), ("id", 0.5)])
def test_a_value_that_does_not_fit_is_told(pair):
    assert problems(fill(pair)) == [("type-mismatch", "columns.0.value")]


def test_fill_of_a_missing_column():
    assert problems(fill(("idd", 1))) == [("unknown-column", "columns.0.column")]
    assert hints(fill(("idd", 1))) == ["Did you mean 'id'?"]


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ({}, 0),
        ({"how": "all"}, 2),
        ({"columns": ["id"]}, 1),
        ({"columns": ["id", "x"], "how": "all"}, 2),
        ({"at_least": 2}, 1),
        ({"at_least": 1, "columns": ["id", "ok"]}, 2),
    ],
)
def test_drop(spark, options, count):
    assert run(spark, orders().drop_nulls(**options)).count() == count


def test_drop_by_hostile_names_and_mistakes(spark):
    run(spark, hostile().drop_nulls(columns=HOSTILE))
    assert problems(orders().drop_nulls(columns=["idd"])) == [("unknown-column", "columns.0")]


def replace(columns, *pairs):
    values = [{"old": old, "new": new} for old, new in pairs]
    return orders().replace(list(columns), values, label="Done")


def test_replace(spark):
    node = replace(["name"], ("n/a", None), ("a", "b"))
    assert cell(node) == 'done = orders.replace({"n/a": None, "a": "b"}, subset=["name"])'
    assert {row[1] for row in rows(spark, node)} == {None}
    assert rows(spark, replace(["id", "x"], (1, 7), (2.5, 0)))[-1][0] == 7
    assert rows(spark, replace(["ok"], (True, False)))
    run(spark, hostile().replace(HOSTILE, [{"old": "1", "new": "$${x}"}]))


@pytest.mark.parametrize(
    ("columns", "pairs", "expected"),
    [
        (["nam"], [("a", "b")], ("unknown-column", "columns.0")),
        (["id"], [("a", "b")], ("type-mismatch", "columns.0")),
        (["name"], [("a", 1)], ("bad-config", None)),
        (["name"], [("a", "b"), ("a", "c")], ("bad-config", None)),
        (["id"], [(1, 2), (1.0, 3)], ("bad-config", None)),
        (["name"], [], ("bad-config", "values")),
        (["ok"], [(1, 0)], ("type-mismatch", "columns.0")),
        ([], [("a", "b")], ("bad-config", "columns")),
    ],
)
def test_mistakes_of_replace(columns, pairs, expected):
    found = [(code, field or None) for code, field in problems(replace(columns, *pairs))]
    assert found == [expected]

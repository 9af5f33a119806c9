"""Dates and times."""

from __future__ import annotations

import itertools
from datetime import date, datetime

import pytest

from etlab_jupyter.nodes.transforms.datetime import OPERATIONS
from tests.nodes.transforms.checks import HOSTILE, cell, hints, hostile, problems, rows, run, source

COLUMNS = {"day": "date", "at": "timestamp", "other": "date!", "text": "string", "n": "long"}
ROWS = [("2026-01-31", "2026-01-31 10:20:30", "2025-12-01", "31.01.2026", 86400)]


CASES = {
    "year": ("day", None, 2026), "quarter": ("day", None, 1), "month": ("day", None, 1),
    "week": ("day", None, 5), "day": ("day", None, 31), "day_of_week": ("day", None, 7),
    "day_of_year": ("day", None, 31), "hour": ("at", None, 10), "minute": ("at", None, 20),
    "second": ("at", None, 30), "last_day": ("day", None, date(2026, 1, 31)),
    "to_unix": ("at", None, 1769854830),
    "from_unix": ("n", None, datetime.fromisoformat("1970-01-02")),
    "to_date": ("text", "dd.MM.yyyy", date(2026, 1, 31)),
    "to_timestamp": ("text", "dd.MM.yyyy", datetime.fromisoformat("2026-01-31")),
    "format": ("day", "yyyy-'Q'q", "2026-Q1"),
    "truncate": ("at", "MONTH", datetime.fromisoformat("2026-01-01")),
    "add_days": ("day", 1, date(2026, 2, 1)), "add_months": ("day", 1, date(2026, 2, 28)),
    "next_day": ("day", "Mon", date(2026, 2, 2)), "days_between": ("day", "other", 61),
    "months_between": ("day", "other", 1.96774194),
    "from_utc": ("at", "Europe/Berlin", datetime.fromisoformat("2026-01-31 11:20:30")),
    "to_utc": ("at", "Europe/Berlin", datetime.fromisoformat("2026-01-31 09:20:30")),
}  # fmt: skip


def compute(column, operation, argument=None, **more):
    item = {"column": column, "operation": operation, "argument": argument, **more}
    return source(COLUMNS, ROWS).datetime([item], label="Done")


def test_there_is_a_case_for_each_operation():
    assert set(CASES) == set(OPERATIONS)


@pytest.mark.parametrize("operation", CASES)
def test_each_operation(spark, operation):
    column, argument, expected = CASES[operation]
    node = compute(column, operation, argument, name="v")
    assert rows(spark, node)[0][-1] == expected


def test_a_column_is_replaced_where_no_name_is_given(spark):
    node = compute("day", "year")
    assert cell(node) == 'done = orders.withColumn("day", F.year("day"))'
    assert run(spark, node).columns == list(COLUMNS)
    assert rows(spark, compute("other", "to_date"))


def test_hostile_names(spark):
    items = [{"column": name, "operation": "to_date", "argument": "yyyy"} for name in HOSTILE]
    run(spark, hostile(rows=[["2026"] * len(HOSTILE)]).datetime(items))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (("dai", "year"), ("unknown-column", "operations.0.column")),
        (("day", "days_between", "othr"), ("unknown-column", "operations.0.argument")),
        (("day", "format"), ("bad-config", "operations.0")),
        (("day", "year", "x"), ("bad-config", "operations.0")),
        (("day", "add_days", "x"), ("bad-config", "operations.0")),
        (("day", "yeer"), ("bad-config", "operations.0.operation")),
        (("day", "format", 5), ("bad-config", "operations.0")),
        (("at", "truncate", "MONHT"), ("bad-config", "operations.0.argument")),
        (("n", "year"), ("type-mismatch", "operations.0.column")),
        (("text", "from_unix"), ("type-mismatch", "operations.0.column")),
        (("n", "days_between", "day"), ("type-mismatch", "operations.0.column")),
    ],
)
def test_mistakes(item, expected):
    assert problems(compute(*item)) == [expected]


def test_what_was_meant():
    assert hints(compute("dai", "year")) == ["Did you mean 'day'?"]
    assert hints(compute("at", "truncate", "monht")) == ["Did you mean 'MONTH'?"]


def test_parameters(spark):
    items = [
        {"column": "${column}", "operation": "year", "name": "y_${column}"},
        {"column": "${column}", "operation": "days_between", "argument": "${column}", "name": "z"},
        {"column": "at", "operation": "truncate", "argument": "${unit}", "name": "t"},
        {"column": "at", "operation": "format", "argument": "${format}'$${'", "name": "f"},
    ]
    node = source(COLUMNS, ROWS).datetime(items)
    for name, value in (("column", "other"), ("unit", "year"), ("format", "yyyy")):
        node.page.parameter(name, "string", value)
    found = rows(spark, node)[0][len(COLUMNS) :]
    assert found == (2025, 0, datetime.fromisoformat("2026-01-01"), "2026${")


def test_nulls_and_hostile_pairs(spark):
    assert rows(spark, source(COLUMNS, [(None, None, "2025-12-01", None, None)]).datetime(
        [{"column": "day", "operation": "add_days", "argument": -1}]))[0][0] is None  # fmt: skip
    pairs = itertools.pairwise(HOSTILE)
    items = [{"column": a, "operation": "days_between", "argument": b} for a, b in pairs]
    run(spark, hostile("date", [["2026-01-01"] * len(HOSTILE)]).datetime(items))

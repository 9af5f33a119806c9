"""Aggregate."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from tests.nodes.transforms.checks import (
    HOSTILE,
    IN_SQL,
    NAMES,
    QUOTED,
    cell,
    hostile,
    rows,
    run,
    source,
)

COLUMNS = {
    "id": "integer!", "g": "string", "n": "integer", "b": "boolean", "x": "double",
    "d": "decimal(10,2)", "day": "date",
}  # fmt: skip
ROWS = [
    (1, "a", 1, True, 1.0, "1.50", "2024-01-01"),
    (2, "a", 3, False, 3.0, "2.50", "2024-01-03"),
    (3, "a", 3, None, None, None, None),
    (4, None, None, None, None, None, None),
]


def data(values=ROWS):
    return source(COLUMNS, values)


def test_the_code_is_what_one_would_write():
    node = data().aggregate(
        ["g"],
        [{"function": "sum", "expression": "n", "name": "total"}, "count(*) AS n"],
        "total > 3",
        label="Totals",
    )
    assert cell(node) == (
        "totals = (\n"
        '    orders.groupBy("g")\n'
        '    .agg(F.sum("n").alias("total"), F.expr("count(*)").alias("n"))\n'
        '    .filter("total > 3")\n'
        ")"
    )


# function, what of, the values for the group "a", for the group null (all null) and without rows
FUNCTIONS: list[tuple[str, str, object, object, object]] = [
    ("count", "*", 3, 1, 0),
    ("count", "n", 3, 0, 0),
    ("count_distinct", "n", 2, 0, 0),
    ("approx_count_distinct", "n", 2, 0, 0),
    ("count_if", "n > 1", 2, 0, 0),
    ("sum", "n", 7, None, None),
    ("sum", "d", Decimal("4.00"), None, None),
    ("sum_distinct", "n", 4, None, None),
    ("avg", "n + 0.5", Decimal("2.83333"), None, None),
    ("avg", "x", 2.0, None, None),
    ("min", "day", datetime.date(2024, 1, 1), None, None),
    ("max", "d", Decimal("2.50"), None, None),
    ("median", "n", 3.0, None, None),
    ("mode", "n", 3, None, None),
    ("percentile", "x", 1.5, None, None),
    ("percentile_approx", "n", 1, None, None),
    ("stddev", "x", 2**0.5, None, None),
    ("stddev_pop", "x", 1.0, None, None),
    ("variance", "x", 2.0, None, None),
    ("var_pop", "x", 1.0, None, None),
    ("skewness", "x", 0.0, None, None),
    ("kurtosis", "x", -2.0, None, None),
    ("first", "g", "a", None, None),
    ("last", "g", "a", None, None),
    ("any_value", "g", "a", None, None),
    ("first", "id", 1, 4, None),
    ("collect_list", "n", [1, 3, 3], [], []),
    ("collect_set", "g", ["a"], [], []),
    ("bool_and", "b", False, None, None),
    ("bool_or", "b", True, None, None),
    ("max", "struct(n, g)", (3, "a"), (None, None), None),
    ("expression", "sum(n) / count(n)", 7 / 3, None, None),
]  # fmt: skip


def aggregations(where=None):
    percentages = {"percentile": 0.25, "percentile_approx": 0.25}
    return [
        {"function": function, "expression": of, "name": f"c{index}", "where": where,
         "percentage": percentages.get(function)}
        for index, (function, of, *_) in enumerate(FUNCTIONS)
    ]  # fmt: skip


@pytest.mark.parametrize("where", [None, "id > 0"], ids=["api", "sql"])
def test_every_function_for_each_group(spark, where):
    """With a condition the same functions are written in SQL."""
    null, a = rows(spark, data().aggregate(["g"], aggregations(where)))
    for index, (function, of, expected, of_nulls, _) in enumerate(FUNCTIONS, 1):
        assert a[index] == pytest.approx(expected), (function, of)
        assert null[index] == of_nulls, (function, of)


@pytest.mark.parametrize("group_by", [[], ["g"]])
def test_without_rows_there_is_one_row_unless_there_are_groups(spark, group_by):
    found = rows(spark, data([]).aggregate(group_by, aggregations()))
    assert found == ([] if group_by else [tuple(empty for *_, empty in FUNCTIONS)])


def test_only_the_rows_that_count(spark):
    node = data().aggregate(
        ["g"],
        [
            {"function": "count", "where": "n > 1", "name": "n"},
            {"function": "count_distinct", "expression": "n", "where": "n > 1", "name": "d"},
            {"expression": "sum(n)", "where": "b", "name": "s"},
            {"function": "sum", "expression": "n", "where": "g = 'x'", "name": "none"},
        ],
    )
    assert rows(spark, node) == [(None, 0, 0, None, None), ("a", 2, 1, 1, None)]
    assert 'F.expr("count(*) FILTER (WHERE n > 1)")' in cell(node)


@pytest.mark.parametrize(
    ("having", "expected"),
    [
        ("total > 3", [("a", 7)]),
        ("g IS NULL", [(None, None)]),
        ("total > 3 AND g = '${p}'", [("a", 7)]),
        ("total < ${q}", [("a", 7)]),
        ("false", []),
    ],
)
def test_having_sees_the_output(spark, having, expected):
    node = data().aggregate(["g"], ["sum(n) AS total"], having)
    node.page.parameter("p", "string", "a")
    node.page.parameter("q", "integer", 8)
    assert rows(spark, node) == expected


def test_names_that_nobody_gave(spark):
    values = [
        {"function": "count"},
        {"function": "sum", "expression": "n * 2"},
        "max(n)",
    ]
    frame = run(spark, data().aggregate([], values))
    assert frame.columns == ["count", "sum_n_2", "max(n)"]


def test_parameters(spark):
    node = data().aggregate(
        ["${group}"],
        [{"function": "sum", "expression": "n + ${add}", "name": "sum_${add}"},
         {"function": "count", "where": "g = '${text}'", "name": "n"}],
    )  # fmt: skip
    node.page.parameter("group", "string", "g")
    node.page.parameter("add", "integer", 1)
    node.page.parameter("text", "string", "a")
    assert rows(spark, node) == [(None, None, 0), ("a", 10, 3)]
    assert run(spark, node).columns == ["g", "sum_1", "n"]


def test_hostile_column_names(spark):
    values = [{"function": "max", "expression": name, "name": f"max {new}"}
              for name, new in zip(QUOTED, HOSTILE, strict=True)]  # fmt: skip
    values += [{"expression": f"min({name})", "where": f"{name} > ''", "name": f"$${{{name}`.\"'"}
               for name in IN_SQL]  # fmt: skip
    node = hostile().aggregate(HOSTILE, values, " AND ".join(f"{name} >= '0'" for name in IN_SQL))
    (row,) = rows(spark, node)
    found = [str(index) for index in range(len(HOSTILE))]
    assert list(row) == [*found, *found, *(v for v in found if v != "6")]
    assert run(spark, node).columns[: 2 * len(NAMES)] == [*NAMES, *(f"max {n}" for n in NAMES)]


def test_a_window_may_look_at_the_groups(spark):
    node = data().aggregate(["g"], ["sum(sum(n)) OVER (ORDER BY g) AS running"])
    assert rows(spark, node) == [(None, None), ("a", 7)]

"""Aggregate."""

from __future__ import annotations

from decimal import Decimal

import pytest

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

COLUMNS = {"k": "string", "i": "integer!", "x": "double", "d": "decimal(8,2)", "ok": "boolean"}
ROWS = [
    ("a", 1, 1.0, "1.50", True), ("a", 2, None, "2.50", False), ("a", 2, 4.0, None, True),
    ("b", 5, 7.0, "9.99", None),
]  # fmt: skip


def aggregate(*aggregations, group_by=("k",), **options):
    node = source(COLUMNS, ROWS)
    return node.aggregate(list(group_by), list(aggregations), label="Done", **options)


def one(function, expression, **more):
    return {"function": function, "expression": expression, "name": "v", **more}


@pytest.mark.parametrize(
    ("item", "values"),
    [
        (one("count", "*"), [3, 1]),
        (one("count", "x"), [2, 1]),
        (one("count_distinct", "i"), [2, 1]),
        (one("approx_count_distinct", "i"), [2, 1]),
        (one("count_if", "i > 1"), [2, 1]),
        (one("sum", "i"), [5, 5]),
        (one("sum", "d"), [Decimal("4.00"), Decimal("9.99")]),
        (one("sum", "x * 2"), [10.0, 14.0]),
        (one("sum_distinct", "i"), [3, 5]),
        (one("avg", "x"), [2.5, 7.0]),
        (one("avg", "d"), [Decimal("2.000000"), Decimal("9.990000")]),
        (one("min", "x"), [1.0, 7.0]),
        (one("max", "k"), ["a", "b"]),
        (one("median", "i"), [2.0, 5.0]),
        (one("mode", "i"), [2, 5]),
        (one("percentile", "i", percentage=0.5), [2.0, 5.0]),
        (one("percentile_approx", "i", percentage=0.5), [2, 5]),
        (one("stddev_pop", "i"), None),
        (one("stddev", "i"), None),
        (one("variance", "i"), None),
        (one("var_pop", "i"), None),
        (one("skewness", "x"), None),
        (one("kurtosis", "x"), None),
        (one("first", "i"), None),
        (one("last", "i"), None),
        (one("any_value", "i"), None),
        (one("collect_list", "i"), None),
        (one("collect_set", "i"), None),
        (one("bool_and", "ok"), [False, None]),
        (one("bool_or", "ok"), [True, None]),
        (one("expression", "sum(i) / count(*)"), [5 / 3, 5.0]),
        (one("sum", "i", where="ok"), [3, None]),
        (one("percentile", "i", percentage=1, where="x > 0"), [2.0, 5.0]),
    ],
)
def test_each_function(spark, item, values):
    found = rows(spark, aggregate(item))
    assert [row[0] for row in found] == ["a", "b"]
    if values is not None:
        assert [row[1] for row in found] == values


def test_without_groups_one_row_comes_out(spark):
    assert rows(spark, aggregate("count(*) AS n", "max(i) AS most", group_by=())) == [(4, 5)]
    empty = source(COLUMNS).aggregate(
        [], [one("count", "*"), {"function": "sum", "expression": "i"}]
    )
    assert rows(spark, empty) == [(0, None)]


def test_having_sees_the_output(spark):
    node = aggregate(one("sum", "i"), having="v > 1 AND k = 'a'")
    assert rows(spark, node) == [("a", 5)]


def test_names_are_made_where_none_is_given(spark):
    items = [{"function": "count"}, {"function": "sum", "expression": "x + i"}, "max(x)"]
    assert run(spark, aggregate(*items)).columns == ["k", "count", "sum_x_i", "max(x)"]


def test_the_code():
    node = aggregate(one("sum", "i"), one("count", "*") | {"name": "n"}, having="n > 1")
    assert cell(node) == (
        "done = (\n"
        '    orders.groupBy("k")\n'
        '    .agg(F.sum("i").alias("v"), F.count("*").alias("n"))\n'
        '    .filter("n > 1")\n'
        ")"
    )


def test_hostile_names(spark):
    items = [{"function": "max", "expression": name, "name": f"$${{{i}}}`\"."}
             for i, name in enumerate(IN_SQL)]  # fmt: skip
    run(spark, hostile().aggregate(HOSTILE, items))


@pytest.mark.parametrize(
    ("items", "options", "expected"),
    [
        ([one("sum", "ii")], {}, ("unknown-column", "aggregations.0.expression")),
        ([one("sum", "k")], {"group_by": ["kk"]}, ("unknown-column", "group_by.0")),
        ([one("sum", "ok")], {}, ("type-mismatch", "aggregations.0.expression")),
        ([one("sum", "i", where="i")], {}, ("type-mismatch", "aggregations.0.where")),
        ([one("sum", "i"), one("max", "i")], {}, ("duplicate-column", "aggregations")),
        ([one("sum", "i")], {"having": "w > 1"}, ("unknown-column", "having")),
        ([one("percentile", "i")], {}, ("bad-config", "aggregations.0")),
        ([one("sum", "*")], {}, ("bad-config", "aggregations.0")),
        ([one("expression", "i + 1")], {}, ("not-grouped", "aggregations.0.expression")),
        ([], {}, ("bad-config", "aggregations")),
    ],
)
def test_mistakes(items, options, expected):
    assert expected in problems(aggregate(*items, **options))


def test_what_was_meant():
    assert hints(aggregate(one("sum", "ii"))) == ["Did you mean 'i'?"]

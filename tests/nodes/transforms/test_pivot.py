"""Pivot and unpivot."""

from __future__ import annotations

import pytest

from tests.helpers import run_page
from tests.nodes.transforms.checks import (
    HOSTILE,
    NAMES,
    cell,
    hints,
    hostile,
    problems,
    rows,
    run,
    source,
)

COLUMNS = {"k": "string", "mode": "string", "n": "integer!", "ok": "boolean", "x": "double",
           "day": "date", "d": "decimal(4,2)", "m": "map<string,int>"}  # fmt: skip
ROWS = [
    ("a", "AIR", 1, True, 1.5, "2024-01-31", "1.50", None),
    ("a", "SHIP", 2, False, 2.5, None, None, None),
    ("b", "AIR", 3, True, None, None, None, None),
]
SUM = {"function": "sum", "expression": "n", "name": "total"}


def pivot(pivot="mode", values=("AIR", "SHIP"), aggregations=(SUM,), **options):
    values = None if values is None else list(values)
    settings = {"group_by": ["k"], "pivot": pivot, "aggregations": list(aggregations)}
    return source(COLUMNS, ROWS).pivot(**{**settings, "values": values, "label": "Done"} | options)


def test_one_aggregation_is_named_after_the_values(spark):
    node = pivot()
    assert cell(node) == (
        'done = orders.groupBy("k").pivot("mode", ["AIR", "SHIP"]).agg(F.sum("n").alias("total"))'
    )
    assert run(spark, node).columns == ["k", "AIR", "SHIP"]
    assert rows(spark, node) == [("a", 1, 2), ("b", 3, None)]


def test_several_aggregations_have_their_names_behind(spark):
    count = {"function": "count", "name": "rows"}
    node = pivot(aggregations=[SUM, count])
    assert run(spark, node).columns == ["k", "AIR_total", "AIR_rows", "SHIP_total", "SHIP_rows"]


@pytest.mark.parametrize(
    ("column", "values", "names"),
    [
        ("n", [1, 2], ["1", "2"]),
        ("ok", [True, False], ["true", "false"]),
        ("x", [1.5, 1, 2.0, -1e20, 1.25e-5, 12345678.9],
         ["1.5", "1", "2.0", "-1.0E20", "1.25E-5", "1.23456789E7"]),
        ("day", ["2024-01-31"], ["2024-01-31"]),
        ("d", [1.5, "2.50"], ["1.5", "2.50"]),
        ("mode", ["a.b", "`", "$${x} \"'"], ["a.b", "`", "${x} \"'"]),
    ],
)  # fmt: skip
def test_values_of_each_type(spark, column, values, names):
    assert run(spark, pivot(column, values)).columns == ["k", *names]


@pytest.mark.parametrize(
    ("aggregations", "expected"),
    [
        (["count(*) AS c", "max(n) AS m"], [("a", 1, 2), ("b", None, None)]),
        (["count(*) AS c", "max(mode) AS m"], [("a", 1, "SHIP"), ("b", 0, None)]),
        (["coalesce(max(mode), '') AS m"], [("a", "SHIP"), ("b", "")]),
        (["collect_list(n) AS l", "sum(n) AS s"], [("a", [2], 2), ("b", [], None)]),
        ([{"function": "sum", "expression": "n", "where": "ok"}, "sum(n) + count(*) AS s"],
         [("a", None, 3), ("b", None, None)]),
        ([{"function": "percentile", "expression": "n", "percentage": 0.5}],
         [("a", 2.0), ("b", None)]),
    ],
    ids=range(6),
)  # fmt: skip
def test_a_place_without_rows(spark, aggregations, expected):
    assert rows(spark, pivot(values=["SHIP"], aggregations=aggregations)) == expected


def test_parameters_of_pivot(spark):
    node = pivot("${column}", ["${value}"], aggregations=[SUM, "count(*) AS c"])
    node.page.parameter("column", "string", "mode")
    node.page.parameter("value", "string", "AIR")
    assert run(spark, node).columns == ["k", "AIR_total", "AIR_c"]


def test_without_values_spark_looks_them_up(spark):
    node = pivot(values=None)
    assert node.schema() is None
    assert run_page(spark, node.page)["done"].columns == ["k", "AIR", "SHIP"]


def test_pivot_with_hostile_names(spark):
    node = hostile().pivot(group_by=HOSTILE[1:], pivot=HOSTILE[0], values=["0"],
                           aggregations=[{"function": "count"}])  # fmt: skip
    run(spark, node)


def test_mistakes_of_pivot():
    assert problems(pivot("mod")) == [("unknown-column", "pivot")]
    assert hints(pivot("mod")) == ["Did you mean 'mode'?"]
    assert problems(pivot(group_by=["kk"])) == [("unknown-column", "group_by.0")]
    assert problems(pivot(values=["k", "x"])) == [("duplicate-column", "values")]
    assert problems(pivot(values=[])) == [("bad-config", "values")]
    assert problems(pivot("day", values=[1])) == [("type-mismatch", "values.0")]
    assert problems(pivot("m")) == [("type-mismatch", "pivot")]
    assert problems(pivot(aggregations=["n AS n"])) == [
        ("not-grouped", "aggregations.0.expression")
    ]


WIDE = {"id": "integer!", "q1": "integer!", "q2": "double"}


def unpivot(ids=("id",), values=("q1", "q2"), columns=WIDE, **options):
    values = None if values is None else list(values)
    return source(columns, [(1, 5, 2.5)]).unpivot(list(ids), values, label="Done", **options)


def test_columns_become_rows(spark):
    node = unpivot(variable="quarter", value="amount")
    assert cell(node) == 'done = orders.unpivot(["id"], ["q1", "q2"], "quarter", "amount")'
    assert rows(spark, node) == [(1, "q1", 5.0), (1, "q2", 2.5)]


def test_without_values_all_others_do(spark):
    node = unpivot(values=None)
    assert cell(node) == 'done = orders.unpivot(["id"], None, "variable", "value")'
    assert rows(spark, node) == [(1, "q1", 5.0), (1, "q2", 2.5)]
    assert rows(spark, unpivot(ids=[], values=["q1"])) == [("q1", 5)]


def test_unpivot_with_hostile_names(spark):
    node = hostile().unpivot(HOSTILE[:5], HOSTILE[5:], variable="a.b`", value="$${v}")
    assert run(spark, node).columns == [*NAMES[:5], "a.b`", "${v}"]


def test_mistakes_of_unpivot():
    assert problems(unpivot(values=["q3"])) == [("unknown-column", "values.0")]
    assert hints(unpivot(ids=["idd"])) == ["Did you mean 'id'?"]
    assert problems(unpivot(variable="ID")) == [("duplicate-column", "variable")]
    assert problems(unpivot(value="Variable")) == [("duplicate-column", "variable")]
    assert problems(unpivot(ids=list(WIDE), values=None)) == [("no-values", "values")]


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [
        ("integer!", "long!", "bigint"),
        ("integer", "decimal(4,2)!", "decimal(12,2)"),
        ("long!", "float!", "float"),
        ("double", "decimal(4,2)", "double"),
        ("date", "timestamp", "timestamp"),
        ("integer", "string", None),
        ("boolean", "integer", None),
        ("integer", "array<int>", None),
    ],
)
def test_what_one_column_can_hold(spark, first, second, common):
    node = source({"a": first, "b": second}).unpivot([], None)
    if common is None:
        assert problems(node) == [("type-mismatch", "values")]
    else:
        assert run(spark, node).schema["value"].dataType.simpleString() == common

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

COLUMNS = {"k": "string", "mode": "string", "n": "integer!", "ok": "boolean", "x": "double"}
ROWS = [("a", "AIR", 1, True, 1.5), ("a", "SHIP", 2, False, 2.5), ("b", "AIR", 3, True, None)]
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
        ("x", [1.5], ["1.5"]),
        ("mode", ["a.b", "`", "$${x} \"'"], ["a.b", "`", "${x} \"'"]),
    ],
)
def test_values_of_each_type(spark, column, values, names):
    assert run(spark, pivot(column, values)).columns == ["k", *names]


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
    mixed = {"id": "integer!", "q1": "integer", "q2": "array<int>"}
    node = source(mixed).unpivot(["id"], ["q1", "q2"])
    assert problems(node) == [("type-mismatch", "values")]
    assert problems(unpivot(ids=list(WIDE), values=None)) == [("no-values", "values")]

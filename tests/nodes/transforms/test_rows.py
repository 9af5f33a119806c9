"""Transforms that keep the columns: sort, distinct, limit, sample, repartition, cache, route."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import (
    HOSTILE,
    QUOTED,
    cell,
    hints,
    hostile,
    problems,
    rows,
    run,
    source,
)

COLUMNS = {"id": "integer!", "name": "string"}
ROWS = [(2, "b"), (1, None), (3, "a"), (3, "a")]


def orders():
    return source(COLUMNS, ROWS)


@pytest.mark.parametrize(
    ("by", "ids"),
    [
        (["id"], [1, 2, 3, 3]),
        (["id desc"], [3, 3, 2, 1]),
        ([{"column": "name"}, {"column": "id"}], [1, 3, 3, 2]),
        ([{"column": "name", "nulls": "last"}], [3, 3, 2, 1]),
        ([{"column": "name", "descending": True}], [2, 3, 3, 1]),
        ([{"column": "name", "descending": True, "nulls": "first"}], [1, 2, 3, 3]),
        ([{"column": "-id"}], [3, 3, 2, 1]),
    ],
)
def test_sort(spark, by, ids):
    assert [row[0] for row in rows(spark, orders().sort(by), ordered=True)] == ids


def test_the_code_of_sort():
    keys = [{"column": "name", "descending": True, "nulls": "last"}, {"column": "id"}]
    assert cell(orders().sort(keys, label="Done")) == (
        'done = orders.orderBy(F.col("name").desc_nulls_last(), "id")'
    )
    inside = orders().sort(["id"], within_partitions=True, label="Done")
    assert cell(inside) == 'done = orders.sortWithinPartitions("id")'


def test_sort_by_hostile_names_and_mistakes(spark):
    run(spark, hostile().sort([{"column": name, "nulls": "first"} for name in QUOTED]))
    node = orders().sort(["idd", "id +"])
    assert problems(node) == [("unknown-column", "by.0.column"), ("syntax-error", "by.1.column")]
    assert hints(node)[0] == "Did you mean 'id'?"


def test_distinct(spark):
    node = orders().distinct(label="Done")
    assert cell(node) == "done = orders.distinct()"
    assert rows(spark, node) == [(1, None), (2, "b"), (3, "a")]


def test_limit(spark):
    node = orders().limit(2, label="Done")
    assert cell(node) == "done = orders.limit(2)"
    assert run(spark, node).count() == 2
    assert problems(orders().limit(-1)) == [("bad-config", "rows")]


def test_sample(spark):
    node = orders().sample(0.5, label="Done")
    assert cell(node) == "done = orders.sample(fraction=0.5, seed=42)"
    assert rows(spark, node) == rows(spark, orders().sample(0.5))
    more = orders().sample(3.0, seed=1, with_replacement=True)
    assert run(spark, more).count() > 4
    assert problems(orders().sample(3.0)) == [("bad-config", "fraction")]


@pytest.mark.parametrize(
    ("options", "code", "count"),
    [
        ({"partitions": 3}, "repartition(3)", 3),
        ({"partitions": 3, "columns": ["id"]}, 'repartition(3, "id")', 3),
        ({"columns": ["id"]}, 'repartition("id")', None),
        (
            {"partitions": 2, "columns": ["id"], "method": "range"},
            'repartitionByRange(2, "id")', 2,
        ),
        ({"partitions": 1, "method": "coalesce"}, "coalesce(1)", 1),
    ],
)  # fmt: skip
def test_repartition(spark, options, code, count):
    node = orders().repartition(label="Done", **options)
    assert cell(node) == f"done = orders.{code}"
    frame = run(spark, node)
    assert count is None or frame.rdd.getNumPartitions() == count


def test_repartition_by_hostile_names_and_mistakes(spark):
    run(spark, hostile().repartition(2, HOSTILE))
    assert ("unknown-column", "columns.0") in problems(orders().repartition(2, ["idd"]))
    assert problems(orders().repartition()) != []


def test_cache(spark):
    assert cell(orders().cache(label="Done")) == "done = orders.cache()"
    node = orders().cache("DISK_ONLY", label="Done")
    assert cell(node) == "done = orders.persist(StorageLevel.DISK_ONLY)"
    frame = run(spark, node)
    assert frame.storageLevel.useDisk
    assert not frame.storageLevel.useMemory
    frame.unpersist()


def test_route_loses_no_row(spark):
    node = orders().route("name = 'a'", label="Done")
    assert cell(node) == (
        "done_match = orders.filter(\"name = 'a'\")\n"
        "done_rest = orders.filter(\"NOT coalesce(name = 'a', false)\")"
    )
    assert rows(spark, node.output("match")) == [(3, "a"), (3, "a")]
    assert rows(spark, node.output("rest")) == [(1, None), (2, "b")]
    assert problems(orders().route("idd > 1")) == [("unknown-column", "condition")]


def test_a_condition_of_route_may_end_with_a_comment(spark):
    node = orders().route("name = 'a' -- the first", label="Done")
    assert rows(spark, node.output("rest")) == [(1, None), (2, "b")]

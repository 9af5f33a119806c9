"""Union, intersect, except."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import HOSTILE, cell, hints, hostile, problems, rows, run, source

A = {"id": "integer!", "name": "string"}
ROWS = [(1, "a"), (1, "a"), (2, None)]


def two(other=None, other_rows=((2, None), (3, "c"))):
    left = source(A, ROWS, label="A")
    return left, source(other or A, other_rows, left.page, "B")


def test_union_by_name_and_by_position(spark):
    left, right = two({"name": "string", "id": "integer!"}, [("x", 9)])
    node = left.union(right, label="All")
    assert cell(node) == "all_df = a.unionByName(b)"
    assert rows(spark, node) == [(1, "a"), (1, "a"), (2, None), (9, "x")]
    left, right = two({"x": "integer", "y": "string"}, [(9, "x")])
    node = left.union(right, by="position", label="All")
    assert cell(node) == "all_df = a.union(b)"
    assert run(spark, node).columns == ["id", "name"]


def test_union_of_several_fills_what_is_missing(spark):
    left, right = two({"id": "long!", "extra": "double!"}, [(9, 1.5)])
    node = left.union(right, left, fill_missing=True, label="All")
    assert cell(node) == (
        "all_df = a.unionByName(b, allowMissingColumns=True).unionByName(\n"
        "    a, allowMissingColumns=True\n"
        ")"
    )
    assert (9, None, 1.5) in rows(spark, node)
    assert run(spark, node).count() == 7


def test_union_distinct(spark):
    left, right = two()
    assert rows(spark, left.union(right, distinct=True)) == [(1, "a"), (2, None), (3, "c")]


@pytest.mark.parametrize(
    ("kind", "options", "code", "expected"),
    [
        ("intersect", {}, "a.intersect(b)", [(2, None)]),
        ("intersect", {"keep_duplicates": True}, "a.intersectAll(b)", [(2, None)]),
        ("subtract", {}, "a.subtract(b)", [(1, "a")]),
        ("subtract", {"keep_duplicates": True}, "a.exceptAll(b)", [(1, "a"), (1, "a")]),
    ],
)
def test_intersect_and_except(spark, kind, options, code, expected):
    left, right = two()
    node = left.page.add(kind, left, right, label="Done", **options)
    assert cell(node) == f"done = {code}"
    assert rows(spark, node) == expected


@pytest.mark.parametrize("kind", ["union", "intersect", "subtract"])
@pytest.mark.parametrize("types", [("integer", "double"), ("decimal(5,2)", "long"),
                                   ("date", "timestamp"), ("string", "integer")])  # fmt: skip
def test_types_are_widened_as_by_spark(spark, kind, types):
    left = source({"x": types[0]}, label="A")
    right = source({"x": f"{types[1]}!"}, (), left.page, "B")
    run(spark, left.page.add(kind, left, right))


def test_hostile_names(spark):
    node = hostile()
    run(spark, node.union(node.select(HOSTILE[::-1]), node))


@pytest.mark.parametrize(
    ("other", "options", "expected", "hint"),
    [
        ({"id": "integer", "nam": "string"}, {}, ["missing-column", "missing-column"],
         "Did you mean 'nam'?"),
        ({"id": "integer", "name": "array<int>"}, {}, ["type-mismatch"],
         "Cast one of them to the type of the other."),
        ({"id": "integer"}, {"by": "position"}, ["column-count"], None),
        (None, {"by": "position", "fill_missing": True}, ["bad-config"], None),
    ],
)  # fmt: skip
def test_mistakes_of_union(other, options, expected, hint):
    left, right = two(other, ())
    node = left.union(right, **options)
    assert [code for code, _ in problems(node)] == expected
    assert hint is None or hints(node)[0] == hint


@pytest.mark.parametrize("kind", ["intersect", "subtract"])
def test_mistakes_of_intersect_and_except(kind):
    left, right = two({"id": "integer"}, ())
    assert [code for code, _ in problems(left.page.add(kind, left, right))] == ["column-count"]

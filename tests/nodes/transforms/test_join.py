"""Join."""

from __future__ import annotations

import pytest

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

LEFT = {"id": "integer!", "name": "string", "size": "integer"}
RIGHT = {"id": "integer!", "key": "integer", "size": "long!"}
LEFT_ROWS = [(1, "a", 10), (2, "b", None), (3, None, 30)]
RIGHT_ROWS = [(1, 1, 5), (2, 1, 20), (4, None, 7)]


def join(on=(), right=None, **options):
    left = source(LEFT, LEFT_ROWS, label="Left")
    other = source(right or RIGHT, [] if right else RIGHT_ROWS, left.page, "Right")
    return left.join(other, list(on), label="Both", **options)


KEY = {"left": "id", "right": "key"}


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("inner", [(1, "a", 10, 1, 5), (2, "b", None, 1, 20)]),
        ("left", [(1, "a", 10, 1, 5), (2, "b", None, 1, 20), (3, None, 30, None, None)]),
        ("right", [(1, "a", 10, 1, 5), (2, "b", None, 1, 20), (4, None, None, None, 7)]),
        ("full", [(1, "a", 10, 1, 5), (2, "b", None, 1, 20), (3, None, 30, None, None),
                  (4, None, None, None, 7)]),
        ("left_semi", [(1, "a", 10), (2, "b", None)]),
        ("left_anti", [(3, None, 30)]),
    ],
)  # fmt: skip
def test_each_kind_on_a_shared_column(spark, how, expected):
    assert rows(spark, join(["id"], how=how)) == expected


@pytest.mark.parametrize(
    ("how", "ids"),
    [
        ("inner", [(1, 1), (1, 2)]),
        ("left", [(1, 1), (1, 2), (2, None), (3, None)]),
        ("right", [(None, 4), (1, 1), (1, 2)]),
        ("full", [(None, 4), (1, 1), (1, 2), (2, None), (3, None)]),
    ],
)
def test_each_kind_on_columns_of_two_names(spark, how, ids):
    node = join([KEY], how=how)
    assert run(spark, node).columns == ["id", "name", "size", "id_right", "key", "size_right"]
    assert rows(spark, node.select(["id", "id_right"])) == ids
    semi = rows(spark, join([KEY], how="left_semi"))
    assert [row[0] for row in semi] == [1]


def test_a_cross_join_has_every_pair(spark):
    node = join(how="cross")
    assert cell(node) == (
        "both = left.crossJoin(\n"
        '    right.withColumnsRenamed({"id": "id_right", "size": "size_right"})\n'
        ")"
    )
    assert run(spark, node).count() == 9


def test_any_condition_names_both_sides(spark):
    node = join(condition="left.size > right.size AND name IS NOT NULL", how="left")
    found = [(row[0], row[3]) for row in rows(spark, node)]
    assert found == [(1, 1), (1, 4), (2, None), (3, None)]


def test_a_condition_may_use_fields_of_structs(spark):
    left = source({"s": "struct<x: int>"}, [({"x": 1},), ({"x": 2},)])
    node = left.join(left, condition="left.s.x < right.s.x")
    assert [row[0].x for row in rows(spark, node)] == [1]


def test_columns_and_a_condition_together(spark):
    node = join(["id"], condition="left.size > right.size")
    assert [row[0] for row in rows(spark, node)] == [1]
    assert run(spark, node).columns[3:] == ["id_right", "key", "size_right"]


def test_the_code_is_what_one_would_write():
    assert cell(join([KEY], right={"key": "integer"})) == (
        'both = left.join(right, F.expr("id = key"), "inner")'
    )
    plain = join(["id"], right={"id": "integer", "other": "string"}, how="left")
    assert cell(plain) == 'both = left.join(right, ["id"], "left")'
    assert "F.broadcast(" in cell(join(["id"], hint="broadcast"))
    assert '.hint("merge")' in cell(join(["id"], hint="merge"))


@pytest.mark.parametrize("hint", ["broadcast", "merge", "shuffle_hash"])
def test_hints_change_no_rows(spark, hint):
    assert rows(spark, join(["id"], hint=hint)) == rows(spark, join(["id"]))


def test_a_node_joins_itself(spark):
    node = source(LEFT, LEFT_ROWS, label="Left")
    pairs = node.join(node, [{"left": "id", "right": "size"}], how="left")
    assert run(spark, pairs).columns == [*LEFT, "id_right", "name_right", "size_right"]
    later = node.join(node, condition="left.id < right.id")
    assert [(r[0], r[3]) for r in rows(spark, later)] == [(1, 2), (1, 3), (2, 3)]


def test_hostile_names(spark):
    left = hostile()
    names = [name for name in HOSTILE if "${" not in name]
    right = left.select(names[:3])
    shared = left.join(right, names[:3])
    assert set(run(spark, shared).columns) == set(NAMES)
    pairs = [{"left": names[0], "right": names[1]}, {"left": names[2], "right": names[2]}]
    run(spark, left.select(names).join(right, pairs, how="full", suffix=" `r`"))


@pytest.mark.parametrize(
    ("on", "options", "expected", "hint"),
    [
        (["idd"], {}, [("unknown-column", "on.0.left"), ("unknown-column", "on.0.right")],
         "Did you mean 'id'?"),
        ([{"left": "id", "right": "kay"}], {}, [("unknown-column", "on.0.right")],
         "Did you mean 'key'?"),
        ([{"left": "name", "right": "key"}], {}, [("join-types", "on.0")],
         "Cast one of them to the type of the other before the join."),
        ([], {"condition": "left.sise = 1"}, [("unknown-column", "condition")],
         "Did you mean 'size'?"),
        ([], {"condition": "left.size"}, [("type-mismatch", "condition")], None),
        ([], {}, [("bad-config", None)], None),
        (["id"], {"how": "cross"}, [("bad-config", None)], None),
        ([KEY], {"suffix": ""}, [("bad-config", "suffix")], None),
    ],
)  # fmt: skip
def test_mistakes(on, options, expected, hint):
    node = join(on, **options)
    found = [(code, field or None) for code, field in problems(node)]
    assert found == expected
    assert hint is None or hints(node)[0] == hint


def test_numbers_of_two_types_are_a_warning():
    node = join([{"left": "id", "right": "size"}])
    (problem,) = node.page.check()
    assert (problem.code, problem.severity) == ("join-types", "warning")

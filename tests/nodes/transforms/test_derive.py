"""Derive columns."""

from __future__ import annotations

from tests.nodes.transforms.checks import QUOTED, cell, hints, hostile, problems, rows, run, source

COLUMNS = {"id": "integer!", "name": "string"}


def derive(*columns, **options):
    return source(COLUMNS, [(1, "a"), (2, None)]).derive(list(columns), **options)


def test_new_columns_see_those_before_them(spark):
    node = derive("id * 2 AS twice", {"name": "more", "expression": "twice + id"}, label="Done")
    assert cell(node) == (
        'done = orders.withColumn("twice", F.expr("id * 2")).withColumn(\n'
        '    "more", F.expr("twice + id")\n)'
    )
    assert rows(spark, node) == [(1, "a", 2, 3), (2, None, 4, 6)]


def test_a_column_is_replaced_in_its_place(spark):
    node = derive({"name": "ID", "expression": "cast(id AS string)"})
    assert run(spark, node).columns == ["ID", "name"]
    copy = derive({"name": "copy", "expression": "name"}, label="Done")
    assert cell(copy) == 'done = orders.withColumn("copy", F.col("name"))'


def test_hostile_names(spark):
    new = [{"name": f"$${{{i}}} `.\"'", "expression": name} for i, name in enumerate(QUOTED)]
    assert run(spark, hostile().derive(new)).columns[-1] == "${10} `.\"'"


def test_mistakes():
    node = derive({"name": "x", "expression": "id +\n idd"})
    (problem,) = node.page.check()
    assert (problem.code, problem.field) == ("unknown-column", "columns.0.expression")
    assert (problem.line, problem.column, problem.hint) == (2, 2, "Did you mean 'id'?")
    assert problems(derive({"name": "x", "expression": "id + "})) == [
        ("syntax-error", "columns.0.expression")
    ]
    assert problems(derive({"name": "x", "expression": "sum(id)"})) == [
        ("aggregate-misplaced", "columns.0.expression")
    ]
    assert hints(derive({"name": "x", "expression": "uper(name)"})) == []

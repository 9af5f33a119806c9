"""Filter."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import IN_SQL, cell, hints, hostile, problems, rows, run, source

COLUMNS = {"id": "integer!", "name": "string", "ok": "boolean"}
ROWS = [(1, "it's", True), (2, None, False), (3, "b", None)]


def filtered(condition, **options):
    return source(COLUMNS, ROWS).filter(condition, **options)


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("id > 1", [2, 3]),
        ("ok", [1]),
        ("NOT ok", [2]),
        ("name IS NULL OR name = 'b'", [2, 3]),
        ("name = 'it\\'s'", [1]),
        ("ID IN (1, 3)", [1, 3]),
        ("true", [1, 2, 3]),
    ],
)
def test_rows_for_which_it_is_true_stay(spark, condition, ids):
    assert [row[0] for row in rows(spark, filtered(condition))] == ids


def test_the_code():
    assert cell(filtered("id > 1", label="Big")) == 'big = orders.filter("id > 1")'


def test_hostile_names(spark):
    run(spark, hostile().filter(" OR ".join(f"{name} = 'x'" for name in IN_SQL)))


@pytest.mark.parametrize(
    ("condition", "code", "hint"),
    [
        ("idd > 1", "unknown-column", "Did you mean 'id'?"),
        ("id", "type-mismatch", "Compare it with something, for example: amount > 0."),
        ("NULL", "type-mismatch", None),
        ("id > ", "syntax-error", ""),
        ("id = 1 AS x", "syntax-error", "A name is not part of an expression."),
        ("count(*) > 1", "aggregate-misplaced", None),
        ("row_number() OVER (ORDER BY id) = 1", "window-misplaced", None),
        ("id > 1; DROP TABLE x", "syntax-error", None),
        ("id > (SELECT 1)", "syntax-error", None),
    ],
)
def test_mistakes(condition, code, hint):
    node = filtered(condition)
    assert problems(node) == [(code, "condition")]
    assert hint is None or hints(node) == [hint]


def test_what_spark_would_replace_itself_is_refused():
    node = hostile().filter("`$${y}` = 'x' OR `a b` = '$${HOME}'")
    assert problems(node) == [("spark-substitution", "condition")]

"""Drop columns."""

from __future__ import annotations

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

COLUMNS = {"id": "integer!", "name": "string", "amount": "double"}


def test_the_others_stay(spark):
    node = source(COLUMNS, [(1, "a", 1.5)]).drop(["NAME", "amount"], label="Few")
    assert cell(node) == 'few = orders.drop("NAME", "amount")'
    assert rows(spark, node) == [(1,)]


def test_hostile_names(spark):
    assert run(spark, hostile().drop(HOSTILE[1:])).columns == NAMES[:1]


def test_mistakes():
    node = source(COLUMNS).drop(["nam"])
    assert problems(node) == [("unknown-column", "columns.0")]
    assert hints(node) == ["Did you mean 'name'?"]
    assert problems(source(COLUMNS).drop(list(COLUMNS))) == [("no-columns-left", "columns")]

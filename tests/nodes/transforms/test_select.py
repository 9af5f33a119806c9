"""Select columns."""

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
ROWS = [(1, "a", 1.5), (2, None, None)]


def test_columns_come_in_the_chosen_order(spark):
    node = source(COLUMNS, ROWS).select(["amount", "id"], label="Few")
    assert cell(node) == 'few = orders.select("amount", "id")'
    assert rows(spark, node) == [(None, 2), (1.5, 1)]


def test_case_does_not_matter_and_the_spelling_of_the_setting_wins(spark):
    node = source(COLUMNS, ROWS).select(["NAME", "Id"])
    assert run(spark, node).columns == ["NAME", "Id"]


def test_hostile_names(spark):
    node = hostile().select(HOSTILE[::-1])
    assert run(spark, node).columns == NAMES[::-1]


def test_mistakes(spark):
    node = source(COLUMNS).select(["nam", "id", "ID"])
    assert problems(node) == [("duplicate-column", "columns.2"), ("unknown-column", "columns.0")]
    assert hints(node)[1] == "Did you mean 'name'?"
    assert problems(source(COLUMNS).select([])) == [("bad-config", "columns")]

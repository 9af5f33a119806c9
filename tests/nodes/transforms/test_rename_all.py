"""Rename all columns."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import NAMES, cell, hostile, problems, run, source

COLUMNS = {"Id": "integer!", "name": "string"}


@pytest.mark.parametrize(
    ("options", "columns"),
    [
        ({"prefix": "a_"}, ["a_Id", "a_name"]),
        ({"suffix": ".b"}, ["Id.b", "name.b"]),
        ({"case": "upper"}, ["ID", "NAME"]),
        ({"case": "lower", "prefix": "`", "suffix": "$${x}"}, ["`id${x}", "`name${x}"]),
    ],
)
def test_the_rule_holds_for_every_column(spark, options, columns):
    assert run(spark, source(COLUMNS, [(1, "a")]).rename_all(**options)).columns == columns


def test_the_code_and_hostile_names(spark):
    node = source(COLUMNS).rename_all("n1_", label="First")
    assert cell(node) == 'first = orders.toDF(*["n1_" + name for name in orders.columns])'
    assert run(spark, hostile().rename_all("x")).columns == [f"x{name}" for name in NAMES]


def test_a_rule_that_changes_nothing_is_a_mistake():
    assert problems(source(COLUMNS).rename_all()) == [("bad-config", None)]

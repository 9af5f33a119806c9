"""Rename columns."""

from __future__ import annotations

from tests.nodes.transforms.checks import (
    HOSTILE,
    NAMES,
    cell,
    hints,
    hostile,
    problems,
    run,
    source,
)

COLUMNS = {"id": "integer!", "name": "string"}


def renamed(*pairs, node=None, label=None):
    columns = [{"column": old, "name": new} for old, new in pairs]
    return (node or source(COLUMNS, [(1, "a")])).rename(columns, label=label)


def test_one_and_several(spark):
    assert (
        cell(renamed(("id", "key"), label="Few")) == 'few = orders.withColumnRenamed("id", "key")'
    )
    node = renamed(("ID", "name2"), ("name", "Id"), label="Few")
    assert cell(node) == 'few = orders.withColumnsRenamed({"ID": "name2", "name": "Id"})'
    assert run(spark, node).columns == ["name2", "Id"]


def test_hostile_names(spark):
    back = zip(HOSTILE, HOSTILE[1:] + HOSTILE[:1], strict=True)
    assert run(spark, renamed(*back, node=hostile())).columns == NAMES[1:] + NAMES[:1]


def test_mistakes():
    assert problems(renamed(("idd", "x"))) == [("unknown-column", "columns.0.column")]
    assert hints(renamed(("idd", "x"))) == ["Did you mean 'id'?"]
    assert problems(renamed(("id", "NAME"))) == [("duplicate-column", "columns")]
    twice = problems(renamed(("id", "x"), ("ID", "y")))
    assert twice == [("duplicate-column", "columns.1.column")]
    assert problems(renamed(("id", ""))) == [("bad-config", "columns.0.name")]

"""Split column."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import HOSTILE, cell, hints, hostile, problems, rows, run, source

COLUMNS = {"id": "integer!", "name": "string"}


def split(separator, value, into=("a", "b"), **options):
    node = source(COLUMNS, [(1, value)])
    return node.split_column("name", separator, list(into), label="Done", **options)


@pytest.mark.parametrize(
    ("separator", "value", "options", "expected"),
    [
        (",", "x,y,z", {}, ("x", "y")),
        (",", "x,y,z", {"keep_rest": True}, ("x", "y,z")),
        (",", "x", {}, ("x", None)),
        (",", None, {}, (None, None)),
        (".", "x.y", {}, ("x", "y")),
        ("|", "x|y", {}, ("x", "y")),
        ("\\", "x\\y", {}, ("x", "y")),
        ("[0-9]+", "x12y", {"regex": True}, ("x", "y")),
        ("$${", "x${y", {}, ("x", "y")),
        ("\\E.*\n", "x\\E.*\ny", {}, ("x", "y")),
        ("^", "x^y", {"keep_rest": True}, ("x", "y")),
        ("(a|b)$", "xa", {"regex": True}, ("x", "")),
    ],
)
def test_parts(spark, separator, value, options, expected):
    assert rows(spark, split(separator, value, **options))[0][2:] == expected


def test_the_code_and_dropping_the_column(spark):
    node = split(", ", "x, y", drop=True)
    assert cell(node) == (
        "done = (\n"
        '    orders.withColumn("a", F.get(F.split("name", ", "), 0))\n'
        '    .withColumn("b", F.get(F.split("name", ", "), 1))\n'
        '    .drop("name")\n'
        ")"
    )
    assert run(spark, node).columns == ["id", "a", "b"]


def test_hostile_names(spark):
    node = hostile()
    for index, name in enumerate(HOSTILE):
        node = node.split_column(name, '"', [f"$${{a}}{index}", f"b.`\"'{index}"], drop=True)
    run(spark, node)


def test_parameters(spark):
    node = split("${dot}", "x.y", into=["${dot}1", "z"])
    node.page.parameter("dot", "string", ".")
    assert rows(spark, node)[0][2:] == ("x", "y")
    assert run(spark, node).columns == ["id", "name", ".1", "z"]


def test_mistakes():
    node = source(COLUMNS).split_column("nam", ",", ["a"])
    assert problems(node) == [("unknown-column", "column")]
    assert hints(node) == ["Did you mean 'name'?"]
    assert problems(source(COLUMNS).split_column("id", ",", ["a"])) == [("type-mismatch", "column")]
    assert problems(split(",", "x", into=["a", "A"])) == [("duplicate-column", "into.1")]
    assert problems(split(",", "x", into=["name", "b"])) == [("duplicate-column", "into")]
    assert problems(split("", "x")) == [("bad-config", "separator")]

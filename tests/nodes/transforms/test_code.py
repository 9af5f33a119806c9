"""Free PySpark code."""

from __future__ import annotations

import pytest

from tests.helpers import run_page
from tests.nodes.transforms.checks import cell, hints, problems, rows, source

COLUMNS = {"id": "integer!", "name": "string"}


def code(text, **options):
    return source(COLUMNS, [(1, "a"), (2, None)]).code(text, label="Done", **options)


def test_the_code_stands_as_it_was_written(spark):
    node = code("df = df.filter('id > 1')  # mine\nfor _ in range(2):\n    df = df.limit(1)\n")
    assert cell(node) == (
        "df = orders\ndf = df.filter('id > 1')  # mine\nfor _ in range(2):\n"
        "    df = df.limit(1)\ndone = df"
    )
    assert run_page(spark, node.page)["done"].collect() == [(2, None)]


def test_declared_columns_are_checked_behind_it(spark):
    columns = [{"name": "n", "type": "long", "nullable": False}]
    node = code('out = df.groupBy().agg(F.count("*").alias("n"))', output="out", columns=columns)
    assert rows(spark, node.filter("n = 2")) == [(2,)]
    assert problems(node.filter("m = 2")) == [("unknown-column", "condition")]


def test_several_inputs_and_none(spark):
    one = source(COLUMNS, [(1, "a")])
    two = source(COLUMNS, [(2, "b")], one.page, "Two")
    both = one.code(two, "both = a.union(b)", inputs=["a", "b"], output="both", label="Done")
    assert run_page(spark, both.page)["done"].count() == 2
    alone = one.page.add("code", label="Alone", code="df = spark.range(3)")
    assert run_page(spark, alone.page)["alone"].count() == 3


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("df = (", {}, ("syntax-error", "code")),
        ("df = df\n  x = 1", {}, ("syntax-error", "code")),
        ("x = df", {"output": "dff"}, ("no-output", "output")),
        ("df = df", {"inputs": []}, ("missing-name", "inputs")),
        ("df = df", {"output": "a b"}, ("bad-config", "output")),
        ("", {}, ("bad-config", "code")),
    ],
)
def test_mistakes(text, options, expected):
    assert problems(code(text, **options)) == [expected]


def test_the_line_of_a_mistake_and_the_name_that_was_meant():
    (problem,) = code("df = df\ndf = df.filter(").page.check()
    assert (problem.line, problem.column) == (2, 15)
    assert hints(code("result = df", output="reslt")) == ["Did you mean 'result'?"]

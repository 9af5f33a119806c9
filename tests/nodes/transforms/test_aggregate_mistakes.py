"""What Aggregate refuses, and where it says so."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import hints, problems
from tests.nodes.transforms.test_aggregate import data


@pytest.mark.parametrize(
    ("group_by", "aggregation", "having", "code", "field"),
    [
        (["G2"], "count(*) AS n", None, "unknown-column", "group_by.0"),
        (["g"], "sum(idd) AS n", None, "unknown-column", "aggregations.0.expression"),
        (["g"], "sum(g) AS n", None, None, None),
        (["g"], "n AS n", None, "not-grouped", "aggregations.0.expression"),
        (["g"], "sum(sum(n)) AS n", None, "aggregate-misplaced", "aggregations.0.expression"),
        (["g"], "sum(n", None, "syntax-error", "aggregations.0.expression"),
        (["g"], {"function": "count", "where": "n"}, None, "type-mismatch",
         "aggregations.0.where"),
        (["g"], "count(*) AS G", None, "duplicate-column", "aggregations"),
        (["g", "g"], "count(*) AS n", None, "duplicate-column", "aggregations"),
        (["g"], "count(*) AS n", "b", "unknown-column", "having"),
        (["g"], "count(*) AS n", "n", "type-mismatch", "having"),
        (["g"], {"function": "bool_and", "expression": "n"}, None, "type-mismatch",
         "aggregations.0.expression"),
        (["g"], "sum(n) OVER () AS n", None, "not-grouped", "aggregations.0.expression"),
        (["g"], {"function": "count", "expression": "DISTINCT n"}, None, "syntax-error",
         "aggregations.0.expression"),
        (["g"], {"function": "sum", "expression": "n) + max(n"}, None, "syntax-error",
         "aggregations.0.expression"),
        (["g"], {"function": "sum", "expression": "n", "percentage": 0.5}, None, "bad-config",
         "aggregations.0"),
        (["g"], {"function": "sum"}, None, "bad-config", "aggregations.0"),
        (["g"], {"function": "percentile", "expression": "n"}, None, "bad-config",
         "aggregations.0"),
        (["g"], {"function": "median", "expression": "n", "percentage": 1.5}, None, "bad-config",
         "aggregations.0.percentage"),
        (["g"], {"function": "total"}, None, "bad-config", "aggregations.0.function"),
    ],
    ids=range(20),
)  # fmt: skip
def test_mistakes(group_by, aggregation, having, code, field):
    node = data().aggregate(group_by, [aggregation], having)
    assert problems(node) == ([(code, field)] if code else [])


def test_hints_name_what_there_is():
    assert hints(data().aggregate(["gg"], ["sum(idd) AS n"])) == [
        "Did you mean 'g'?",
        "Did you mean 'id'?",
    ]
    assert hints(data().aggregate(["g"], ["sum(n) AS total"], "totl > 1")) == [
        "Did you mean 'total'?"
    ]


def test_no_aggregation_is_a_mistake():
    assert problems(data().aggregate(["g"], [])) == [("bad-config", "aggregations")]


@pytest.mark.parametrize("function", ["sum", "count_distinct", "percentile", "expression"])
def test_a_mistake_is_where_it_was_typed(function):
    text = "n + idd" if function != "expression" else "n + sum(idd)"
    percentage = 0.5 if function == "percentile" else None
    item = {"function": function, "expression": text, "percentage": percentage}
    (problem,) = data().aggregate(["g"], [item]).page.check()
    assert (problem.line, problem.column) == (1, text.index("idd") + 1)

"""Window."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import (
    HOSTILE,
    QUOTED,
    cell,
    hints,
    hostile,
    problems,
    rows,
    run,
    source,
)

COLUMNS = {"k": "string", "i": "integer!", "x": "integer"}
ROWS = [("a", 1, 10), ("a", 2, None), ("a", 3, 10), ("b", 4, 7)]


def window(*functions, **options):
    options = {"partition_by": ["k"], "order_by": ["i"], **options}
    return source(COLUMNS, ROWS).window(list(functions), label="Done", **options)


def one(function, expression=None, **more):
    return {"function": function, "expression": expression, "name": "v", **more}


@pytest.mark.parametrize(
    ("item", "options", "values"),
    [
        (one("row_number"), {}, [1, 2, 3, 1]),
        (one("rank"), {"order_by": ["x desc"]}, [1, 3, 1, 1]),
        (one("dense_rank"), {"order_by": ["x desc"]}, [1, 2, 1, 1]),
        (one("percent_rank"), {}, [0.0, 0.5, 1.0, 0.0]),
        (one("cume_dist"), {"partition_by": []}, [0.25, 0.5, 0.75, 1.0]),
        (one("ntile", n=2), {"partition_by": []}, [1, 1, 2, 2]),
        (one("lag", "i"), {}, [None, 1, 2, None]),
        (one("lag", "k", n=2, default="it's \\ \""), {}, ["it's \\ \"", "it's \\ \"", "a",
                                                         "it's \\ \""]),
        (one("lead", "i", default=0), {}, [2, 3, 0, 0]),
        (one("lead", "i * 2"), {}, [4, 6, None, None]),
        (one("first", "x"), {}, [10, 10, 10, 7]),
        (one("last", "i"), {}, [1, 2, 3, 4]),
        (one("nth_value", "i", n=2), {}, [None, 2, 2, None]),
        (one("sum", "i"), {}, [1, 3, 6, 4]),
        (one("sum", "i"), {"order_by": []}, [6, 6, 6, 4]),
        (one("avg", "i"), {"order_by": []}, [2.0, 2.0, 2.0, 4.0]),
        (one("count"), {}, [1, 2, 3, 1]),
        (one("count", "x"), {}, [1, 1, 2, 1]),
        (one("min", "i"), {}, [1, 1, 1, 4]),
        (one("max", "x"), {"order_by": [{"column": "i", "descending": True}]}, [10, 10, 10, 7]),
        (one("sum", "i"), {"frame": {"start": -1, "end": 0}}, [1, 3, 5, 4]),
        (one("sum", "i"), {"frame": {"start": 0, "end": None}}, [6, 5, 3, 4]),
        (one("sum", "i"), {"frame": {"start": None, "end": -1}}, [None, 1, 3, None]),
        (one("sum", "i"), {"frame": {"unit": "range", "start": -1, "end": 1}}, [3, 6, 5, 4]),
        (one("stddev", "i"), {"order_by": []}, [1.0, 1.0, 1.0, None]),
        (one("variance", "i"), {"order_by": []}, [1.0, 1.0, 1.0, None]),
        (one("count"), {"partition_by": [], "order_by": []}, [4, 4, 4, 4]),
        (one("rank"), {"partition_by": [], "order_by": [{"column": "x", "nulls": "last"}]},
         [2, 4, 2, 1]),
        (one("rank"), {"order_by": [{"column": "-x", "nulls": "first"}]}, [2, 1, 2, 1]),
        (one("row_number"), {"order_by": ["x desc", "i desc"]}, [2, 3, 1, 1]),
        (one("lag", "i", default=0.9), {}, [0, 1, 2, 0]),
        (one("lag", "x", n=0), {}, [10, None, 10, 7]),
        (one("nth_value", "i", n=1), {"frame": {"start": -1, "end": None}}, [1, 1, 2, 4]),
        (one("sum", "i"), {"order_by": [], "frame": {"start": None, "end": None}}, [6, 6, 6, 4]),
        (one("sum", "i"), {"order_by": ["k", "x"], "frame": {"unit": "range", "end": 0}},
         [6, 2, 6, 4]),
        (one("collect_list", "i"), {}, [[1], [1, 2], [1, 2, 3], [4]]),
        (one("collect_set", "x"), {"order_by": []}, [[10], [10], [10], [7]]),
    ],
)  # fmt: skip
def test_each_function_and_frame(spark, item, options, values):
    found = rows(spark, window(item, **options).select(["i", "v"]))
    if values is not None:
        assert [row[1] for row in found] == values


def test_several_functions_share_one_window(spark):
    node = window(one("rank"), one("sum", "x") | {"name": "total"}, frame=None)
    assert cell(node) == (
        'done_window = Window.partitionBy("k").orderBy("i")\n'
        'done = orders.withColumn("v", F.rank().over(done_window)).withColumn(\n'
        '    "total", F.sum("x").over(done_window)\n'
        ")"
    )
    assert run(spark, node).columns == ["k", "i", "x", "v", "total"]


def test_hostile_names(spark):
    functions = [{"function": "lag", "expression": name, "name": f"$${{{i}}}`\"."}
                 for i, name in enumerate(QUOTED)]  # fmt: skip
    run(spark, hostile().window(functions, partition_by=HOSTILE, order_by=QUOTED))


@pytest.mark.parametrize(
    ("item", "options", "expected"),
    [
        (one("rank"), {"order_by": []}, ("bad-config", "functions.0.function")),
        (one("rank"), {"frame": {"start": -1}}, ("bad-config", "frame")),
        (one("rank", "i"), {}, ("bad-config", "functions.0")),
        (one("sum", "*"), {}, ("bad-config", "functions.0")),
        (one("count", "DISTINCT i"), {}, ("syntax-error", "functions.0.expression")),
        (one("count", "i, x"), {}, ("syntax-error", "functions.0.expression")),
        (one("sum", "i) + (x"), {}, ("syntax-error", "functions.0.expression")),
        (one("sum", "sum(i)"), {}, ("aggregate-misplaced", "functions.0.expression")),
        (one("lag", "i", default=True), {}, ("type-mismatch", "functions.0.expression")),
        (one("sum", "i"), {"order_by": ["k"], "frame": {"unit": "range", "start": -1}},
         ("type-mismatch", "order_by.0.column")),
        (one("sum", "i"), {"order_by": ["i", "x"], "frame": {"unit": "range", "start": -1}},
         ("bad-config", "order_by")),
        (one("nth_value", "i", n=0), {}, ("bad-config", "functions.0")),
        (one("lag", "i", n=-1), {}, ("bad-config", "functions.0.n")),
        (one("sum"), {}, ("bad-config", "functions.0")),
        (one("ntile"), {}, ("bad-config", "functions.0")),
        (one("sum", "ii"), {}, ("unknown-column", "functions.0.expression")),
        (one("sum", "i"), {"partition_by": ["kk"]}, ("unknown-column", "partition_by.0")),
        (one("sum", "i"), {"order_by": ["kk"]}, ("unknown-column", "order_by.0.column")),
        (one("sum", "i"), {"frame": {"start": 1, "end": 0}}, ("bad-config", "frame")),
        (one("sum", "i"), {"order_by": [], "frame": {"unit": "range", "start": -1}},
         ("bad-config", "order_by")),
    ],
)  # fmt: skip
def test_mistakes(item, options, expected):
    assert problems(window(item, **options)) == [expected]


def test_maps_cannot_be_compared():
    node = source({"m": "map<string,int>"}).window([one("rank")], ["m"], ["m"])
    assert problems(node) == [
        ("type-mismatch", "partition_by.0"), ("type-mismatch", "order_by.0.column"),
    ]  # fmt: skip


def test_a_mistake_is_where_it_was_typed():
    node = window(one("lead", "i + ii"))
    (problem,) = node.page.check()
    assert (problem.line, problem.column) == (1, 5)
    assert hints(node) == ["Did you mean 'i'?"]


def test_parameters(spark):
    default = one("lag", "k", default="${text}'$${q}\\", n=3)
    node = window(one("sum", "x + ${add}") | {"name": "s_${column}"}, default,
                  partition_by=["${column}"], order_by=["${column}", "i"])  # fmt: skip
    for name, type_, value in (("column", "string", "k"), ("add", "integer", 1),
                               ("text", "string", "it's \\")):  # fmt: skip
        node.page.parameter(name, type_, value)
    assert rows(spark, node.select(["s_k", "v"]))[-1] == (22, "it's \\'${q}\\")

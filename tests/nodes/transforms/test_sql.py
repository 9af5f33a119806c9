"""SQL."""

from __future__ import annotations

import datetime

import pytest

from etlab_jupyter import Page
from tests.nodes.transforms.checks import (
    HOSTILE,
    IN_SQL,
    cell,
    hints,
    hostile,
    problems,
    rows,
    run,
    source,
)

ORDERS = {"id": "integer!", "customer": "integer", "status": "string"}
CUSTOMERS = {"id": "integer!", "name": "string"}
ORDER_ROWS = [(1, 7, "{new}"), (2, 8, None), (3, 7, "it's")]


def orders(label="Orders"):
    return source(ORDERS, ORDER_ROWS, label=label)


def both(query, inputs=("orders", "customers")):
    left = orders()
    right = source(CUSTOMERS, [(7, "Ada"), (9, "Bob")], left.page, "Customers")
    return left.sql(right, query, list(inputs), label="Result")


def test_the_code_is_what_one_would_write():
    node = orders().sql("SELECT id FROM input", label="Ids")
    assert cell(node) == 'ids = spark.sql("SELECT id FROM {orders} AS input", orders=orders)'
    query = "SELECT o.id, name\nFROM orders o\nJOIN customers ON o.customer = customers.id"
    assert cell(both(query)) == (
        "result = spark.sql(\n"
        '    """\n'
        "SELECT o.id, name\n"
        "FROM {orders} o\n"
        "JOIN {customers} AS customers ON o.customer = customers.id\n"
        '""",\n'
        "    orders=orders,\n"
        "    customers=customers,\n"
        ")"
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT orders.id, name FROM orders JOIN customers ON customers.id = customer",
         [(1, "Ada"), (3, "Ada")]),
        ("SELECT a.id, b.id AS other FROM orders a JOIN orders AS b ON a.id = b.id + 1",
         [(2, 1), (3, 2)]),
        ("WITH orders AS (SELECT id FROM Orders WHERE id > 1) SELECT * FROM orders", [(2,), (3,)]),
        ("SELECT id FROM `orders` WHERE customer IN (SELECT id FROM customers)", [(1,), (3,)]),
        ("SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM customers WHERE id = customer)",
         [(1,), (3,)]),
        ("SELECT id FROM orders UNION ALL SELECT id FROM customers",
         [(1,), (2,), (3,), (7,), (9,)]),
        ("SELECT name, count(*) AS n FROM orders JOIN customers c ON c.id = customer "
         "GROUP BY name HAVING count(*) > 1 ORDER BY n;", [("Ada", 2)]),
        ("SELECT 'orders' AS orders, \"{customers}\" AS c FROM orders WHERE status = '{new}'",
         [("orders", "{customers}")]),
        ("FROM orders SELECT id -- from customers, don't\nWHERE id = 1 /* {x} */", [(1,)]),
        ("SELECT id FROM orders TABLESAMPLE (10 ROWS) WHERE orders.id < 2", [(1,)]),
        ("SELECT x FROM orders LATERAL VIEW explode(array(1, 2)) t AS x WHERE id = 1",
         [(1,), (2,)]),
    ],
    ids=range(11),
)  # fmt: skip
def test_every_place_of_a_table(spark, query, expected):
    assert rows(spark, both(query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [("SELECT 1 AS one, '{x}' AS b", [(1, "{x}")]), ("VALUES (1, 'a'), (2, NULL)", None)],
)
def test_no_input_is_needed(spark, query, expected):
    page = Page()
    node = page.add("sql", query=query)
    assert rows(spark, node) == (expected or [(1, "a"), (2, None)])
    assert "{{" not in cell(node)


def test_a_pivot_of_unknown_columns(spark):
    node = both("SELECT * FROM orders PIVOT (max(status) FOR id IN (1 AS one, 2 AS two))")
    assert problems(node) == []
    assert node.schema() is None
    assert "FROM {orders} AS orders PIVOT" in cell(node)


@pytest.mark.parametrize(
    ("type_", "value", "query", "expected"),
    [
        ("string", "it's {x} \\ \n \"", "SELECT ${p} AS v, '<${p}>' AS w", None),
        ("string", "}{", "SELECT '${p}' AS v FROM orders WHERE id = 1", [("}{",)]),
        ("integer", 2, "SELECT id FROM orders WHERE id = ${p} AND id = '${p}'", [(2,)]),
        ("double", 1.5, "SELECT id FROM orders WHERE id < ${p}", [(1,)]),
        ("boolean", True, "SELECT ${p} AS a, '${p}' AS b", [(True, "True")]),
        ("date", "2024-01-31", "SELECT ${p} AS a, '${p}' AS b",
         [(datetime.date(2024, 1, 31), "2024-01-31")]),
        ("timestamp", "2024-01-31 10:00:00", "SELECT ${p} AS a",
         [(datetime.datetime.fromisoformat("2024-01-31 10:00"),)]),
        ("string", "x\nDROP", "SELECT 1 AS a -- ${p}", [(1,)]),
    ],
    ids=range(8),
)  # fmt: skip
def test_parameters_are_values(spark, type_, value, query, expected):
    node = both(query)
    node.page.parameter("p", type_, value)
    expected = expected or [(value, f"<{value}>")]
    assert rows(spark, node) == expected


@pytest.mark.parametrize("name", ["args", "self", "sqlquery", "orders"])
def test_a_variable_may_have_any_name(spark, name):
    node = orders(name).sql("SELECT id FROM args WHERE id = ${orders}", ["args"])
    node.page.parameter("orders", "integer", 3)
    assert rows(spark, node) == [(3,)]


def test_one_node_may_come_in_twice(spark):
    first = orders()
    node = first.sql(first, "SELECT a.id FROM a JOIN b ON a.id = b.id + 2", ["a", "b"])
    assert cell(node).count("orders=orders") == 1
    assert rows(spark, node) == [(3,)]


def test_hostile_column_names(spark):
    node = hostile().sql(f"SELECT {', '.join(f't.{name}' for name in IN_SQL)} FROM t", ["t"])
    values = [str(i) for i, name in enumerate(HOSTILE) if "${" not in name]
    assert rows(spark, node) == [tuple(values)]


def test_nothing_is_left_in_the_session(spark):
    before = len(spark.catalog.listTables())
    run(spark, orders().sql("SELECT id FROM input"))
    assert len(spark.catalog.listTables()) == before


@pytest.mark.parametrize(
    ("query", "code", "place"),
    [
        ("SELECT id\nFROM order", "unknown-table", (2, 6)),
        ("SELECT id,\n  statsu FROM orders", "unknown-column", (2, 3)),
        ("SELECT id FROM orders WHERE id", "type-mismatch", None),
        ("SELECT id FROM db.orders", "unknown-table", (1, 16)),
        ("SELECT id FROM orders JOIN customers ON true", "ambiguous-column", (1, 8)),
        ("SELECT id FROM", "syntax-error", None),
        ("DROP TABLE orders", "syntax-error", (1, 1)),
        ("INSERT INTO orders SELECT 1", "syntax-error", (1, 1)),
        ("CREATE TABLE x AS SELECT 1", "syntax-error", (1, 1)),
        ("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "syntax-error", None),
        ("SELECT 1; SELECT 2", "syntax-error", None),
        ("SET spark.sql.ansi.enabled = false", "syntax-error", (1, 1)),
        ("", "bad-config", None),
        ("-- nothing", "syntax-error", None),
    ],
    ids=range(14),
)
def test_mistakes_are_reported_with_their_place(query, code, place):
    (problem,) = both(query).page.check()
    assert (problem.code, problem.field) == (code, "query")
    assert place is None or (problem.line, problem.column) == place


def test_hints_name_what_there_is():
    assert hints(both("SELECT 1 AS a FROM order")) == ["Did you mean 'orders'?"]
    assert hints(both("SELECT statsu FROM orders")) == ["Did you mean 'status'?"]


@pytest.mark.parametrize(
    ("inputs", "code", "field"),
    [
        (["orders"], "missing-name", "inputs"),
        (["orders", "Orders"], "duplicate-column", "inputs.1"),
        (["orders", "a b"], "bad-config", "inputs.1"),
    ],
)
def test_names_of_inputs_are_checked(inputs, code, field):
    found = problems(both("SELECT 1 AS one", inputs))
    assert (code, field) in found


def test_unknown_columns_stay_unknown(spark):
    page = Page()
    node = page.read.parquet("s3a://lake/a").sql("SELECT *, a + 1 AS b FROM input")
    assert problems(node) == []
    assert node.schema() is None

"""Whatever a person types, the code keeps its shape: the text stays inside its literals."""

from __future__ import annotations

import ast
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from etlab_jupyter import Page
from etlab_jupyter.nodes import registry
from etlab_jupyter.parameters import sql_string
from etlab_jupyter.spark_types import quote_name

HOSTILE = [
    '"', "'", "\\", "\\'", '\\"', '"""', "'''", "\n", "a\r\nb", "\x00", "\x1b[31m", "\u2028",
    "{{ 7 * 7 }}", "{% raw %}", "{# #}", "{x}", "{", "}", "{{", "%s %(a)s",
    '"); import os; os.system("id") #', "'); DROP TABLE x; --", "\"\"\"\nimport os\n\"\"\"",
    "__import__('os')", "`", "a`b", "a.b", "naïve 東京 🚀", "\ufeff", "x" * 10_000, "*", "AS x",
    ">", "LOCALTIME",
]  # fmt: skip

PLAIN = "plain text"
# The checks refuse `${…}` in SQL, which Spark would replace, and what may be a password in a URL;
# one column of the page is called n.
TEXT = st.text(min_size=1, max_size=40).filter(
    lambda text: text.strip() and "${" not in text and "@" not in text and text not in "nN"
)


def build(text: str) -> Page:
    """A page that puts `text` wherever a person may type one."""
    raw = text.replace("${", "$${")
    name, value = quote_name(raw), sql_string(raw)
    other = raw + "2" if len(raw) < 10_000 else raw[:-1] + "2"
    columns = [{"name": text, "type": "string"}, {"name": "n", "type": "double"}]
    page = Page(text[:255])
    page.parameter("day", "date", "2026-01-31")
    rows = page.read.rows(columns, [[raw, 1.0]], label=raw)
    page.read.csv(raw, columns=columns, options={raw: raw}, null_value=raw, label=raw)
    page.read.json(f"{raw}/${{day}}", columns=columns, options={raw: raw}, label=raw)
    for kind in ("parquet", "orc"):
        page.add(f"read_{kind}", path=raw, columns=columns, options={raw: raw}, label=raw)
    page.read.text(raw, options={raw: raw}, label=raw)
    jdbc: dict[str, Any] = {"url": f"jdbc:{raw}", "user": raw, "driver": raw, "options": {raw: raw}}
    page.read.jdbc(table=raw, columns=columns, label=raw, **jdbc)
    page.read.jdbc(query=raw, label=raw, **jdbc)
    page.read.table(name, label=raw)
    select = rows.select([raw, "n"], label=raw)
    select.drop([raw], label=raw)
    select.rename([{"column": raw, "name": other}], label=raw)
    select.rename_all(prefix=raw, suffix=raw, label=raw)
    select.cast([{"column": raw, "type": "int"}], label=raw)
    select.derive([{"name": other, "expression": f"concat({name}, {value})"}], label=raw)
    select.filter(f"{name} = {value} AND ${{day}} > DATE '2026-01-01'", label=raw)
    select.route(f"{name} = {value}", label=raw)
    joined = [{"left": raw, "right": raw}]
    select.join(rows, joined, condition=f"left.n < right.n OR left.{name} = {value}", label=raw)
    sums = [{"function": "max", "expression": name, "name": other, "where": f"{name} > {value}"}]
    select.aggregate([raw], sums, having=f"{quote_name(other)} = {value}", label=raw)
    select.sort([{"column": name, "nulls": "last"}], label=raw)
    select.drop_duplicates([raw], keep="last", order_by=[{"column": name}], label=raw)
    select.union(rows, label=raw)
    lag = {"function": "lag", "expression": name, "name": other, "default": raw}
    select.window([lag], partition_by=[raw], order_by=[{"column": name}], label=raw)
    counts = [{"function": "count", "name": other}]
    select.pivot(group_by=["n"], pivot=raw, values=[raw], aggregations=counts, label=raw)
    select.unpivot(["n"], [raw], variable=raw, value=other, label=raw)
    select.fill_nulls([{"column": raw, "value": raw}], label=raw)
    select.drop_nulls([raw], label=raw)
    select.replace([raw], [{"old": raw, "new": other}], label=raw)
    select.split_column(raw, raw, [other], label=raw)
    parsed = select.parse_json(raw, type=f"struct<{quote_name(text)}: array<string>>", label=raw)
    flat = parsed.flatten([raw], separator=raw, label=raw)
    flat.explode(f"{text}{text}{text}".replace("${", "$${"), name=other, label=raw)
    select.datetime([{"column": raw, "operation": "to_date", "argument": raw}], label=raw)
    select.repartition(4, [raw], label=raw)
    for kind in ("csv", "json", "orc", "parquet"):
        sink: dict[str, Any] = {"path": f"{raw}/{kind}", "options": {raw: raw}, "label": raw}
        rows._apply(f"write_{kind}", (), {**sink, "partition_by": [raw]})
    rows.drop(["n"], label=raw).write.text(f"{raw}/text", options={raw: raw}, label=raw)
    rows.write.jdbc(table=raw, label=raw, **jdbc)
    buckets = {"columns": [raw], "count": 2}
    rows.write.table(name, options={raw: raw}, bucket_by=buckets, label=raw)
    for kind in ("distinct", "limit", "sample", "cache", "intersect", "subtract"):
        inputs = [rows, rows] if kind in ("intersect", "subtract") else [rows]
        numbers: dict[str, dict[str, Any]] = {"limit": {"rows": 1}, "sample": {"fraction": 0.5}}
        page.add(kind, *inputs, label=raw, **numbers.get(kind, {}))
    rows.sql(f"SELECT {name}, {value} AS x FROM input", label=raw)
    rows.write.console(label=raw)
    return page


class Shape(ast.NodeTransformer):
    """Texts and variables are what may differ; everything else is the shape."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.texts: list[str] = []

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str):
            self.texts.append(node.value)
            return ast.Constant("text")
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.names.setdefault(node.id, f"name{len(self.names)}"), node.ctx)

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        """`spark.sql("… {orders}", orders=orders)` names a variable twice."""
        if isinstance(node.value, ast.Name) and node.arg == node.value.id:
            node.arg = "name"
        self.generic_visit(node)
        return node


def shape(code: str) -> tuple[str, Shape]:
    found = Shape()
    return ast.dump(found.visit(ast.parse(code))), found


def code_of(text: str) -> str:
    pipeline = build(text).pipeline()
    pipeline.context = type(pipeline.context)(pipeline.parameters, probe_files=False)
    return pipeline.code


# Without the shrinking of a failure, which takes minutes.
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(TEXT)
def test_text_never_changes_the_shape_of_the_code(text: str) -> None:
    expected, _ = shape(code_of(PLAIN))
    got, found = shape(code_of(text))
    assert got == expected
    assert Counter(found.texts)[text] >= 40  # labels apart, it is there as it was typed


for _text in HOSTILE:
    example(_text)(test_text_never_changes_the_shape_of_the_code)


def test_the_page_has_every_node_type_whose_code_is_not_the_users_own() -> None:
    assert {node.data.kind for node in build(PLAIN).document.nodes} == set(registry.kinds()) - {
        "code"
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_become_names_of_letters_and_digits(text: str) -> None:
    page = Page()
    page.read.rows([{"name": "a", "type": "string"}], [], label=text)
    (name,) = page.cells()[-1].outputs.values()
    assert name.isascii()
    assert name.isidentifier()

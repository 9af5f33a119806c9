"""The code of every node type, with every kind of setting, comes back as that node."""

from __future__ import annotations

from typing import Any

import pytest

from etlab_jupyter import Page
from etlab_jupyter.nodes import registry
from etlab_jupyter.page import Document
from etlab_jupyter.pipeline import Pipeline

COLUMNS = [
    {"name": "id", "type": "long", "nullable": False},
    {"name": "name", "type": "string"},
    {"name": "amount", "type": "double"},
    {"name": "day", "type": "date"},
    {"name": "at", "type": "timestamp"},
    {"name": "a.b", "type": "string"},
    {"name": "tags", "type": "array<string>"},
    {"name": "prices", "type": "map<string,double>"},
    {"name": "who", "type": "struct<first: string, home: struct<city: string>>"},
]
FRAME = {"columns": COLUMNS, "options": {}, "path": "in"}
AGGREGATIONS = [
    {"function": "count", "expression": "*", "name": "n"},
    {"function": "sum", "expression": "amount", "name": "total"},
    {"function": "avg", "expression": "amount * 2", "name": "mean"},
    {"function": "percentile", "expression": "amount", "name": "half", "percentage": 0.5},
    {"function": "count_distinct", "expression": "name", "name": "names"},
    {"function": "sum", "expression": "amount", "name": "some", "where": "id > 3"},
    {"expression": "max(amount) - min(amount)", "name": "span"},
]
RANKS = [
    {"function": "rank", "name": "place"},
    {"function": "lag", "expression": "amount", "name": "before", "n": 2, "default": 0.0},
    {"function": "ntile", "name": "tile", "n": 4},
]
SUMS = [
    {"function": "sum", "expression": "amount", "name": "s"},
    {"function": "count", "name": "c"},
    {"function": "avg", "expression": "amount + id", "name": "a"},
]
SORT = [{"column": "name"}, {"column": "amount", "descending": True}]
NULLS = [
    {"column": "name", "nulls": "last"},
    {"column": "abs(amount)", "descending": True, "nulls": "first"},
]

SOURCES: list[tuple[str, dict[str, Any]]] = [
    ("read_csv", {"path": "in/*.csv", "header": True, "infer_schema": True, "sep": ";"}),
    ("read_csv", {"path": "in", "columns": COLUMNS[:4], "quote": "", "mode": "FAILFAST"}),
    ("read_csv", {"path": "s3a://a/b", "options": {"comment": "#", "locale": "de"}}),
    ("read_csv", {"path": "in", "date_format": "dd.MM.yyyy", "multiline": True, "null_value": "x"}),
    ("read_json", {"path": "in", "multiline": True, "primitives_as_string": True}),
    ("read_parquet", {"path": "in", "merge_schema": True}),
    ("read_orc", {"path": "in"}),
    ("read_text", {"path": "in", "whole_text": True, "line_separator": ";"}),
    ("read_table", {"table": "sales.orders"}),
    ("read_table", {"table": "orders", "columns": COLUMNS[:2]}),
    ("read_jdbc", {"url": "jdbc:h2:mem", "table": "t", "user": "me", "password_env": "PW"}),
    ("read_jdbc", {"url": "jdbc:h2:mem", "query": "select 1", "fetch_size": 7, "driver": "a.B"}),
    ("read_jdbc", {"url": "jdbc:h2:mem", "table": "t", "columns": COLUMNS[:2]}),
    ("read_jdbc", {"url": "jdbc:h2:mem", "table": "t", "options": {"sessionInitStatement": "x"}}),
    (
        "read_jdbc",
        {
            "url": "jdbc:h2:mem",
            "query": "select 1",
            "partitioning": {
                "column": "id", "lower_bound": "1", "upper_bound": "9", "num_partitions": 3,
            },
        },
    ),
    ("rows", {"columns": COLUMNS[:3], "rows": [[1, "Ada", 0.5], [2, None, None]]}),
    ("rows",
     {"columns": COLUMNS[:5], "rows": [[1, 'a"b', 1e20, "2026-01-01", "2026-01-01 10:00:00"]]}),
    ("rows", {"columns": [{"name": "x", "type": "array<decimal(4,2)>"}], "rows": [[["1.50"]]]}),
    ("sql", {"query": "SELECT 1 AS one", "inputs": []}),
]  # fmt: skip

TRANSFORMS: list[tuple[str, dict[str, Any]]] = [
    ("aggregate", {"group_by": ["name", "a.b"], "aggregations": AGGREGATIONS}),
    ("aggregate", {"aggregations": AGGREGATIONS[:1], "having": "n > 3"}),
    ("cache", {}),
    ("cache", {"storage": "DISK_ONLY"}),
    ("cast", {"columns": [{"column": "amount", "type": "decimal(12,2)"}]}),
    (
        "cast",
        {
            "columns": [
                {"column": "name", "type": "int", "on_error": "null"},
                {"column": "a.b", "type": "date"},
            ]
        },
    ),
    ("code", {"code": "df = df.filter('id > 3')"}),
    ("code", {"code": "df = df.filter('id > 3')\n\ndf = df.limit(3)  # few"}),
    ("code", {"code": "rows = df.limit(3)\nif True:\n\n    pass", "output": "rows"}),
    ("datetime", {"operations": [
        {"column": "day", "operation": "year", "name": "y"},
        {"column": "at", "operation": "truncate", "argument": "MONTH", "name": "m"},
        {"column": "day", "operation": "add_days", "argument": 3},
        {"column": "day", "operation": "days_between", "argument": "at", "name": "d"},
        {"column": "at", "operation": "format", "argument": "yyyy", "name": "f"},
        {"column": "at", "operation": "to_utc", "argument": "Europe/Berlin", "name": "u"},
    ]}),
    ("derive", {"columns": [{"name": "x", "expression": "id + 1"}]}),
    ("derive", {"columns": [
        {"name": "x", "expression": "name"},
        {"name": "y", "expression": "CASE WHEN id > 3\n  THEN 'a\"b' ELSE '{}' END"},
        {"name": "z", "expression": "current_date"},
        {"name": "w", "expression": "`a.b`"},
    ]}),
    ("distinct", {}),
    ("drop", {"columns": ["name", "a.b"]}),
    ("drop_duplicates", {"columns": ["name"]}),
    ("drop_duplicates", {"columns": ["name"], "keep": "first", "order_by": SORT}),
    ("drop_duplicates", {"columns": ["name", "a.b"], "keep": "last", "order_by": NULLS}),
    ("drop_nulls", {}),
    ("drop_nulls", {"columns": ["name", "a.b"], "how": "all"}),
    ("drop_nulls", {"at_least": 2}),
    ("explode", {"column": "tags"}),
    ("explode", {"column": "tags", "name": "tag", "position": "at_", "keep_empty": True}),
    ("explode", {"column": "prices", "name": "price", "key_name": "what"}),
    ("fill_nulls", {"columns": [{"column": "name", "value": ""}, {"column": "a.b", "value": "x"}]}),
    ("filter", {"condition": "id > 3 AND name LIKE '%a\"{b}%'"}),
    ("filter", {"condition": "id > 3\n  OR name IS NULL"}),
    ("flatten", {}),
    ("flatten", {"columns": ["who"], "separator": "__"}),
    ("flatten", {"recursive": False}),
    ("limit", {"rows": 7}),
    ("parse_json", {"column": "name", "type": "array<int>"}),
    ("parse_json", {"column": "name", "columns": COLUMNS[:2], "name": "x", "on_error": "fail"}),
    ("pivot", {"group_by": ["name"], "pivot": "id", "aggregations": AGGREGATIONS[:2]}),
    ("pivot",
     {"group_by": ["id"], "pivot": "a.b", "values": ["x", "y"], "aggregations": AGGREGATIONS[1:2]}),
    ("rename", {"columns": [{"column": "id", "name": "key"}]}),
    ("rename", {"columns": [{"column": "id", "name": "key"}, {"column": "a.b", "name": "b"}]}),
    ("rename", {"columns": [{"column": "id", "name": "name"}, {"column": "name", "name": "id"}]}),
    ("rename_all", {"prefix": "o_"}),
    ("rename_all", {"suffix": "'\"", "case": "lower", "prefix": "a"}),
    ("repartition", {"partitions": 8}),
    ("repartition", {"partitions": 8, "columns": ["name", "a.b"], "method": "range"}),
    ("repartition", {"partitions": 1, "method": "coalesce"}),
    ("replace",
     {"columns": ["name"], "values": [{"old": "a", "new": "b"}, {"old": "n/a", "new": None}]}),
    ("sample", {"fraction": 0.1}),
    ("sample", {"fraction": 2.0, "seed": 7, "with_replacement": True}),
    ("select", {"columns": ["id", "a.b"]}),
    ("sort", {"by": SORT}),
    ("sort", {"by": NULLS, "within_partitions": True}),
    ("split_column", {"column": "name", "separator": ", ", "into": ["last", "first"]}),
    ("split_column",
     {"column": "a.b", "separator": ".", "into": ["x"], "keep_rest": True, "drop": False}),
    ("split_column", {"column": "name", "separator": "[,;]+", "into": ["x", "y"], "regex": True}),
    ("sql", {"query": "SELECT name, count(*) AS n FROM input GROUP BY name"}),
    ("sql", {"query": "SELECT x.id,\n  '{}' AS braces\nFROM input x"}),
    ("unpivot", {"ids": ["id"], "values": ["amount"], "variable": "what", "value": "how much"}),
    ("unpivot", {"ids": ["id", "name", "day", "at", "a.b", "tags", "prices", "who"]}),
    ("window", {"functions": RANKS, "partition_by": ["name", "a.b"], "order_by": SORT}),
    ("window",
     {"functions": SUMS, "frame": {"unit": "rows", "start": -3, "end": 0}, "order_by": NULLS}),
    ("window", {"functions": SUMS[:1]}),
    ("window", {"functions": SUMS, "frame": {"unit": "range", "end": None}, "order_by": SORT[:1]}),
]  # fmt: skip

SINKS: list[tuple[str, dict[str, Any]]] = [
    ("console", {}),
    ("console", {"rows": 5, "truncate": 0, "vertical": True}),
    ("console", {"truncate": 40}),
    ("write_csv", {"path": "out", "header": True, "quote_all": True, "compression": "gzip"}),
    ("write_csv", {"path": "out", "mode": "append", "partition_by": ["name"], "sep": "\t"}),
    ("write_csv", {"path": "out", "options": {"lineSep": "x", "emptyValue": ""}}),
    ("write_json", {"path": "out", "ignore_null_fields": False, "date_format": "yyyy"}),
    ("write_orc", {"path": "out", "mode": "ignore", "compression": "zlib"}),
    ("write_parquet", {"path": "out", "compression": "zstd", "partition_by": ["day", "name"]}),
    ("write_text", {"path": "out", "line_separator": ";"}),
    ("write_table", {"table": "a.b", "mode": "overwrite", "format": "orc", "options": {"x": "y"}}),
    ("write_table", {"table": "t", "partition_by": ["day"]}),
    ("write_table",
     {"table": "t", "bucket_by": {"columns": ["id"], "count": 4, "sort_by": ["day"]}}),
    ("write_table", {"table": "t", "insert": True, "mode": "overwrite"}),
    ("write_table", {"table": "t", "insert": True, "mode": "append"}),
    ("write_jdbc", {"url": "jdbc:h2:mem", "table": "t", "user": "me", "password_env": "PW"}),
    (
        "write_jdbc",
        {
            "url": "jdbc:h2:mem", "table": "t", "mode": "overwrite", "truncate": True,
            "batch_size": 7, "isolation": "NONE", "options": {"queryTimeout": "3"},
        },
    ),
]  # fmt: skip

COMBINING: list[tuple[str, dict[str, Any]]] = [
    ("join", {"on": ["id"]}),
    ("join", {"on": ["id", "name"], "how": "left", "hint": "broadcast"}),
    ("join", {"on": [{"left": "id", "right": "key"}], "how": "full", "hint": "merge"}),
    ("join", {"condition": "left.id < right.id", "how": "left_anti"}),
    ("join", {"on": [{"left": "id", "right": "key"}], "condition": "left.name > right.name"}),
    ("join", {"how": "cross", "suffix": "_2"}),
    ("intersect", {}),
    ("intersect", {"keep_duplicates": True}),
    ("subtract", {}),
    ("subtract", {"keep_duplicates": True}),
    ("union", {}),
    ("union", {"by": "position", "distinct": True}),
    ("union", {"fill_missing": True}),
    ("sql", {"query": "SELECT a.* FROM a JOIN b USING (id)", "inputs": ["a", "b"]}),
    ("code", {"code": "both = a.join(b, 'id')", "inputs": ["a", "b"], "output": "both"}),
]
# Code that does not tell its node: `.select` behind a table may be either.
AS_CODE = {("read_table", "orders")}


def page(kind: str, config: dict[str, Any], inputs: int) -> Page:
    made = Page("A page")
    extra = [{"name": "key", "type": "long"}, {"name": "size", "type": "int"}]
    shared = kind in ("intersect", "subtract", "union")
    columns = [COLUMNS, COLUMNS if shared else [*COLUMNS[:2], *extra]]
    if kind.startswith("write_"):
        columns = [COLUMNS[1:2] if kind == "write_text" else COLUMNS[:5]]
    if shared:
        columns = [COLUMNS[:3]] * 2
    frames = [made.read.parquet(path=f"in{i}", columns=columns[i]) for i in range(inputs)]
    node = made.add(kind, *frames, label="The result", **config)
    if not inputs:
        node.limit(5)
    return made


def kinds(document: Document) -> list[str]:
    return [node.data.kind for node in document.nodes]


CASES = [
    *((kind, config, 0) for kind, config in SOURCES),
    *((kind, config, 1) for kind, config in [*TRANSFORMS, *SINKS]),
    ("route", {"condition": "id > 3"}, 1),
    *((kind, config, 2) for kind, config in COMBINING),
]


@pytest.mark.parametrize(
    ("kind", "config", "inputs"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)]
)
def test_the_code_comes_back(kind: str, config: dict[str, Any], inputs: int) -> None:
    made = page(kind, config, inputs)
    assert [p for p in made.check() if p.severity == "error" and p.code != "no-such-path"] == []
    code = made.code()
    document = Page.from_code(code).document
    assert Pipeline(document).code == code
    made_of = "code" if (kind, config.get("table")) in AS_CODE else kind
    expected = [*["read_parquet"] * inputs, made_of] if inputs else [made_of, "limit"]
    assert kinds(document) == expected


def test_every_node_type_is_here() -> None:
    assert {kind for kind, _, _ in CASES} == set(registry.kinds())

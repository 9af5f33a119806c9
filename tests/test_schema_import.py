"""Schemas from DDL, other kinds of schemas, and files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyspark.sql.types import StructType

from etlab_jupyter import schema_import as s
from etlab_jupyter.schema_definition import to_ddl

DDL = "id BIGINT NOT NULL, `a b` DECIMAL(12,2), tags ARRAY<STRING>, m MAP<STRING, INT>, " \
      "p STRUCT<x: DOUBLE NOT NULL, y: DATE>"  # fmt: skip


def test_ddl_spark_json_and_a_create_table_say_the_same(spark):
    frame = spark.createDataFrame([], DDL)
    wanted = frame.schema
    for found in (
        s.from_ddl(DDL),
        s.from_spark_json(json.loads(wanted.json())),
        s.from_ddl(f"CREATE TABLE IF NOT EXISTS lake.t ({DDL}) USING parquet PARTITIONED BY (id)"),
    ):
        assert StructType.fromDDL(to_ddl(found)) == wanted


def test_json_schema():
    found = s.from_json_schema(
        {
            "$defs": {"Point": {"properties": {"x": {"type": "number"}}, "required": ["x"]}},
            "type": "object",
            "required": ["id", "maybe", "at"],
            "properties": {
                "id": {"type": "integer"},
                "maybe": {"type": ["string", "null"]},
                "day": {"type": "string", "format": "date"},
                "at": {"$ref": "#/$defs/Point"},
                "many": {
                    "type": "array",
                    "items": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
                },
                "by_name": {"type": "object", "additionalProperties": {"type": "integer"}},
                "mixed": {"type": ["string", "integer"]},
            },
        }
    )
    assert to_ddl(found).split(", ") == [
        "id bigint NOT NULL",
        "maybe string",
        "day date",
        "at struct<x: double NOT NULL> NOT NULL",
        "many array<boolean>",
        "by_name map<string",
        "bigint>",
        "mixed string",
    ]


def test_an_array_of_objects():
    found = s.from_json_schema(
        {"type": "array", "items": {"properties": {"a": {"type": "string"}}}}
    )
    assert to_ddl(found) == "a string"


def test_the_header_of_a_file(tmp_path):
    (tmp_path / "in.csv").write_text("a;b\n1;x\n")
    options = {"header": True, "sep": ";", "inferSchema": True}
    assert to_ddl(s.from_file("csv", tmp_path / "in.csv", options)) == "a int, b string"


A = {"a": {"$ref": "#/$defs/A"}}
LOOP = {"$defs": {"A": {"properties": A}}, "properties": A}
DEEP: Any = {"type": "string"}
for _ in range(100):
    DEEP = {"type": "struct", "fields": [{"name": "a", "type": DEEP}]}


@pytest.mark.parametrize(
    ("read", "what", "text"),
    [
        (s.from_ddl, "a INT, b STRONG", "STRONG"),
        (s.from_ddl, "CREATE VIEW v AS SELECT 1", "names no columns"),
        (s.from_ddl, "CREATE TABLE (", "cannot be read"),
        (s.from_spark_json, {"type": "struct"}, "no schema of Spark's"),
        (s.from_spark_json, {"type": "array", "elementType": "long"}, "type: struct"),
        (s.from_spark_json, {"type": {"a": 1}}, "There is no type"),
        (s.from_spark_json, DEEP, "nested deeper"),
        (s.from_json_schema, {"type": "string"}, "with properties"),
        (s.from_json_schema, LOOP, "contains itself"),
        (s.from_json_schema, {"properties": {"a": {"$ref": "#/x"}}}, "no part #/x"),
        (s.from_json_schema, {"properties": {"a": {"type": "money"}}}, "no type 'money'"),
    ],
)
def test_what_is_no_schema(read, what, text):
    with pytest.raises(s.SchemaImportError, match=text.replace("$", r"\$")):
        read(what)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(s.SchemaImportError):
        s.from_file("csv", tmp_path / "no.csv", {})

"""Types and schemas in DDL are read as by Spark's own parser."""

from __future__ import annotations

import pytest
from pyspark.errors import ParseException
from pyspark.sql import SparkSession
from pyspark.sql.types import DataType

from etlab_jupyter.expressions import ExpressionError, parse_ddl, parse_type
from etlab_jupyter.spark_types import Schema
from tests.helpers import without_metadata

TYPES = [
    "string", "STRING", "int", "integer", "bigint", "long", "smallint", "short", "tinyint", "byte",
    "float", "real", "double", "boolean", "date", "timestamp", "timestamp_ntz", "timestamp_ltz",
    "binary", "decimal", "dec", "numeric", "decimal(5)", "decimal(38, 18)", "array<int>",
    "array < array<string> >", "map<string,array<decimal(3,1)>>", "struct<a:int>",
    "struct<a: int, `b c`: struct<d: date>>", "struct<`>`: int, `:`: string, `<`: array<int>>",
    "struct<a int, b string>", "struct<a: int COMMENT 'it''s', b: int NOT NULL>", "struct<>",
    "interval day to second", "interval year to month", "void",
]  # fmt: skip
SCHEMAS = [
    "a int", "a INT, b STRING", "a int NOT NULL, b string COMMENT 'x, y'", "`a b` int, `c``d` date",
    "select int", "a array<int> NOT NULL, b map<int, struct<c: int>>",
]  # fmt: skip
BAD = [
    "itn", "decimal(39)", "decimal(5,6)", "array", "array<>", "array<int", "map<int>",
    "struct<a>", "int int int", "decimal(a)", "array<int>>", "'int'", "int;",
]  # fmt: skip


@pytest.mark.parametrize("text", TYPES)
def test_types(spark: SparkSession, text: str) -> None:
    assert without_metadata(parse_type(text).to_json()) == without_metadata(
        DataType.fromDDL(text).jsonValue()
    )


@pytest.mark.parametrize("text", SCHEMAS)
def test_schemas(spark: SparkSession, text: str) -> None:
    expected = without_metadata(DataType.fromDDL(text).jsonValue())
    assert without_metadata(Schema(parse_ddl(text)).to_json()) == expected


@pytest.mark.parametrize("text", BAD)
def test_what_spark_refuses(spark: SparkSession, text: str) -> None:
    with pytest.raises(ParseException):
        DataType.fromDDL(text)
    with pytest.raises(ExpressionError):
        parse_type(text)


def test_deep_nesting_and_long_text_end() -> None:
    for text in ("array<" * 10_000, "array<" * 10_000 + "int" + ">" * 10_000, "a" * 1_000_000):
        with pytest.raises(ExpressionError):
            parse_type(text)

"""What Spark's analyzer says of expressions and queries, without running them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions import ExpressionError, infer, parse_ddl
from etlab_jupyter.schema_definition import to_ddl
from tests.helpers import without_metadata

# Columns of every kind. Those that end in `_r` are required: NOT NULL.
COLUMNS = """
    flag boolean, flag_r boolean not null,
    b tinyint, b_r tinyint not null,
    s smallint, s_r smallint not null,
    i int, i_r int not null,
    l bigint, l_r bigint not null,
    f float, f_r float not null,
    d double, d_r double not null,
    n decimal(10,2), n_r decimal(10,2) not null,
    n3 decimal(3,3), n5 decimal(5,0), n20 decimal(20,0),
    n38 decimal(38,18), n38_r decimal(38,0) not null,
    str string, str_r string not null,
    bin binary, bin_r binary not null,
    day date, day_r date not null,
    ts timestamp, ts_r timestamp not null,
    ntz timestamp_ntz, ntz_r timestamp_ntz not null,
    ym interval year to month, ym_r interval year to month not null,
    dt interval day to second, dt_r interval day to second not null,
    dd interval day, hm interval hour to minute,
    ints array<int>, ints_r array<int> not null,
    longs array<bigint>, doubles array<double>,
    strs array<string>, strs_r array<string> not null,
    days array<date>, nums array<decimal(10,2)>, bins array<binary>,
    nested array<array<int>>, nested_r array<array<int>> not null,
    rows array<struct<x: int, y: string not null>>,
    pairs array<struct<k: string not null, v: int>>,
    m map<string, int>, m_r map<string, int> not null,
    mi map<int, string>, md map<date, double>, mm map<string, map<string, int>>,
    ms map<string, struct<x: int, y: string not null>>,
    st struct<x: int, y: string not null, z: struct<w: double, v: date not null>>,
    st_r struct<x: int, y: string not null, arr: array<int>> not null,
    v variant,
    `a column` int, `dotted.name` string, `select` int
"""
SCHEMA = parse_ddl(COLUMNS)

# The tables of the queries.
TABLES = {
    "wide": SCHEMA,
    "people": parse_ddl("id int not null, name string, city string, age int"),
    "orders": parse_ddl(
        """id bigint not null, person_id int, amount decimal(10,2) not null, day date not null,
        note string, items array<struct<price: double, what: string not null>>,
        tags map<string, string>"""
    ),
    "cities": parse_ddl("city string not null, country string"),
}

# Where its own checks have gaps, Spark fails with an internal error.
REJECTIONS = (PySparkException, Py4JJavaError)


def schema_of(frame: DataFrame) -> list[dict[str, Any]]:
    """The columns of a frame as JSON, read from Spark itself (PySpark lacks some types)."""
    schema = json.loads(frame._jdf.schema().json())
    fields: list[dict[str, Any]] = without_metadata(schema)["fields"]
    return fields


class Analyzer:
    """Types expressions over `COLUMNS`.

    An answer is the column as JSON, or the text of Spark's error.
    """

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark

    @cached_property
    def frame(self) -> DataFrame:
        return self.spark.createDataFrame([], " ".join(COLUMNS.split()))

    def create_views(self) -> None:
        """Makes the tables known to Spark, without rows."""
        for name, schema in TABLES.items():
            frame = self.spark.createDataFrame([], to_ddl(schema))
            frame.createOrReplaceTempView(name)

    def answers(self, texts: Sequence[str], aggregate: bool = False) -> list[Any]:
        """One answer for each text: in one analysis where all are right, else halved."""
        parsed: list[Column | str] = [self._parsed(text) for text in texts]
        good = [column for column in parsed if isinstance(column, Column)]
        found = iter(self._analyzed(good, aggregate))
        return [column if isinstance(column, str) else next(found) for column in parsed]

    @staticmethod
    def _parsed(text: str) -> Column | str:
        try:
            return F.expr(text).alias("x")
        except REJECTIONS as error:
            return str(error)

    def _analyzed(self, columns: list[Column], aggregate: bool) -> list[Any]:
        if not columns:
            return []
        try:
            frame = self.frame.agg(*columns) if aggregate else self.frame.select(*columns)
            fields = schema_of(frame)
        except REJECTIONS as error:
            if len(columns) == 1:
                return [str(error)]
        else:
            if len(fields) == len(columns):
                return fields
            if len(columns) == 1:
                return [fields]
        middle = len(columns) // 2
        return self._analyzed(columns[:middle], aggregate) + self._analyzed(
            columns[middle:], aggregate
        )


def ours(text: str, *, aggregate: bool = False, ansi: bool = True) -> Any:
    """What the package infers, in the form of Spark's answer; a text where it has issues."""
    try:
        typed = infer(text, SCHEMA, aggregates=aggregate, ansi=ansi)
    except ExpressionError as error:
        return f"ExpressionError: {error} (line {error.line}, column {error.column})"
    if typed.issues:
        return "\n".join(f"{i.code}: {i.message} ({i.line}:{i.column})" for i in typed.issues)
    return t.Field("x", typed.type, typed.nullable).to_json()


def difference(text: str, answer: Any, inferred: Any) -> str | None:
    """A line that says how an inference differs from Spark's answer; None where it does not."""
    if isinstance(answer, str) and isinstance(inferred, str):
        return None
    if answer == inferred:
        return None
    return f"{text}\n    Spark: {short(answer)}\n    ETLab: {short(inferred)}"


def short(answer: Any) -> str:
    """An answer in one line."""
    if isinstance(answer, str):
        return " ".join(answer.split())[:300]
    return json.dumps(answer)

"""Scripts that people wrote: what becomes of them, and that it does the same on Spark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from etlab_jupyter import Page

START = """
import sys
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.functions import col, desc, lit, sum as sum_
import pyspark.sql.functions as fn

spark = (SparkSession.builder
         .appName('by hand')
         .config('spark.sql.shuffle.partitions', 2)
         .getOrCreate())

limit = 2
orders = spark.createDataFrame(
    [[1, 'a', 10.0, '2026-01-01'], [2, 'b', 20.0, None], [3, 'a', 5.5, '2026-02-01'],
     [3, 'a', 5.5, '2026-02-01'], [4, None, 7.0, '2026-03-01']],
    'id int, who string, amount double, day string')
people = spark.createDataFrame(
    [['a', 'Ada'], ['b', "O'Bob"], ['c', 'Cy']], 'key string, name string')
"""

# The code that gives `result`, and the node types that it becomes.
SCRIPTS: dict[str, tuple[str, list[str]]] = {
    "filters": (
        "result = orders.filter(col('amount') > 6).where(\"who = 'a'\").filter(orders.id < 3)",
        ["filter", "filter", "filter"],
    ),
    "conditions": (
        "result = orders.where(((F.col('who') == 'a') | F.col('who').isNull())"
        " & ~(F.col('id').isin([2, 3]) | orders['day'].like('2025%')))",
        ["filter"],
    ),
    "precedence": (
        "result = orders.filter((F.expr('id = 1 OR id = 2') & (col('amount') > 15))"
        " | (F.col('amount') - (F.col('amount') - 1) * 2 < -F.col('id') * 2))",
        ["filter"],
    ),
    "a parameter": ("result = orders.filter(col('id') > limit)", ["filter"]),
    "a parameter in a text": ("result = orders.filter(f'id > {limit}')", ["filter"]),
    "select": ("result = orders.select('id', col('who'))", ["select"]),
    "select with expressions": (
        "result = orders.select(col('id').alias('amount'), (col('amount') * 2 + lit(1)).alias('x'),"
        " fn.upper('who').alias('W'), col('day').cast('date').alias('d'))",
        ["sql"],
    ),
    "columns": (
        "df = orders.withColumn('n', col('id') + 1).withColumn('year', F.year('day'))\n"
        "df = df.withColumnRenamed('who', 'w').withColumnRenamed('day', 'd').drop('amount')\n"
        "result = df",
        ["derive", "rename", "drop", "code"],
    ),
    "join on a name": (
        "names = people.withColumnRenamed('key', 'who')\n"
        "result = orders.join(names, 'who', 'left_outer')",
        ["rename", "join"],
    ),
    "join on a condition": (
        "result = orders.join(people, (orders.who == people['key']) & (orders.id > 1), how='left')",
        ["join"],
    ),
    "a chain inside": (
        "result = orders.join(people.withColumnRenamed('key', 'who').limit(2), 'who')"
        ".union(orders.join(people.select(col('key').alias('who'), 'name'), ['who']))",
        ["rename", "limit", "join", "sql", "join", "union"],
    ),
    "a comment in SQL": (
        "result = orders.filter(F.expr('id > 1 -- not the first') & (col('id') < 4))",
        ["code"],
    ),
    "semi join": ("result = orders.join(people, orders.who == people.key, 'leftsemi')", ["join"]),
    "groups": (
        "result = (orders.groupBy('who')\n"
        "    .agg(sum_('amount').alias('total'), F.count('*').alias('n'), fn.max('id'),\n"
        "         F.countDistinct('day').alias('days'))\n"
        "    .orderBy(desc('total'), 'n'))",
        ["aggregate", "sort"],
    ),
    "count": ("result = orders.groupBy('who').count()", ["aggregate"]),
    "sums": ("result = orders.groupby(['who']).sum('amount', 'id')", ["aggregate"]),
    "sorting": (
        "result = orders.sort('who', 'id', ascending=[False, True]).limit(3)",
        ["sort", "limit"],
    ),
    "duplicates": (
        "result = orders.dropDuplicates(['id', 'who']).distinct().drop_duplicates()",
        ["drop_duplicates", "distinct", "distinct"],
    ),
    "union": ("result = orders.union(orders).unionByName(orders)", ["union", "union"]),
    "window": (
        "w = Window.partitionBy('who').orderBy(col('amount').desc(), 'id')\n"
        "result = orders.withColumn('place', F.row_number().over(w)).filter('place <= 2')",
        ["window", "filter"],
    ),
    "nulls": ("result = orders.na.drop().fillna('x', subset=['who'])", ["code"]),
    "fill": (
        "result = orders.fillna({'who': '?', 'amount': 0.0}).dropna()",
        ["fill_nulls", "drop_nulls"],
    ),
    "code of their own": (
        "def twice(df):\n    return df.union(df)\n\nresult = twice(orders).filter('id = 1')",
        ["code", "code"],
    ),
    "a loop": (
        "result = orders\nfor name in ['id', 'amount']:\n"
        "    result = result.withColumn(name, col(name) + 1)\n\n"
        "result = result.filter('id > 2')",
        ["code", "filter"],
    ),
    "assigned again": (
        "df = orders.filter('id > 1')\nother = df\ndf = df.limit(1)\n"
        "result = other.exceptAll(df.limit(0))",
        ["filter", "code", "limit", "limit", "subtract"],
    ),
    "a name in capitals": (
        "myDF = orders.limit(3)\nresult = myDF.filter('id = 1')",
        ["limit", "filter"],
    ),
}  # fmt: skip


def kinds(page: Page) -> list[str]:
    return [node.data.kind for node in page.document.nodes]


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_nodes(name: str) -> None:
    page = Page.from_code(f"{START}\n{SCRIPTS[name][0]}\n")
    assert page.check() == []
    begin = ["code", "rows", "rows"]  # `import sys` is no node's
    assert kinds(page) == [*begin, *SCRIPTS[name][1]]
    again = Page.from_code(page.code())
    assert again.code() == page.code()


def executed(code: str, spark: SparkSession) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(code, "<script>", "exec"), namespace)
    return namespace


def result(namespace: dict[str, Any], page: Page | None = None) -> tuple[list[str], list[str]]:
    names = [name for name in namespace if name == "result" or name.startswith("result_")]
    if page is not None:
        cells = [cell for cell in page.cells() if cell.outputs]
        names = list(cells[-1].outputs.values())
    frame = namespace[names[-1]]
    return frame.columns, sorted(map(repr, frame.collect()))


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_page_does_on_spark_what_the_script_does(spark: SparkSession, name: str) -> None:
    script = f"{START}\n{SCRIPTS[name][0]}\n"
    page = Page.from_code(script)
    expected = result(executed(script, spark))
    assert result(executed(page.code(), spark), page) == expected


def test_files_are_read_and_written_the_same(spark: SparkSession, tmp_path: Path) -> None:
    script = (
        f"folder = {str(tmp_path)!r}\n"
        "orders = spark.read.option('header', True).option('sep', ';').csv(f'{folder}/in.csv')\n"
        "same = spark.read.format('csv').options(header='true', sep=';').load(f'{folder}/in.csv')\n"
        "orders.write.mode('overwrite').option('compression', 'gzip').json(f'{folder}/json')\n"
        "same.repartition(1).write.partitionBy('a')"
        ".parquet(f'{folder}/parquet', mode='overwrite')\n"
    )
    (tmp_path / "in.csv").write_text("a;b\n1;x\n2;y\n")
    page = Page.from_code(script)
    expected = ["read_csv", "read_csv", "write_json", "repartition", "write_parquet"]
    assert kinds(page) == expected
    exec(page.code(), {})
    rows = [tuple(row) for row in spark.read.json(f"{tmp_path}/json").collect()]
    assert sorted(rows) == [("1", "x"), ("2", "y")]
    rows = [tuple(row) for row in spark.read.parquet(f"{tmp_path}/parquet").collect()]
    assert sorted(rows) == [("x", 1), ("y", 2)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("import numpy as F\nx = spark.table('t').filter(F.col('a'))", ["code"]),
        ("x = spark.table('t')\nprint(f'${x}')", ["read_table", "code"]),
        ("df = spark.table('t')\nDF = spark.table('u')\nz = df.foo(DF)",
         ["read_table", "read_table", "code"]),
        ("größe = spark.table('t')\nz = größe.foo()", ["read_table", "code"]),
        ("x = spark.table('\\ud800')", ["code"]),
        ("spark = SparkSession.builder.appName('\\ud800').getOrCreate()", ["code"]),
        ("x = {[]: 1, f(): 2}", ["code"]),
        ("x = spark.table('t'); y = x.limit(1)", ["code"]),
        ("x: int = 1\nx += 1", ["code"]),
        ("x = spark.table('t')\nx.write.parquet('a')\nx.write.parquet('a')",
         ["read_table", "write_parquet", "code"]),
    ],
)  # fmt: skip
def test_what_is_odd_is_kept(script: str, expected: list[str]) -> None:
    page = Page.from_code(script)
    assert [p for p in page.check() if p.severity == "error"] == []
    assert kinds(page) == expected
    compile(page.code(), "<page>", "exec")
    assert page.to_json().encode()

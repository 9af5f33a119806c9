"""Write table."""

from __future__ import annotations

import pytest

from tests.helpers import run_page
from tests.nodes.sinks.checks import codes, last_cell, page_of


@pytest.fixture
def table(spark):
    spark.sql("create database if not exists sinks")
    yield "sinks.orders"
    spark.sql("drop table if exists sinks.orders")


def details(spark, table):
    rows = spark.sql(f"describe table extended {table}").collect()
    return {row.col_name: row.data_type for row in rows}


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({}, 'orders.write.saveAsTable("db.t")'),
        (
            {"mode": "overwrite", "format": "orc", "partition_by": ["day"]},
            'orders.write.mode("overwrite").format("orc").partitionBy("day").saveAsTable("db.t")',
        ),
        ({"insert": True, "mode": "append"}, 'orders.write.insertInto("db.t")'),
        (
            {"insert": True, "mode": "overwrite"},
            'orders.write.insertInto("db.t", overwrite=True)',
        ),
    ],
)
def test_the_code_is_what_one_would_write(config, code):
    page, orders = page_of()
    orders.write.table("db.t", **config)
    assert last_cell(page) == code


def test_every_mode(spark, table):
    counts = []
    for mode in ("errorifexists", "append", "ignore", "overwrite"):
        page, orders = page_of()
        orders.write.table(table, mode=mode)
        run_page(spark, page)
        counts.append(spark.table(table).count())
    assert counts == [2, 4, 4, 2]
    page, orders = page_of()
    orders.write.table(table)
    with pytest.raises(Exception, match="ALREADY_EXISTS"):
        run_page(spark, page)


def test_partitions_buckets_and_format(spark, table):
    page, orders = page_of()
    orders.write.table(
        table, format="orc", partition_by=["day"], options={"orc.compress": "zlib"},
        bucket_by={"columns": ["id"], "count": 3, "sort_by": ["name"]},
    )  # fmt: skip
    assert last_cell(page) == (
        "(\n"
        '    orders.write.format("orc")\n'
        '    .option("orc.compress", "zlib")\n'
        '    .partitionBy("day")\n'
        '    .bucketBy(3, "id")\n'
        '    .sortBy("name")\n'
        '    .saveAsTable("sinks.orders")\n'
        ")"
    )
    run_page(spark, page)
    found = details(spark, table)
    assert found["Provider"].lower() == "orc"
    assert found["Num Buckets"] == "3"
    assert found["Bucket Columns"] == "[`id`]"
    assert found["Sort Columns"] == "[`name`]"
    assert [row.partition for row in spark.sql(f"show partitions {table}").collect()]
    assert spark.table(table).count() == 2


def test_inserting_by_position(spark, table):
    spark.sql(f"create table {table} (a int, b string, c date) using parquet")
    for mode, count in (("append", 2), ("append", 4), ("overwrite", 2)):
        page, orders = page_of()
        orders.write.table(table, insert=True, mode=mode)
        run_page(spark, page)
        assert spark.table(table).count() == count
    assert spark.table(table).columns == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"table": "no name"}, ["bad-table-name"]),
        ({"partition_by": ["dya"]}, ["unknown-column"]),
        ({"bucket_by": {"columns": ["i"], "count": 2}}, ["unknown-column"]),
        (
            {"partition_by": ["day"], "bucket_by": {"columns": ["Day"], "count": 2}},
            ["bucket-and-partition"],
        ),
        (
            {
                "partition_by": ["day"],
                "bucket_by": {"columns": ["id"], "count": 2, "sort_by": ["day"]},
            },
            ["bucket-and-partition"],
        ),
        ({"insert": True}, ["bad-mode"]),
        ({"insert": True, "mode": "append", "format": "orc"}, ["fixed-by-table"]),
        (
            {"insert": True, "mode": "append", "partition_by": ["day"]},
            ["fixed-by-table"],
        ),
    ],
)
def test_mistakes_are_reported(config, found):
    page, orders = page_of()
    page.add("write_table", orders, **{"table": "db.t", **config})
    assert codes(page) == found


@pytest.mark.parametrize(
    "bucket_by", [{"columns": []}, {"columns": ["id"], "count": 0}, {"count": 2}]
)
def test_buckets_of_the_wrong_form_are_reported(bucket_by):
    page, orders = page_of()
    orders.write.table("t", bucket_by=bucket_by)
    assert page.check()

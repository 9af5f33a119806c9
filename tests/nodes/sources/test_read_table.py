"""Read table."""

from __future__ import annotations

import pytest

from etlab_jupyter import Page
from tests.helpers import run_page
from tests.nodes.sources.checks import assert_tidy, cell, codes, read


@pytest.fixture
def orders(spark):
    spark.sql("create database if not exists sales")
    frame = spark.sql("select 1 id, 'x' `a.b`, 2.5D price")
    frame.write.mode("overwrite").saveAsTable("sales.orders")
    yield "sales.orders"
    spark.sql("drop table sales.orders")


def test_the_code_is_what_one_would_write():
    page = Page()
    page.read.table("sales.orders", columns=[{"name": "id", "type": "integer"}], label="Orders")
    assert cell(page) == 'orders = spark.table("sales.orders").select("id")'
    assert_tidy(page)


def test_all_columns_of_a_table(spark, orders):
    page = Page()
    node = page.read.table(orders)
    assert node.schema() is None
    assert tuple(run_page(spark, page)[node.id].collect()[0]) == (1, "x", 2.5)


@pytest.mark.parametrize("name", ["sales.orders", "spark_catalog.sales.orders", "sales.`orders`"])
def test_declared_columns_are_those_that_are_read(spark, orders, name):
    page = Page()
    page.read.table(
        name,
        columns=[
            {"name": "PRICE", "type": "double"},
            {"name": "a.b", "type": "string"},
        ],
    )
    assert tuple(read(spark, page).first()) == (2.5, "x")


def test_a_parameter_in_the_name(spark, orders):
    page = Page()
    page.parameter("db", default="sales")
    node = page.read.table("${db}.orders")
    assert run_page(spark, page)[node.id].count() == 1


@pytest.mark.parametrize("name", ["my orders", "a..b", "a.b; DROP TABLE x", "a-b", "`x", 'a"b'])
def test_what_is_no_name_is_reported(name):
    page = Page()
    page.read.table(name)
    assert codes(page) == ["bad-table-name"]

"""Read database, from a real one."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from etlab_jupyter import Page
from tests.helpers import run_page
from tests.nodes.sources.checks import assert_tidy, cell, codes, read

COLUMNS: list[dict[str, Any]] = [
    {"name": "ID", "type": "long"},
    {"name": "NAME", "type": "string", "nullable": False},
    {"name": "PRICE", "type": "decimal(12,2)"},
    {"name": "AT", "type": "timestamp"},
]


@pytest.fixture(scope="module")
def url(spark, tmp_path_factory):
    url = f"jdbc:derby:{tmp_path_factory.mktemp('derby')}/db"
    frame = spark.sql(
        "select * from values (1, 'a', 1.50, timestamp'2024-01-31 10:00:00'), "
        "(2, 'ü\"', 2.25, null), (30, 'c', null, null) "
        "as t(ID, NAME, PRICE, AT)"
    )
    frame.write.format("jdbc").options(url=f"{url};create=true", dbtable="ORDERS").save()
    return url


def test_the_code_is_what_one_would_write():
    page = Page()
    page.read.jdbc(
        "jdbc:postgresql://db/sales", "public.orders", user="etl",
        password_env="SALES_PASSWORD", fetch_size=1000, label="Orders",
    )  # fmt: skip
    assert page.cells()[0].source.startswith("import os\n\nfrom pyspark")
    assert cell(page) == (
        "orders = (\n"
        '    spark.read.format("jdbc")\n'
        "    .options(\n"
        '        url="jdbc:postgresql://db/sales",\n'
        '        dbtable="public.orders",\n'
        '        user="etl",\n'
        "        fetchsize=1000,\n"
        '        password=os.environ["SALES_PASSWORD"],\n'
        "    )\n"
        "    .load()\n"
        ")"
    )
    assert_tidy(page)


def test_a_table_and_a_query(spark, url):
    for config in (
        {"table": "ORDERS"},
        {"query": "SELECT * FROM ORDERS WHERE ID < 100"},
    ):
        page = Page()
        node = page.read.jdbc(url, **config)
        assert node.schema() is None
        assert_tidy(page)
        rows = run_page(spark, page)[node.id].orderBy("ID").collect()
        assert [row.NAME for row in rows] == ["a", 'ü"', "c"]


@pytest.mark.parametrize("names", [["ID", "NAME", "PRICE", "AT"], ["at", "id"]])
def test_declared_columns_are_read_as_declared(spark, url, names):
    columns = [{**c, "name": n} for n in names for c in COLUMNS if c["name"] == n.upper()]
    page = Page()
    page.read.jdbc(url, "ORDERS", columns=columns)
    row = read(spark, page).orderBy("id").first()
    values = [
        1,
        "a",
        Decimal("1.50"),
        datetime.datetime.fromisoformat("2024-01-31 10:00"),
    ]
    expected = dict(zip(("ID", "NAME", "PRICE", "AT"), values, strict=True))
    assert tuple(row) == tuple(expected[name.upper()] for name in names)


def test_columns_may_be_read_as_other_types(spark, url):
    page = Page()
    page.read.jdbc(url, "ORDERS", columns=[{"name": "ID", "type": "string"}])
    assert {row.ID for row in read(spark, page).collect()} == {"1", "2", "30"}


@pytest.mark.parametrize("config", [{"table": "ORDERS"}, {"query": "SELECT ID, NAME FROM ORDERS"}])
def test_reading_in_parts(spark, url, config):
    page = Page()
    parts = {"column": "ID", "lower_bound": 1, "upper_bound": "30", "num_partitions": 3}
    page.read.jdbc(url, **config, columns=COLUMNS[:2], partitioning=parts)
    frame = read(spark, page)
    assert frame.rdd.getNumPartitions() == 3
    assert frame.count() == 3


def test_the_password_comes_from_the_environment(spark, url, monkeypatch):
    page = Page()
    node = page.read.jdbc(url, "ORDERS", password_env="MY_PW")
    with pytest.raises(KeyError, match="MY_PW"):
        run_page(spark, page)
    monkeypatch.setenv("MY_PW", "s3cret")
    assert "s3cret" not in page.code()
    assert run_page(spark, page)[node.id].count() == 3


def test_driver_and_options_reach_spark(spark, url):
    for config in (
        {"driver": "no.such.Driver"},
        {
            "driver": "org.apache.derby.jdbc.EmbeddedDriver",
            "options": {"numPartitions": "x"},
        },
    ):
        page = Page()
        page.read.jdbc(url, "ORDERS", **config)
        with pytest.raises(Exception, match=r"no\.such\.Driver|input string"):
            run_page(spark, page)


@pytest.mark.parametrize(
    ("config", "code"),
    [
        (
            {"url": "jdbc:postgresql://h/d?user=a&password=b", "table": "t"},
            "secret-in-page",
        ),
        (
            {"url": "jdbc:sqlserver://h;user=a;Password=b", "table": "t"},
            "secret-in-page",
        ),
        ({"url": "jdbc:mysql://root:hunter2@h/d", "table": "t"}, "secret-in-page"),
        (
            {"url": "jdbc:oracle:thin:scott/tiger@h:1521/d", "table": "t"},
            "secret-in-page",
        ),
        (
            {"url": "jdbc:x:y", "table": "t", "options": {"password": "p"}},
            "secret-in-page",
        ),
        (
            {
                "url": "jdbc:x:y",
                "table": "t",
                "options": {"connectionProperties": "pwd=p"},
            },
            "secret-in-page",
        ),
        ({"url": "jdbc:x:y"}, "table-or-query"),
        ({"url": "jdbc:x:y", "table": "t", "query": "select 1"}, "table-or-query"),
    ],
)
def test_mistakes_are_reported(config, code):
    page = Page()
    page.add("read_jdbc", **config)
    assert codes(page) == [code]


@pytest.mark.parametrize(
    "config",
    [
        {"url": "http://x"},
        {"url": "jdbc:x:y", "password_env": "not a name"},
        {"url": "jdbc:x:y", "password": "secret"},
        {"url": "jdbc:x:y", "partitioning": {"column": "a"}},
    ],
)
def test_settings_of_the_wrong_form_are_reported(config):
    page = Page()
    page.add("read_jdbc", table="t", **config)
    assert page.check()


@pytest.mark.parametrize(
    "url",
    ["jdbc:postgresql://h:5432/d", "jdbc:oracle:thin:@//h:1521/d", "jdbc:h2:mem:x;A=b"],
)
def test_addresses_without_a_password_are_taken(url):
    page = Page()
    page.read.jdbc(url, "t")
    assert page.check() == []

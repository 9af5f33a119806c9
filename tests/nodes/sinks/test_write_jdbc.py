"""Write database, into a real one."""

from __future__ import annotations

import pytest

from tests.helpers import run_page
from tests.nodes.sinks.checks import COLUMNS, codes, last_cell, page_of
from tests.nodes.sources.checks import HOSTILE


@pytest.fixture
def url(tmp_path):
    return f"jdbc:derby:{tmp_path}/db;create=true"


def rows_of(spark, url, table="ORDERS"):
    return spark.read.format("jdbc").options(url=url, dbtable=table).load()


def test_the_code_is_what_one_would_write():
    page, orders = page_of()
    orders.write.jdbc(
        "jdbc:postgresql://db/sales", "public.orders", user="etl",
        password_env="SALES_PASSWORD", mode="overwrite", truncate=True, batch_size=5000,
        isolation="READ_COMMITTED", options={"queryTimeout": "10"},
    )  # fmt: skip
    assert last_cell(page) == (
        "(\n"
        '    orders.write.mode("overwrite")\n'
        '    .format("jdbc")\n'
        "    .options(\n"
        '        url="jdbc:postgresql://db/sales",\n'
        '        dbtable="public.orders",\n'
        '        user="etl",\n'
        "        truncate=True,\n"
        "        batchsize=5000,\n"
        '        isolationLevel="READ_COMMITTED",\n'
        '        password=os.environ["SALES_PASSWORD"],\n'
        "    )\n"
        '    .option("queryTimeout", "10")\n'
        "    .save()\n"
        ")"
    )


def test_every_mode(spark, url):
    counts = []
    for mode in ("errorifexists", "append", "ignore", "overwrite"):
        page, orders = page_of()
        orders.write.jdbc(url, "ORDERS", mode=mode)
        run_page(spark, page)
        counts.append(rows_of(spark, url).count())
    assert counts == [2, 4, 4, 2]
    page, orders = page_of()
    orders.write.jdbc(url, "ORDERS")
    with pytest.raises(Exception, match="already exists"):
        run_page(spark, page)


def test_emptying_keeps_the_definition_of_the_table(spark, url):
    page, orders = page_of()
    sizes = {"createTableColumnTypes": "name varchar(77)"}
    orders.write.jdbc(url, "ORDERS", options=sizes)
    run_page(spark, page)
    page, orders = page_of()
    orders.write.jdbc(
        url,
        "ORDERS",
        mode="overwrite",
        truncate=True,
        batch_size=1,
        isolation="SERIALIZABLE",
    )
    run_page(spark, page)
    frame = rows_of(spark, url)
    assert frame.count() == 2
    assert "77" in str(frame.schema["name"].metadata) or "77" in frame.schema.json()


def test_values_arrive_as_they_are(spark, url, monkeypatch):
    monkeypatch.setenv("DB_PASSWORD", "s3cret")
    page, texts = page_of(
        [list(pair) for pair in enumerate(HOSTILE)],
        [{"name": "i", "type": "integer"}, {"name": "s", "type": "string"}],
    )
    texts.write.jdbc(
        url, "TEXTS", user="app", password_env="DB_PASSWORD",
        driver="org.apache.derby.jdbc.EmbeddedDriver",
    )  # fmt: skip
    assert "s3cret" not in page.code()
    run_page(spark, page)
    found = rows_of(spark, url, "APP.TEXTS").orderBy("i").collect()
    assert [row.s for row in found] == [text.replace("$${", "${") for text in HOSTILE]


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"truncate": True}, ["truncate-without-overwrite"]),
        ({"url": "jdbc:mysql://h/d?password=x"}, ["secret-in-page"]),
        ({"options": {"sslPassword": "x"}}, ["secret-in-page"]),
    ],
)
def test_mistakes_are_reported(config, found):
    page, orders = page_of()
    page.add("write_jdbc", orders, **{"url": "jdbc:x:y", "table": "t", **config})
    assert codes(page) == found


@pytest.mark.parametrize("type_", ["struct", "map", "void"])
def test_types_that_databases_do_not_have_are_reported(spark, url, type_):
    nested = {
        "type": type_, "key": {"type": "string"}, "value": {"type": "string"},
        "fields": [{"name": "x", "type": "string"}],
    }  # fmt: skip
    page, rows = page_of([[1, None]], [COLUMNS[0], {"name": "c", **nested}])
    frame = run_page(spark, page)[rows.id]
    rows.write.jdbc(url, "T")
    assert codes(page) == ["type-mismatch"]
    with pytest.raises(Exception, match="JDBC type"):
        frame.write.format("jdbc").options(url=url, dbtable="T").save()


@pytest.mark.parametrize(
    "config",
    [
        {"table": ""},
        {"url": "db"},
        {"batch_size": 0},
        {"isolation": "x"},
        {"mode": "upsert"},
    ],
)
def test_settings_of_the_wrong_form_are_reported(config):
    page, orders = page_of()
    page.add("write_jdbc", orders, **{"url": "jdbc:x:y", "table": "t", **config})
    assert page.check()

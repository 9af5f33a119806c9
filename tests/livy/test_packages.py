"""Databases and table formats whose jars a connection names."""

from __future__ import annotations

import subprocess

import pytest

from etlab_jupyter import Page
from tests.handlers.conftest import api, jp_server_config, workspace  # noqa: F401
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.livy.test_runs import body_of

PACKAGES = [
    "org.postgresql:postgresql:42.7.7",
    "org.mariadb.jdbc:mariadb-java-client:3.5.4",
    "io.delta:delta-spark_2.12:3.3.3",
    "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.0",
]
ORDERS = "CREATE TABLE orders (id INT, city VARCHAR(20)); INSERT INTO orders VALUES "


@pytest.fixture
def shop(postgres):
    """Orders 1 and 2 in PostgreSQL; its JDBC address."""
    address = postgres.database("lake")
    sql = f"{ORDERS} (1, 'Graz'), (2, 'Linz')"
    command = [str(postgres.bin / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-c", sql, address]
    subprocess.run(command, check=True, capture_output=True)
    return f"jdbc:postgresql://127.0.0.1:{postgres.port}/lake?user=etlab"


@pytest.fixture
def branch(mariadb):
    """Order 3 in MariaDB; its JDBC address, by which Spark knows how names are quoted."""
    mariadb.database("lake")
    reader = "CREATE OR REPLACE USER reader@127.0.0.1; GRANT SELECT ON lake.* TO reader@127.0.0.1"
    sql = f"{ORDERS} (3, 'Wien'); {reader}"
    client = ["mariadb", "--no-defaults", f"--socket={mariadb.socket}", "-uroot", "lake", "-e", sql]
    subprocess.run(client, check=True, capture_output=True)
    return f"jdbc:mysql://127.0.0.1:{mariadb.port}/lake?permitMysqlScheme"


async def test_databases_become_delta_and_iceberg(
    api, livy, shop, branch, tmp_path  # noqa: F811
):  # fmt: skip
    page = Page("lake")
    first = page.read.jdbc(shop, table="orders", driver="org.postgresql.Driver", id="first")
    second = page.read.jdbc(
        branch, table="orders", driver="org.mariadb.jdbc.Driver", user="reader", id="second"
    )
    every = first.union(second, id="every")
    every.write.table("orders_delta", format="delta", mode="overwrite", id="delta")
    every.write.table("ice.shop.orders", format="iceberg", mode="overwrite", id="iceberg")
    for name, table in (("delta", "orders_delta"), ("iceberg", "ice.shop.orders")):
        page.read.table(table, id=f"again_{name}")
    sql = "spark.sql"
    conf = {
        f"{sql}.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        f"{sql}.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        f"{sql}.catalog.ice": "org.apache.iceberg.spark.SparkCatalog",
        f"{sql}.catalog.ice.type": "hadoop",
        f"{sql}.catalog.ice.warehouse": str(tmp_path / "ice"),
        f"{sql}.warehouse.dir": str(tmp_path / "warehouse"),
    }
    id_ = await connect(
        api, "livy", url=livy.url, driver_memory="600m", packages=PACKAGES, spark_conf=conf
    )
    where = {"document": body_of(page), "connection_id": id_}
    run = await over(api, (await api("POST", "runs", where)).json["id"], seconds=400)
    assert run["error"] is None
    assert run["result_summary"]["rows"] == {"delta": 3, "iceberg": 3}
    for name in ("delta", "iceberg"):
        shown = await api("POST", "preview", {**where, "node": f"again_{name}"})
        assert sorted(shown.json["previews"][0]["rows"]) == [[1, "Graz"], [2, "Linz"], [3, "Wien"]]
    assert list((tmp_path / "warehouse/orders_delta/_delta_log").iterdir())
    assert list((tmp_path / "ice/shop/orders/metadata").glob("*.metadata.json"))

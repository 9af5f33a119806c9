"""A real Spark Connect server, from the PySpark that is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import free_port, running
from tests.spark_cluster import HOME, wait_for

SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


@dataclass(frozen=True)
class ConnectServer:
    """Its address, and its log."""

    remote: str
    log: Path


@contextmanager
def spark_connect(folder: Path) -> Iterator[ConnectServer]:
    """A server on loopback with two cores."""
    port = free_port()
    conf = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.connect.progress.reportInterval": "200ms",
        "spark.sql.shuffle.partitions": 2,
        "spark.ui.enabled": "false",
    }
    given = [part for key, value in conf.items() for part in ("--conf", f"{key}={value}")]
    env = {
        **os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(HOME),
        "PYSPARK_PYTHON": sys.executable, "TZ": "UTC",
    }  # fmt: skip
    submit = "org.apache.spark.deploy.SparkSubmit"
    spark = (str(HOME / "bin/spark-class"), submit, "--master", "local[2]")
    command = (*spark, *given, "--class", SERVER)
    with running(folder / "connect.log", *command, "spark-internal", env=env) as log:
        wait_for(log, "Spark Connect server started at")
        yield ConnectServer(f"sc://127.0.0.1:{port}", log)

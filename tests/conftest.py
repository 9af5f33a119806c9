"""What all tests share: one real Spark session, and real database servers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from pyspark.sql import SparkSession

from tests.runners.conftest import ENV
from tests.servers import MariaDB, PostgreSQL, Server, quick_java
from tests.spark_cluster import standalone_master
from tests.spark_connect import ConnectServer, spark_connect

pytest.register_assert_rewrite(
    "tests.helpers", "tests.probing.compare", "tests.nodes", "tests.runners.remote"
)
pytest_plugins = ["pytest_jupyter.jupyter_server"]
S = TypeVar("S", bound=Server)

for _name in ("SPARK_SUBMIT_OPTS", "SPARK_DAEMON_JAVA_OPTS"):
    os.environ.setdefault(_name, quick_java())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the code that the example pages generate now into their golden files",
    )


@pytest.fixture
def kernel_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels and jobs inherit the environment of the server that the test is."""
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    os.environ["TZ"] = "UTC"  # collect() gives timestamps in the process's own zone
    time.tzset()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    log = tmp_path_factory.mktemp("derby") / "derby.log"  # else in the current folder
    session = (
        SparkSession.builder.master("local[2]")
        .appName("etlab tests")
        .config("spark.ui.enabled", False)
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .config("spark.driver.extraJavaOptions", f"-Dderby.stream.error.file={log}")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def connect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConnectServer]:
    """A Spark Connect server."""
    with spark_connect(tmp_path_factory.mktemp("spark-connect")) as server:
        yield server


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a standalone master without workers."""
    with standalone_master(tmp_path_factory.mktemp("master")) as address:
        yield address


@pytest.fixture(scope="session")
def tpch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The TPC-H tables at scale 0.01, one Parquet file each."""
    folder = tmp_path_factory.mktemp("tpch")
    generator = Path(sys.executable).parent / "tpchgen-cli"
    options = ["parquet", "--quiet", "--scale-factor", "0.01", "--output-dir"]
    subprocess.run([generator, *options, folder], check=True)
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    if not Path("/usr/lib/postgresql").is_dir():
        pytest.fail("PostgreSQL's server is not installed")
    yield from _running(PostgreSQL)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    if shutil.which("mariadb-install-db") is None:
        pytest.fail("MariaDB's server is not installed")
    yield from _running(MariaDB)


def _running(kind: type[S]) -> Iterator[S]:
    # Not in pytest's own folder: the next run of pytest closes that to the servers' users.
    with tempfile.TemporaryDirectory(prefix="etlab-", ignore_cleanup_errors=True) as folder:
        server = kind(Path(folder))
        server.start()
        yield server
        server.stop()

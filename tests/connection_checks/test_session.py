"""Connections on which a kernel starts a session."""

from __future__ import annotations

import os
from pathlib import Path

import pyspark
import pytest

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connection_checks import CheckError, check
from etlab_jupyter.connection_checks.found import check_version
from tests.servers import free_port
from tests.spark_cluster import standalone_master, worker


async def failure(kind, config, tmp_path, at=None, **more):
    with pytest.raises(CheckError) as caught:
        await check(ConnectionType(kind), config, folder=tmp_path, **more)
    assert caught.value.failed == at
    return str(caught.value)


async def test_local_spark_answers(tmp_path):
    config = {"master": "local[2]", "spark_conf": {"spark.sql.shuffle.partitions": "2"}}
    found = await check(ConnectionType.LOCAL, config, folder=tmp_path)
    assert (found.spark_version, found.master) == (pyspark.__version__, "local[2]")
    assert found.latency_ms > 0


async def test_spark_connect_answers(tmp_path, connect_server):
    config = {"remote": connect_server.remote}
    found = await check(ConnectionType.LOCAL, config, folder=tmp_path)
    assert (found.spark_version, found.master) == (pyspark.__version__, None)


async def test_what_spark_refuses_is_told_without_java(tmp_path, monkeypatch):
    # With this variable ipykernel does not read what other processes write.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    told = await failure("local", {"master": "nonsense"}, tmp_path)
    assert told.startswith("Spark cannot be started: ")
    assert "Master must" in told or "nonsense" in told
    assert "Exception" not in told


async def test_a_session_that_takes_too_long_is_given_up(tmp_path):
    told = await failure("local", {}, tmp_path, seconds=0.2)
    assert told == "There was no answer within 0 seconds."


async def test_a_dead_address_is_told_at_once(tmp_path):
    port = free_port()
    for kind, config in (
        ("standalone", {"master": f"spark://127.0.0.1:{port}"}),
        ("kubernetes", {"master": f"k8s://https://127.0.0.1:{port}"}),
        ("local", {"remote": f"sc://127.0.0.1:{port}", "token": "secret"}),
    ):
        told = await failure(kind, config, tmp_path, at="address", seconds=20)
        assert told == f"Nothing answers at 127.0.0.1:{port}: the connection is refused."


async def test_a_cluster_of_another_version_is_told_at_once(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # as above
    home = Path(os.environ["ETLAB_SPARK35_PYTHON"]).parents[1]
    (spark,) = home.glob("lib/python*/site-packages/pyspark")
    with standalone_master(tmp_path, spark) as address:
        told = await failure("standalone", {"master": address}, tmp_path, "version", seconds=50)
    assert told.startswith("The cluster's Spark has another version than the PySpark of the kernel")


def test_a_spark_that_is_too_old_is_told():
    with pytest.raises(CheckError, match=r"is 3\.4\.4; generated code needs 3\.5") as caught:
        check_version("3.4.4")
    assert caught.value.failed == "version"
    for version in ("3.5.0-amzn-1", "4.3.0", "10.0.1"):
        check_version(version)


async def test_a_standalone_cluster_needs_workers(tmp_path, master, monkeypatch):
    config = {"master": master, "executor_memory": "512m"}
    monkeypatch.setattr("etlab_jupyter.connection_checks.session._JOB_SECONDS", 3)
    told = await failure("standalone", config, tmp_path)
    assert "Are there workers" in told
    monkeypatch.undo()
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    with worker(tmp_path, master):
        found = await check(ConnectionType.STANDALONE, config, folder=tmp_path)
    assert (found.spark_version, found.master) == (pyspark.__version__, master)

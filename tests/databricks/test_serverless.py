"""Pages as jobs on serverless compute, where Spark is a Spark Connect server."""

from __future__ import annotations

import pytest

from tests.databricks.tasks import USER
from tests.databricks.test_jobs import slow
from tests.handlers.conftest import api, jp_server_config, workspace  # noqa: F401
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.handlers.test_submit import job_body, until, written

CODE = "print('own', spark.conf.get('spark.sql.shuffle.partitions'))\ndf = spark.range(5)"


@pytest.fixture
def serverless(databricks, connect_server):
    """The workspace; of its cluster nothing is asked."""
    databricks.connect = connect_server.remote
    databricks.cluster.ended("INACTIVITY")
    databricks.tasks.files.clear()
    yield databricks
    assert databricks.cluster.starts == 0
    assert databricks.contexts == {}


async def nowhere(api, workspace, **more):  # noqa: F811
    """A connection without a cluster."""
    conf = {"spark.sql.shuffle.partitions": "3"}
    config = {"host": workspace.url, "token": workspace.token, "spark_conf": conf, **more}
    return await connect(api, "databricks", **config)


async def test_a_page_runs_as_a_job_without_a_cluster(api, serverless, tmp_path):  # noqa: F811
    id_ = await nowhere(api, serverless, environment_version="5")
    run = (await api("POST", "runs", job_body(id_, CODE, tmp_path / "out"))).json
    run = await over(api, run["id"], seconds=120)
    assert (run["status"], run["error"]) == ("completed", None), run["logs"]
    assert written(tmp_path / "out") == ["2", "3", "4"]
    summary = run["result_summary"]
    assert [node["status"] for node in summary["nodes"].values()] == ["completed"] * 4
    assert summary["rows"] == {"sink": None}  # Spark Connect does not tell
    assert "own 3\n" in run["logs"]
    *_, made = serverless.tasks.runs.values()
    assert made.given["environments"][0]["spec"] == {"environment_version": "5"}
    [task] = made.given["tasks"]
    assert task["disable_auto_optimization"] is True
    assert not {"existing_cluster_id", "libraries"} & task.keys()


async def test_a_node_that_fails_is_told_with_its_line(api, serverless, tmp_path):  # noqa: F811
    code = "df = spark.range(5)\ndf.selectExpr('nothing').collect()"
    body = job_body(await nowhere(api, serverless), code, tmp_path / "out")
    run = await over(api, (await api("POST", "runs", body)).json["id"], seconds=120)
    assert run["status"] == "failed"
    assert run["error"].startswith("Rows: [UNRESOLVED_COLUMN")
    assert "line 2: df.selectExpr('nothing').collect()" in run["logs"]


async def test_a_cancelled_job_is_gone(api, serverless, tmp_path):  # noqa: F811
    file = tmp_path / "ran"
    body = job_body(await nowhere(api, serverless), slow(file, 600), tmp_path / "out")
    run = (await api("POST", "runs", body)).json
    await until(file.exists)
    *_, job = serverless.tasks.runs.values()
    cancelled = await api("POST", f"runs/{run['id']}/cancel", {})
    assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled"), cancelled.content
    assert job.python.process.poll() is not None


async def test_what_serverless_compute_does_not_do_is_told(api, serverless, tmp_path):  # noqa: F811
    id_ = await nowhere(api, serverless)
    found = (await api("POST", f"connections/{id_}/test", {})).json
    assert (found["works"], found["message"]) == (
        True,
        f"Databricks knows who signs in as {USER}. Jobs run on serverless compute, which a test "
        "does not start.",
    )
    body = job_body(id_, CODE, tmp_path / "out")
    refused = await api("POST", "runs", {**body, "mode": "interactive"})
    assert (refused.status, refused.json["field"]) == (422, "connection_id")
    assert "on serverless compute Databricks runs no commands" in refused.json["detail"]
    config = {
        "host": serverless.url,
        "token": "x",
        "packages": ["org.postgresql:postgresql:42.7.11"],
    }
    body = {"name": "y", "connection_type": "databricks", "config": config}
    refused = await api("POST", "connections", body)
    assert (refused.status, refused.json["field"]) == (422, "config.packages")
    assert "name a cluster" in refused.json["detail"]

"""`etlab page run` on a Databricks connection, as a process of its own."""

from __future__ import annotations

import pytest

from tests.cli.test_connection import events_of, numbers, stored  # noqa: F401
from tests.cli.test_run import page, start  # noqa: F401
from tests.handlers.test_submit import written


@pytest.mark.parametrize("options", [[], ["--submit"]], ids=["context", "job"])
def test_a_page_runs_there(databricks, stored, page, start, tmp_path, options):  # noqa: F811
    databricks.drop()
    stored("far", "databricks", **databricks.config())
    numbers(page, tmp_path / "out")
    process = start(page, "--json", "--connection", "far", *options)
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, out + err
    assert events_of(out)[-1]["rows"] == {"sink": 3}
    assert databricks.token not in out + err
    assert written(tmp_path / "out") == ["0", "1", "2"]
    assert databricks.contexts == {}
    assert databricks.cluster.state == "RUNNING"


def test_a_page_is_a_job_without_a_cluster(
    databricks, connect_server, stored, page, start, tmp_path  # noqa: F811
):  # fmt: skip
    databricks.connect = connect_server.remote
    stored("far", "databricks", host=databricks.url, token=databricks.token)
    numbers(page, tmp_path / "out")
    process = start(page, "--json", "--connection", "far", "--submit")
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, out + err
    assert events_of(out)[-1]["status"] == "completed"
    assert databricks.token not in out + err
    assert written(tmp_path / "out") == ["0", "1", "2"]
    assert databricks.cluster.starts == 0


def test_without_a_cluster_there_is_only_a_job(databricks, stored, page, start, tmp_path):  # noqa: F811
    stored("far", "databricks", host=databricks.url, token=databricks.token)
    numbers(page, tmp_path / "out")
    process = start(page, "--connection", "far")
    out, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in out + err
    assert "cluster" in out + err

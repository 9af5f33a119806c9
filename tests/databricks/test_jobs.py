"""Pages submitted as one-time runs of a Databricks workspace, through the REST API."""

from __future__ import annotations

import threading

from etlab_jupyter.runners import SyncRunner
from etlab_jupyter.runners.submit import JobPlace, SubmitRunner, job_of
from tests.databricks.api import CLUSTER
from tests.databricks.contexts import wait_for
from tests.databricks.tasks import USER
from tests.databricks.test_runner import settings
from tests.handlers.conftest import api, jp_server_config, workspace  # noqa: F401
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.handlers.test_submit import job_body, written
from tests.handlers.test_submit import until as once
from tests.runners.cells import cell, finished, run

SUBMIT = "/api/2.2/jobs/runs/submit"
CANCEL = "/api/2.2/jobs/runs/cancel"
CODE = "print('h\u00e9llo', spark.conf.get('spark.etlab.test'))\ndf = spark.range(5)"


def slow(file, seconds):
    """Code that leaves a line in a file each time that it runs, and takes a while."""
    return (
        f"import time\nopen({str(file)!r}, 'a').write('ran\\n')\ntime.sleep({seconds})\n"
        "df = spark.range(5)"
    )


async def far(api, databricks):  # noqa: F811
    """A connection to the workspace, where no files are left."""
    databricks.tasks.files.clear()
    config = databricks.config(spark_conf={"spark.etlab.test": "7"})
    return await connect(api, "databricks", **config)


async def test_a_page_runs_as_a_job(api, databricks, tmp_path):  # noqa: F811
    databricks.cluster.ended("INACTIVITY")
    databricks.lost[SUBMIT] = CLUSTER  # asked again, Databricks names the run that it has
    before = len(databricks.tasks.runs)
    run = await api("POST", "runs", job_body(await far(api, databricks), CODE, tmp_path / "out"))
    assert run.status == 201, run.content
    run = await over(api, run.json["id"], seconds=120)
    assert (run["status"], run["error"], run["mode"]) == ("completed", None, "submit")
    assert written(tmp_path / "out") == ["2", "3", "4"]
    summary = run["result_summary"]
    assert summary["rows"] == {"sink": 3}
    assert [node["status"] for node in summary["nodes"].values()] == ["completed"] * 4
    assert "héllo 7\n" in run["logs"]
    assert databricks.token not in str(run)
    assert len(databricks.tasks.runs) == before + 1
    assert databricks.lost == {}
    assert databricks.cluster.starts == 1
    # The script is gone from the workspace; no context was needed.
    assert databricks.tasks.folders == {f"/Workspace/Users/{USER}/.etlab"}
    await once(lambda: databricks.tasks.files == {})
    assert databricks.contexts == {}


async def test_a_job_that_prints_much(api, databricks, tmp_path):  # noqa: F811
    """Of a cell the job's driver keeps a part, and of what other processes write Databricks."""
    code = (
        "import os, sys\nfor _ in range(2_000):\n    sys.stdout.write('x' * 99_999 + '\\n')\n"
        "os.system(\"head -c 200000000 /dev/zero | tr '\\\\0' y; echo; echo all written\")\n"
        "df = spark.range(5)"
    )
    run = await api("POST", "runs", job_body(await far(api, databricks), code, tmp_path / "out"))
    run = await over(api, run.json["id"], seconds=120)
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["rows"] == {"sink": 3}
    assert [one["status"] for one in run["result_summary"]["nodes"].values()] == ["completed"] * 4
    assert len(run["logs"]) < 1_000_000
    assert "Databricks has left out the beginning of the output" in run["logs"]
    assert "characters left out …]" in run["logs"]


async def test_a_node_that_fails_is_told_with_its_line(api, databricks, tmp_path):  # noqa: F811
    code = "df = spark.range(5)\nraise ValueError('too odd')"
    run = await api("POST", "runs", job_body(await far(api, databricks), code, tmp_path / "out"))
    run = await over(api, run.json["id"], seconds=120)
    assert (run["status"], run["error"]) == ("failed", "Rows: too odd")
    assert "line 2: raise ValueError('too odd')" in run["logs"]
    nodes = run["result_summary"]["nodes"]
    assert [nodes[name]["status"] for name in ("rows", "big", "sink")] == [
        "failed", "skipped", "skipped",
    ]  # fmt: skip


async def test_a_cancelled_job_is_gone(api, databricks, tmp_path):  # noqa: F811
    file = tmp_path / "ran"
    body = job_body(await far(api, databricks), slow(file, 600), tmp_path / "out")
    run = (await api("POST", "runs", body)).json
    await once(file.exists)
    *_, job = databricks.tasks.runs.values()
    cancelled = await api("POST", f"runs/{run['id']}/cancel", {})
    assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled"), cancelled.content
    assert job.result == "CANCELED"
    assert job.python.process.poll() is not None


async def test_a_token_that_is_revoked_is_told(api, databricks, tmp_path):  # noqa: F811
    file = tmp_path / "ran"
    body = job_body(await far(api, databricks), slow(file, 8), tmp_path / "out")
    run = (await api("POST", "runs", body)).json
    await once(file.exists)
    token, databricks.token = databricks.token, "dapi-another"
    try:
        run = await over(api, run["id"], seconds=60)
    finally:
        databricks.token = token
    assert run["status"] == "failed"
    assert run["error"].endswith("What has become of the job is not known.")


def test_a_job_that_could_not_be_cancelled_is_told_and_can_be_later(databricks, tmp_path):
    file = tmp_path / "ran"
    told: list[str] = []
    place = JobPlace("a" * 32, "numbers", tmp_path, tmp_path)
    job = SubmitRunner(job_of(settings(databricks, patience=2), place))
    sync = SyncRunner(job, told.append)

    def cancel():
        wait_for(file.exists)
        databricks.limited[CANCEL] = 1000
        sync.cancel()
        wait_for(lambda: told)
        databricks.limited[CANCEL] = 0
        sync.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with sync:
        found = run(sync, [cell("slow", slow(file, 600))])
    thread.join()
    assert finished(found).status == "cancelled"
    assert told == ["The Databricks workspace takes no more requests for now: Too many requests."]

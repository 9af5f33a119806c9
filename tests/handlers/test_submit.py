"""Pages submitted as jobs on local Spark, through the REST API."""

from __future__ import annotations

import asyncio
import os
import re
import stat
from pathlib import Path

import psutil
import pytest
from jupyter_core.paths import jupyter_data_dir

from etlab_jupyter import Page
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect

SECRET = "hunter2-very-secret"
QUIET = {"spark.ui.enabled": "false", "spark.log.level": "WARN"}

pytestmark = pytest.mark.usefixtures("kernel_environment")


def job_body(connection, code, path, **more):
    """A run of a page that runs `code` and writes its `df`, as a job."""
    page = Page("numbers")
    rows = page.add("code", code=code, inputs=[], id="rows", label="Rows")
    rows.filter("id > 1", id="big").write.csv(str(path), mode="append", id="sink")
    document = page.document.model_dump(mode="json", exclude_unset=True)
    document.pop("etlab", None)
    return {"document": document, "connection_id": connection, "mode": "submit", **more}


def written(path):
    """The rows that were written there."""
    return sorted(line for file in path.glob("*.csv") for line in file.read_text().split())


def processes(text):
    """The processes of this machine with that on their command line."""
    found = []
    for process in psutil.process_iter():
        try:
            if text in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


async def until(found, seconds=120):
    """What `found` answers once it is true."""
    end = asyncio.get_running_loop().time() + seconds
    while not (answer := found()):
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.1)
    return answer


async def test_a_page_runs_as_a_job(api, tmp_path):
    settings = {**QUIET, "spark.etlab.password": SECRET, "spark.etlab.odd": "a = b\\c: #d "}
    id_ = await connect(api, "local", master="local[1]", spark_conf=settings)
    code = """\
import os

print("héllo", spark.conf.get("spark.etlab.odd"), spark.conf.get("spark.app.name"))
print(spark.conf.get("spark.etlab.password") == "hunter2-" + "very-secret")
os.system("echo from another process")
df = spark.range(5)"""
    run = await api("POST", "runs", job_body(id_, code, tmp_path / "out"))
    assert run.status == 201, run.content
    assert run.json["mode"] == "submit"
    run = await over(api, run.json["id"])
    assert (run["status"], run["error"], run["mode"]) == ("completed", None, "submit")
    assert written(tmp_path / "out") == ["2", "3", "4"]
    summary = run["result_summary"]
    assert summary["rows"] == {"sink": 3}
    assert summary["application"].startswith("local-")
    assert [node["status"] for node in summary["nodes"].values()] == ["completed"] * 4
    assert "héllo a = b\\c: #d numbers\nTrue\n" in run["logs"]
    assert "from another process\n" in run["logs"]
    assert SECRET not in str(run)
    # Nothing is left of it beside the history.
    jobs = Path(jupyter_data_dir()) / "etlab" / "jobs"
    await until(lambda: not list(jobs.iterdir()))


async def test_a_node_that_fails_is_told_with_its_line(api, tmp_path):
    id_ = await connect(api, "local", master="local[1]", spark_conf=QUIET)
    code = "df = spark.range(5)\nraise ValueError('too odd')"
    run = await api("POST", "runs", job_body(id_, code, tmp_path / "out"))
    run = await over(api, run.json["id"])
    assert (run["status"], run["error"]) == ("failed", "Rows: too odd")
    nodes = run["result_summary"]["nodes"]
    assert [nodes[name]["status"] for name in ("rows", "big", "sink")] == [
        "failed", "skipped", "skipped",
    ]  # fmt: skip
    assert "line 2: raise ValueError('too odd')" in run["logs"]
    # A Spark that does not start fails the run, not a node.
    broken = await connect(api, "local", name="broken", master="nonsense")
    run = await api("POST", "runs", job_body(broken, code, tmp_path / "out"))
    run = await over(api, run.json["id"])
    assert run["status"] == "failed"
    assert "nonsense" in run["error"] or "Master must" in run["error"]


async def test_a_cancelled_job_is_gone_from_the_machine(api, tmp_path):
    settings = {**QUIET, "spark.etlab.password": SECRET}
    id_ = await connect(api, "local", master="local[1]", spark_conf=settings)
    code = f"""\
import pathlib, time

pathlib.Path({str(tmp_path / "begun")!r}).touch()
time.sleep(600)
df = spark.range(5)"""
    run = (await api("POST", "runs", job_body(id_, code, tmp_path / "out"))).json
    await until((tmp_path / "begun").exists)
    folder = Path(jupyter_data_dir()) / "etlab" / "jobs" / run["id"].replace("-", "")
    found = processes(str(folder))
    assert len(found) >= 3  # the launcher, Spark's JVM and the driver's Python
    # Secrets are in one file for its owner alone.
    assert all(SECRET not in str([one.cmdline(), one.environ()]) for one in found)
    assert SECRET in (folder / "secret.conf").read_text()
    modes = {file: stat.S_IMODE(os.stat(file).st_mode) for file in [folder, *folder.iterdir()]}
    assert {mode for file, mode in modes.items() if file != folder} == {0o600}
    assert modes[folder] == 0o700
    cancelled = await api("POST", f"runs/{run['id']}/cancel", {})
    assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled"), cancelled.content
    assert cancelled.json["result_summary"]["nodes"]["rows"]["status"] == "cancelled"
    assert [one for one in found if one.is_running() and one.status() != "zombie"] == []
    await until(lambda: not folder.exists())


async def test_a_driver_that_is_killed_fails_the_node_that_it_was_at(api, tmp_path):
    id_ = await connect(api, "local", master="local[1]", spark_conf=QUIET)
    # What Java has not passed on when it is killed is lost, that the node has begun among it.
    code = """import os, time

while '"rows"' not in open(f"/proc/{os.getppid()}/fd/1").read():
    time.sleep(0.05)
os.kill(os.getppid(), 9)
time.sleep(60)
df = spark.range(1)"""
    run = await api("POST", "runs", job_body(id_, code, tmp_path / "out"))
    run = await over(api, run.json["id"])
    assert run["status"] == "failed"
    assert re.match(r"Rows: spark-submit ended with -9\.", run["error"]), run["error"]
    assert run["result_summary"]["nodes"]["rows"]["status"] == "failed"


async def test_what_jobs_do_not_have_is_refused(api, tmp_path):
    id_ = await connect(api, "local")
    remote = await connect(api, "local", name="remote", remote="sc://127.0.0.1:1")
    for more, field in (
        ({"connection_id": None}, "connection_id"),
        ({"connection_id": remote}, "connection_id"),
        ({"options": {"preview_rows": 5}}, "options.preview_rows"),
        ({"options": {"reuse": True}}, "options.reuse"),
        ({"options": {"to_node": "nobody"}}, "options.to_node"),
    ):
        body = {**job_body(id_, "df = spark.range(5)", tmp_path), **more}
        refused = await api("POST", "runs", body)
        assert (refused.status, refused.json["field"]) == (422, field)

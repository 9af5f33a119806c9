"""Pages submitted as batches of a real Livy server."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.handlers.conftest import api, jp_server_config  # noqa: F401
from tests.handlers.test_recovery import ends, over, server, until  # noqa: F401
from tests.handlers.test_runs import over as run_over
from tests.handlers.test_runs_on_connections import connect
from tests.handlers.test_submit import job_body, written
from tests.handlers.test_submit import until as wait_until
from tests.handlers.test_submit_recovery import begun
from tests.hdfs import hdfs

SECRET = "hunter2-very-secret"
QUIET = {"spark.ui.enabled": "false"}

pytestmark = pytest.mark.usefixtures("kernel_environment")


@pytest.fixture
def scripts(livy):
    """A folder that Livy reads from, which is this machine's too."""
    folder = livy.folder / "scripts"
    folder.mkdir(exist_ok=True)
    return folder


def batches(livy):
    return httpx.get(f"{livy.url}/batches", timeout=30).json()["sessions"]


async def test_a_page_runs_as_a_batch(api, livy, scripts, tmp_path):  # noqa: F811
    settings = {**QUIET, "spark.etlab.password": SECRET}
    id_ = await connect(
        api, "livy", url=livy.url, script_folder=scripts.as_uri(), driver_memory="600m",
        spark_conf=settings, ttl="8h", idle_timeout="30m",  # which are for sessions
    )  # fmt: skip
    # Far more lines than Livy keeps.
    code = "for number in range(5000):\n    print('line', number)\nprint('hi')\ndf = spark.range(5)"
    run = await api("POST", "runs", job_body(id_, code, tmp_path / "out"))
    assert run.status == 201, run.content
    run = await run_over(api, run.json["id"], seconds=120)
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["rows"] == {"sink": 3}
    assert [one["status"] for one in run["result_summary"]["nodes"].values()] == ["completed"] * 4
    assert run["result_summary"]["application"].startswith("local-")
    assert written(tmp_path / "out") == ["2", "3", "4"]
    assert "\nhi\n" in run["logs"]
    assert "SparkContext" in run["logs"]
    assert SECRET not in str(run)
    [batch] = [one for one in batches(livy) if run["id"].replace("-", "") in one["name"]]
    assert batch["state"] == "success"
    await wait_until(lambda: not list(scripts.iterdir()))


async def test_a_cancelled_batch_is_gone_from_livy(api, livy, scripts, tmp_path):  # noqa: F811
    # Where the folder is none of this machine, Livy's Spark writes the script.
    folder = scripts.parent / "elsewhere"
    id_ = await connect(api, "livy", url=livy.url, script_folder=folder.as_uri(), spark_conf=QUIET)
    code = f"""\
import os, pathlib, time

pathlib.Path({str(tmp_path / "begun")!r}).write_text(f"{{os.getpid()}}\\n")
time.sleep(600)
df = spark.range(5)"""
    run = (await api("POST", "runs", job_body(id_, code, tmp_path / "out"))).json
    await wait_until(lambda: (tmp_path / "begun").exists() and (tmp_path / "begun").read_text())
    [script] = folder.glob("*.py")
    assert script.stat().st_mode & 0o777 == 0o600
    name = f"etlab-{run['id'].replace('-', '')}"
    assert [one["state"] for one in batches(livy) if one["name"] == name] == ["running"]
    cancelled = await api("POST", f"runs/{run['id']}/cancel", {})
    assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled"), cancelled.content
    assert [one for one in batches(livy) if one["name"] == name] == []
    assert ends(int((tmp_path / "begun").read_text()), seconds=30)
    assert not (tmp_path / "out").exists()


async def test_a_script_is_in_hdfs(api, livy, tmp_path):  # noqa: F811
    go = tmp_path / "go"
    code = f"""\
import pathlib, time

while not pathlib.Path({str(go)!r}).exists():
    time.sleep(0.1)
df = spark.range(5)"""
    with hdfs(tmp_path / "hdfs") as files:
        folder = f"{files.address}/user/me/etlab"
        id_ = await connect(api, "livy", url=livy.url, script_folder=folder, spark_conf=QUIET)
        run = (await api("POST", "runs", job_body(id_, code, tmp_path / "out"))).json
        name = f"etlab-{run['id'].replace('-', '')}"
        await wait_until(lambda: [one for one in batches(livy) if one["name"] == name])
        [script] = files.files("/user/me/etlab")
        assert (script["pathSuffix"], script["permission"]) == (f"{name}.py", "600")
        go.touch()
        run = await run_over(api, run["id"], seconds=120)
        assert (run["status"], run["error"]) == ("completed", None), run["logs"][-3000:]
        assert run["result_summary"]["rows"] == {"sink": 3}
        assert written(tmp_path / "out") == ["2", "3", "4"]
        await wait_until(lambda: files.files("/user/me/etlab") == [])


async def test_a_batch_needs_a_folder_for_its_script(api, livy, tmp_path):  # noqa: F811
    id_ = await connect(api, "livy", url=livy.url)
    refused = await api("POST", "runs", job_body(id_, "df = spark.range(5)", tmp_path))
    assert (refused.status, refused.json["field"]) == (422, "connection_id")
    assert "Folder for scripts" in refused.json["detail"]


def test_a_batch_is_picked_up_by_the_next_server(server, livy, scripts, tmp_path):  # noqa: F811
    config = {"url": livy.url, "script_folder": scripts.as_uri(), "spark_conf": QUIET}
    body = {"name": "livy", "connection_type": "livy", "config": config}
    _, made = server.call("POST", "connections", body)
    before = len(batches(livy))
    run_id, driver = begun(server, made["id"], tmp_path, "first")
    time.sleep(1)  # until all of it is stored
    server.kill()
    server.start()
    (tmp_path / "first-go").touch()
    run = until(server, run_id, over, seconds=120)
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["rows"] == {"sink": 3}
    assert [run["logs"].count(f"first {what}\n") for what in ("has begun", "goes on")] == [1, 1]
    assert (tmp_path / "first").read_text() == f"{driver}\n"
    assert len(batches(livy)) == before + 1

"""Pages submitted as jobs to clusters, which are asked what has become of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.handlers.test_submit import QUIET, job_body, processes, until, written
from tests.runners.conftest import ENV
from tests.spark_cluster import worker


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)


async def test_a_job_survives_a_worker_that_is_killed(api, master, tmp_path):
    id_ = await connect(api, "standalone", master=master, executor_memory="512m", spark_conf=QUIET)
    begun = tmp_path / "begun"
    begun.mkdir()
    # Each task notes the folder that it runs in, which is one of its worker's.
    code = f"""\
import os, time, pathlib


def slow(number):
    pathlib.Path({str(begun)!r}, f"{{number}}-{{os.getpid()}}").write_text(os.getcwd())
    time.sleep(1)
    return (number,)


rows = spark.sparkContext.parallelize(range(8), 8).map(slow)
df = spark.createDataFrame(rows, "id long")"""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with worker(folders[0], master), worker(folders[1], master):
        run = (await api("POST", "runs", job_body(id_, code, tmp_path / "out"))).json

        def on_both():
            places = [file.read_text() for file in begun.iterdir()]
            return all(any(str(folder) in place for place in places) for folder in folders)

        await until(on_both)
        for process in processes(str(folders[0] / "work")):
            process.kill()
        [first] = [one for one in processes("deploy.worker.Worker") if one.cwd() == str(folders[0])]
        first.kill()
        run = await over(api, run["id"], seconds=240)
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["application"].startswith("app-")
    assert run["result_summary"]["rows"] == {"sink": 6}
    assert written(tmp_path / "out") == [str(number) for number in range(2, 8)]
    numbers = [int(Path(file).name.split("-")[0]) for file in begun.iterdir()]
    assert len(numbers) > 8  # what the dead worker had begun was begun again

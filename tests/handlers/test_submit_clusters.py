"""Pages submitted as jobs to clusters, which are asked what has become of them."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from etlab_jupyter.runners.submit import runner
from tests.hadoop import SPARK_JARS
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.handlers.test_submit import QUIET, SECRET, job_body, processes, until, written
from tests.kube import kubeconfigs
from tests.kube.api import kubernetes
from tests.servers import free_port
from tests.spark_cluster import worker
from tests.yarn_cluster import yarn_cluster

pytestmark = pytest.mark.usefixtures("kernel_environment")


async def endless(api, connection, folder):
    """A job in the middle of a cell that does not end by itself."""
    code = f"""\
import pathlib, time

pathlib.Path({str(folder / "begun")!r}).touch()
time.sleep(600)
df = spark.range(5)"""
    run = (await api("POST", "runs", job_body(connection, code, folder / "never"))).json
    await until((folder / "begun").exists, seconds=240)
    return run


def waiting(ran, go):
    """Code that leaves a line each time that it runs, and waits for a file."""
    return f"""\
import pathlib, time

print("in the cell")
with open({str(ran)!r}, "a") as file:
    file.write("ran\\n")
while not pathlib.Path({str(go)!r}).exists():
    time.sleep(0.1)
df = spark.range(5)"""


async def logged(api, run_id, words, seconds=60):
    """Wait until the run's log has these words."""
    async with asyncio.timeout(seconds):
        while True:
            if words in ((await api("GET", f"runs/{run_id}")).json["logs"] or ""):
                return
            await asyncio.sleep(0.2)


@pytest.mark.parametrize("mode", ["submit", "interactive"])
async def test_a_worker_that_is_killed_is_made_up_for(api, master, tmp_path, mode):
    id_ = await connect(api, "standalone", master=master, executor_memory="512m", spark_conf=QUIET)
    begun = tmp_path / "begun"
    begun.mkdir()
    # Each task notes the folder that it runs in, which is one of its worker's, and waits until both
    # workers have one: else one of them may do them all before the other has begun.
    code = f"""\
import os, time, pathlib


def slow(number):
    begun = pathlib.Path({str(begun)!r})
    pathlib.Path(begun, f"{{number}}-{{os.getpid()}}").write_text(os.getcwd())
    while len({{file.read_text() for file in begun.iterdir()}}) < 2:
        time.sleep(0.1)
    time.sleep(2)
    return (number,)


rows = spark.sparkContext.parallelize(range(8), 8).map(slow)
df = spark.createDataFrame(rows, "id long")"""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with worker(folders[0], master), worker(folders[1], master):
        body = job_body(id_, code, tmp_path / "out", mode=mode)
        run = (await api("POST", "runs", body)).json

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


async def test_a_job_on_yarn_has_its_driver_here_or_is_killed_there(api, tmp_path, monkeypatch):
    with yarn_cluster(tmp_path) as cluster:
        conf = {
            "spark.ui.enabled": "false", "spark.yarn.jars": f"local:{SPARK_JARS}/*",
            "spark.yarn.am.memory": "512m", "spark.executorEnv.PYSPARK_PYTHON": sys.executable,
            "spark.yarn.appMasterEnv.PYSPARK_PYTHON": sys.executable,
        }  # fmt: skip
        config = {
            "hadoop_conf_dir": str(cluster.conf), "num_executors": 1, "executor_memory": "512m",
            "driver_memory": "512m", "spark_conf": conf,
        }  # fmt: skip
        client = await connect(api, "yarn", name="client", **config)
        there = await connect(api, "yarn", name="cluster", deploy_mode="cluster", **config)
        # What it prints looks like what YARN puts between the logs that it collects.
        code = r"""import os

print('it runs in', os.getcwd())
print("\nEnd of LogType:stdout\n***\n\nLogType:stdout\n-\nLogLength:3\nLogContents:\nno\nthe end")
df = spark.range(5)"""
        for connection, where in ((client, "root_dir"), (there, "container_")):
            if connection == there:  # the NodeManager cannot be reached, as behind a firewall
                monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
                monkeypatch.setenv("NO_PROXY", cluster.address)
            out = tmp_path / where
            run = (await api("POST", "runs", job_body(connection, code, out))).json
            run = await over(api, run["id"], seconds=240)
            assert (run["status"], run["error"]) == ("completed", None), run["logs"][:3000]
            assert run["result_summary"]["rows"] == {"sink": 3}
            assert written(out) == ["2", "3", "4"]
            statuses = [one["status"] for one in run["result_summary"]["nodes"].values()]
            assert statuses == ["completed"] * 4
            [line] = re.findall("it runs in (.*)", run["logs"])
            assert where in line
            assert run["logs"].count("LogContents:\nno\nthe end\n") == 1
            # Each line is told once, wherever it was read.
            lines = re.findall("^.* SparkContext: .*$", run["logs"], re.MULTILINE)
            assert len(lines) > 1
            assert len(lines) == len(set(lines))
            assert set(cluster.wait_for_end()) == {"SUCCEEDED"}
            assert run["result_summary"]["application"] == cluster.applications()[-1]["id"]
        # A job that is cancelled is killed where it runs.
        run = await endless(api, there, tmp_path)
        cancelled = await api("POST", f"runs/{run['id']}/cancel", {})
        assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled"), cancelled.content
        last = cluster.applications()[-1]
        assert (last["state"], last["finalStatus"]) == ("KILLED", "KILLED")
        assert len(cluster.applications()) == 3


async def test_a_job_on_kubernetes_outlives_its_token(api, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "AWAY_PAUSE", 0.5)
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    mounted = tmp_path / "token"
    mounted.write_text("the driver's own")
    with kubernetes(tmp_path) as cluster:
        cluster.token, cluster.pods_token = SECRET, mounted.read_text()
        config = {
            "master": f"k8s://{cluster.address}", "deploy_mode": "cluster",
            "namespace": "jobs", "image": "apache/spark:4.0.0", "service_account": "spark",
            "num_executors": 1, "executor_memory": "512m", "script_folder": uploads.as_uri(),
            "spark_conf": {
                "spark.ui.enabled": "false", "spark.log.level": "WARN",
                # What a service account's token would be mounted as.
                "spark.kubernetes.authenticate.driver.mounted.oauthTokenFile": str(mounted),
                "spark.kubernetes.driver.master": cluster.address,
            },
        }  # fmt: skip
        id_ = await connect(api, "kubernetes", token=SECRET, **config)
        code = waiting(tmp_path / "ran", tmp_path / "go")
        run = (await api("POST", "runs", job_body(id_, code, tmp_path / "out"))).json
        name = f"etlab-{run['id'].replace('-', '')}-driver"
        driver = await until(lambda: cluster.objects.get("pods", "jobs", name), seconds=240)
        await until((tmp_path / "ran").exists, seconds=240)
        await logged(api, run["id"], "in the cell\n")
        # While Kubernetes refuses the token nobody knows how the job goes on, and the run says so.
        cluster.token = "another"
        told = "Kubernetes refuses the request: Unauthorized. The job may go on; asking again."
        await logged(api, run["id"], told)
        refused = await api("POST", f"runs/{run['id']}/cancel", {})
        assert (refused.status, refused.json["code"]) == (409, "not-cancelled"), refused.content
        assert "Unauthorized" in refused.json["detail"]
        assert (await api("GET", f"runs/{run['id']}")).json["status"] == "running"
        cluster.token = SECRET
        (tmp_path / "go").touch()
        run = await over(api, run["id"], seconds=240)
        assert (run["status"], run["error"]) == ("completed", None), run["logs"][-3000:]
        assert run["result_summary"]["rows"] == {"sink": 3}
        assert written(tmp_path / "out") == ["2", "3", "4"]
        assert run["logs"].count("in the cell\n") == 1
        assert run["logs"].count(told) == 1
        assert (tmp_path / "ran").read_text() == "ran\n"
        assert SECRET not in str(run)
        assert driver["spec"]["serviceAccountName"] == "spark"
        [container] = driver["spec"]["containers"]
        assert container["image"] == "apache/spark:4.0.0"
        assert container["args"][0] == "driver"
        assert container["args"][-1].startswith(uploads.as_uri())
        assert SECRET not in str(driver)
        # What is cancelled is gone from the cluster; here a kubeconfig's plugin signs in.
        user = kubeconfigs.plugin(tmp_path)
        monkeypatch.setenv("KUBECONFIG", str(kubeconfigs.write(tmp_path / "kubeconfig", user)))
        (tmp_path / "plugin-token").write_text(SECRET)
        id_ = await connect(api, "kubernetes", name="kubeconfig", context="mine", **config)
        run = await endless(api, id_, tmp_path)
        assert SECRET not in str(cluster.objects.select("configmaps", "jobs", {}))
        cancelled = await api("POST", f"runs/{run['id']}/cancel", {})
        assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled"), cancelled.content
        name = f"etlab-{run['id'].replace('-', '')}-driver"
        assert cluster.objects.get("pods", "jobs", name) is None
        await until(lambda: cluster.kubelet.running() == [])
    assert cluster.mistakes == []


async def test_a_job_on_kubernetes_has_its_driver_here(api, tmp_path):
    with kubernetes(tmp_path) as cluster:
        cluster.token = SECRET
        id_ = await connect(
            api, "kubernetes", master=f"k8s://{cluster.address}", namespace="jobs",
            image="apache/spark:4.0.0", token=SECRET, num_executors=1, executor_memory="512m",
            spark_conf={**QUIET, "spark.driver.host": "127.0.0.1"},
        )  # fmt: skip
        code = "import os\n\nprint('it runs in', os.getcwd())\ndf = spark.range(5)"
        run = (await api("POST", "runs", job_body(id_, code, tmp_path / "out"))).json
        run = await over(api, run["id"], seconds=240)
        assert (run["status"], run["error"]) == ("completed", None), run["logs"][-3000:]
        assert run["result_summary"]["rows"] == {"sink": 3}
        assert written(tmp_path / "out") == ["2", "3", "4"]
        assert "root_dir" in re.findall("it runs in (.*)", run["logs"])[0]
        assert SECRET not in str(run)
        await asyncio.to_thread(cluster.wait_until_empty, "jobs")
        # With a driver that is cancelled its executors go, and what they were configured by.
        run = await endless(api, id_, tmp_path)
        pods = await until(lambda: cluster.kubelet.running())
        assert [name.rsplit("-", 2)[1:] for name in pods] == [["exec", "1"]]
        cancelled = await api("POST", f"runs/{run['id']}/cancel", {})
        assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled"), cancelled.content
        await asyncio.to_thread(cluster.wait_until_empty, "jobs")
        await until(lambda: cluster.kubelet.running() == [])
    assert cluster.mistakes == []

"""The server is killed while a run and a job go on in a cluster, and comes back."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from contextlib import closing

import pytest

from tests.hadoop import SPARK_JARS
from tests.handlers.test_recovery import ends, over, server, until  # noqa: F401
from tests.handlers.test_submit import QUIET, SECRET, job_body, written
from tests.handlers.test_submit_recovery import ask, driver_of
from tests.kube import kubeconfigs
from tests.kube.api import kubernetes
from tests.spark_cluster import worker
from tests.yarn_cluster import yarn_cluster

RUN, JOB = "run", "job"
SECONDS = 240  # clusters take long to start a driver


def connect(server, kind, name, **config):  # noqa: F811
    body = {"name": name, "connection_type": kind, "config": config}
    status, made = server.call("POST", "connections", body)
    assert status == 201, made
    return made["id"]


def stored(server, run_id):  # noqa: F811
    """What of the run's log is in the database, where the next server looks."""
    with closing(sqlite3.connect(server.folder / "data" / "etlab" / "etlab.sqlite")) as database:
        query = "SELECT logs FROM execution_history WHERE id = ?"
        return database.execute(query, [run_id.replace("-", "")]).fetchone()[0] or ""


def check_both_go_on(server, folder, client, cluster):  # noqa: F811
    """A run on the one connection and a job on the other, while the server is killed; both runs.

    Each has one driver all the time, and writes its rows once.
    """
    ids = {
        RUN: ask(server, client, folder, RUN, mode="interactive"),
        JOB: ask(server, cluster, folder, JOB),
    }
    drivers = {name: driver_of(server, id_, folder, name, SECONDS) for name, id_ in ids.items()}
    end = time.monotonic() + 60
    while not all("has begun" in stored(server, id_) for id_ in ids.values()):
        assert time.monotonic() < end
        time.sleep(0.1)
    server.kill()
    server.start()
    runs = {}
    for name, id_ in ids.items():
        _, run = server.call("GET", f"runs/{id_}")
        assert run["status"] == "running", run
        (folder / f"{name}-go").touch()
        runs[name] = run = until(server, id_, over, seconds=SECONDS)
        assert (run["status"], run["error"]) == ("completed", None), run["logs"][-3000:]
        assert run["result_summary"]["rows"] == {"sink": 3}
        assert run["logs"].count(f"{name} has begun\n") == 1
        assert written(folder / f"{name}-out") == ["2", "3", "4"]
        assert (folder / name).read_text() == f"{drivers[name]}\n"
        assert run["logs"].count(f"{name} goes on\n") == 1
        assert {node["status"] for node in run["result_summary"]["nodes"].values()} == {"completed"}
    return runs


LONG = """print("a long job begins")
spark.range(10**13).selectExpr("sum(id % 7)").collect()
df = spark.range(5)"""
LEFT = """import time
tracker = spark.sparkContext.statusTracker()
executors = spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos
def left():
    tasks = sum(executor.numRunningTasks() for executor in executors())
    return len(tracker.getActiveJobsIds()) + tasks
end = time.monotonic() + 30
while left() and time.monotonic() < end:
    time.sleep(0.1)
print("left:", left())
df = spark.range(5)"""


def check_cancel(server, connection, folder):  # noqa: F811
    """A cancelled run's job is gone from the cluster, and the session serves the next run."""
    body = job_body(connection, LONG, folder / "never", mode="interactive")
    _, run = server.call("POST", "runs", body)
    until(server, run["id"], lambda run: "begins" in (run["logs"] or ""), seconds=SECONDS)
    time.sleep(2)  # for its tasks
    began = time.monotonic()
    status, run = server.call("POST", f"runs/{run['id']}/cancel", {})
    assert (status, run["status"]) == (200, "cancelled"), run
    assert time.monotonic() - began < 15
    _, run = server.call(
        "POST", "runs", job_body(connection, LEFT, folder / "next", mode="interactive")
    )
    run = until(server, run["id"], over, seconds=SECONDS)
    assert (run["status"], run["error"]) == ("completed", None), run["logs"]
    assert "left: 0\n" in run["logs"]
    assert not (folder / "never").exists()
    return run["result_summary"]["application"]


def applications(runs):
    return {run["result_summary"]["application"] for run in runs.values()}


def leave(server, connection):  # noqa: F811
    """Stop the kernel of the run, which is its application's driver."""
    status, _ = server.call("POST", "stop-kernel", {"connection_id": connection})
    assert status == 204


def test_a_standalone_cluster(server, master, tmp_path):  # noqa: F811
    conf = {**QUIET, "spark.cores.max": "1"}
    id_ = connect(
        server, "standalone", "standalone", master=master, executor_memory="512m", spark_conf=conf
    )
    with worker(tmp_path, master, cores=2):
        runs = check_both_go_on(server, tmp_path, id_, id_)
        found = applications(runs)
        assert len(found) == 2
        assert {folder.name for folder in (tmp_path / "work").iterdir()} == found
        assert check_cancel(server, id_, tmp_path) in found
        leave(server, id_)


def test_yarn(server, tmp_path):  # noqa: F811
    with yarn_cluster(tmp_path) as cluster:
        conf = {
            **QUIET, "spark.yarn.jars": f"local:{SPARK_JARS}/*", "spark.yarn.am.memory": "512m",
            "spark.executorEnv.PYSPARK_PYTHON": sys.executable,
            "spark.yarn.appMasterEnv.PYSPARK_PYTHON": sys.executable,
        }  # fmt: skip
        config = {
            "hadoop_conf_dir": str(cluster.conf), "queue": "default", "num_executors": 1,
            "executor_memory": "512m", "driver_memory": "512m", "spark_conf": conf,
        }  # fmt: skip
        client = connect(server, "yarn", "client", **config)
        there = connect(server, "yarn", "cluster", deploy_mode="cluster", **config)
        runs = check_both_go_on(server, tmp_path, client, there)
        assert sorted(one["id"] for one in cluster.applications()) == sorted(applications(runs))
        assert re.search(f"{JOB} runs in .*/container_", runs[JOB]["logs"])
        assert "LogType" not in runs[JOB]["logs"]  # what a NodeManager puts around a log
        assert check_cancel(server, client, tmp_path) in applications(runs)
        leave(server, client)
        assert cluster.wait_for_end() == ["SUCCEEDED", "SUCCEEDED"]


@pytest.fixture
def kubeconfig(tmp_path, monkeypatch):
    """Where a server is started from now on, most people's way to sign in: its context `mine`."""
    config = kubeconfigs.write(tmp_path / "kubeconfig", kubeconfigs.plugin(tmp_path))
    (tmp_path / "plugin-token").write_text(SECRET)
    monkeypatch.setenv("KUBECONFIG", str(config))


def test_kubernetes(kubeconfig, server, tmp_path):  # noqa: F811
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    mounted = tmp_path / "token"
    mounted.write_text("the driver's own")
    template = tmp_path / "template.yaml"
    template.write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {labels: {team: etl}}\n"
        "spec: {containers: [{name: executor, imagePullPolicy: Never}]}\n"
    )
    with kubernetes(tmp_path) as cluster:
        cluster.token, cluster.pods_token = SECRET, mounted.read_text()
        config = {
            "master": f"k8s://{cluster.address}", "namespace": "jobs",
            "image": "apache/spark:4.0.0", "service_account": "spark", "num_executors": 1,
            "executor_memory": "512m",
        }  # fmt: skip
        client = connect(
            server, "kubernetes", "client", context="mine", executor_pod_template=str(template),
            spark_conf={**QUIET, "spark.driver.host": "127.0.0.1"}, **config,
        )  # fmt: skip
        conf = {
            **QUIET, "spark.kubernetes.driver.master": cluster.address,
            # What a service account's token would be mounted as.
            "spark.kubernetes.authenticate.driver.mounted.oauthTokenFile": str(mounted),
        }  # fmt: skip
        there = connect(
            server, "kubernetes", "cluster", deploy_mode="cluster", script_folder=uploads.as_uri(),
            token=SECRET, spark_conf=conf, **config,
        )  # fmt: skip
        runs = check_both_go_on(server, tmp_path, client, there)
        assert SECRET not in str(runs)
        pods = cluster.objects.select("pods", "jobs", {})
        found = {one["metadata"]["labels"]["spark-app-selector"] for one in pods}
        assert found == applications(runs)
        application = runs[RUN]["result_summary"]["application"]
        check_executor(cluster, application)
        assert check_cancel(server, client, tmp_path) == application
        leave(server, client)
        end = time.monotonic() + 120
        executors = {"spark-role": "executor"}
        while left := [
            *cluster.kubelet.running(),
            *cluster.objects.select("pods", "jobs", executors),
        ]:
            assert time.monotonic() < end, left
            time.sleep(0.1)
    assert cluster.mistakes == []


def check_executor(cluster, application):
    """The one executor is as the connection and its template say."""
    labels = {"spark-role": "executor", "spark-app-selector": application}
    [executor] = cluster.objects.select("pods", "jobs", labels)
    assert executor["metadata"]["labels"]["team"] == "etl"
    assert executor["spec"]["serviceAccountName"] == "spark"
    container = executor["spec"]["containers"][0]
    assert (container["image"], container["imagePullPolicy"]) == (
        "apache/spark:4.0.0", "IfNotPresent",
    )  # fmt: skip
    assert executor["metadata"]["name"] in cluster.kubelet.running()

"""Runs the pods of Spark as processes: what its image's entry point does, without an image."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.kube.objects import Object, Objects
from tests.spark_cluster import HOME

BACKEND = "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend"
CONF = "/opt/spark/conf"
TIME = "2026-01-01T00:00:00Z"


class Kubelet:
    """One node, this machine; all pods have the address 127.0.0.1."""

    def __init__(self, objects: Objects, folder: Path) -> None:
        self._objects = objects
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, pod: Object) -> None:
        """Start the process of a pod as soon as its configuration is there, and tell its phases."""
        self._phase(pod, "Pending")
        threading.Thread(target=self._start, args=(pod,)).start()

    def _start(self, pod: Object) -> None:
        name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
        folder = self._folder / name
        folder.mkdir()
        while not self._mount(pod, folder):
            if self._objects.get("pods", namespace, name) is None:
                return
            time.sleep(0.05)
        env = {**os.environ, **_environment(pod), "SPARK_HOME": str(HOME)}
        env.pop("KUBECONFIG", None)  # no pod has one
        command = _command(pod, env, folder)
        with self._log(name, "out").open("wb") as out, self._log(name, "err").open("wb") as err:
            process = subprocess.Popen(command, stdout=out, stderr=err, env=env, cwd=folder)
        self._running[name] = process
        self._phase(pod, "Running")
        self._wait(pod, process)

    def stop(self, name: str) -> None:
        """End the process of a pod, as a deletion does it."""
        process = self._running.get(name)
        if process is not None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    def started(self, name: str) -> bool:
        """Whether a pod has, or had, a process."""
        return name in self._running

    def running(self) -> list[str]:
        """The pods whose processes run."""
        return [name for name, process in self._running.items() if process.poll() is None]

    def log(self, name: str, *, follow: bool) -> Iterator[bytes]:
        """What a pod has written, line by line; with `follow`, as it comes, until it is over."""
        process = self._running[name]
        with self._log(name, "out").open("rb") as out, self._log(name, "err").open("rb") as err:
            halves = {out: b"", err: b""}
            while True:
                over = process.poll() is not None
                part = b""
                for file in halves:
                    whole, newline, halves[file] = (halves[file] + file.read()).rpartition(b"\n")
                    part += whole + newline
                if part:
                    yield part
                elif over or not follow:
                    return
                else:
                    time.sleep(0.1)

    def close(self) -> None:
        for name in list(self._running):
            self.stop(name)

    def _wait(self, pod: Object, process: subprocess.Popen[bytes]) -> None:
        code = process.wait()
        self._phase(pod, "Failed" if code else "Succeeded", code)

    def _phase(self, pod: Object, phase: str, code: int | None = None) -> None:
        state: Object
        match phase:
            case "Pending":
                state = {"waiting": {"reason": "ContainerCreating"}}
            case "Running":
                state = {"running": {"startedAt": TIME}}
            case _:
                state = {"terminated": {"startedAt": TIME, "finishedAt": TIME, "exitCode": code}}
        container, meta = pod["spec"]["containers"][0], pod["metadata"]
        status = {
            "phase": phase, "podIP": "127.0.0.1", "hostIP": "127.0.0.1",
            "startTime": TIME,
            "containerStatuses": [{
                "name": container["name"], "image": container["image"], "imageID": "",
                "ready": phase == "Running", "restartCount": 0, "state": state,
            }],
        }  # fmt: skip
        self._objects.change(
            "pods", meta["namespace"], meta["name"], lambda now: now.update(status=status)
        )

    def _mount(self, pod: Object, folder: Path) -> bool:
        """Spark's own configuration, which comes as a config map; whether all of it is there."""
        for volume in pod["spec"].get("volumes", []):
            source = volume.get("configMap")
            if source:
                namespace = pod["metadata"]["namespace"]
                found = self._objects.get("configmaps", namespace, source["name"])
                if found is None:
                    return False
                for name, text in (found.get("data") or {}).items():
                    (folder / name).write_text(text)
        return True

    def _log(self, name: str, stream: str) -> Path:
        return self._folder / f"{name}.{stream}"


def _environment(pod: Object) -> dict[str, str]:
    fields = {"status.podIP": "127.0.0.1", "metadata.name": pod["metadata"]["name"]}
    found = {}
    for one in pod["spec"]["containers"][0].get("env", []):
        field = (one.get("valueFrom") or {}).get("fieldRef", {}).get("fieldPath")
        found[one["name"]] = fields[field] if field else one.get("value", "")
    return found


def _command(pod: Object, env: dict[str, str], folder: Path) -> list[str]:
    role, *rest = pod["spec"]["containers"][0]["args"]
    if role == "driver":
        submit = [str(HOME / "bin/spark-submit"), "--deploy-mode", "client"]
        address = ["--conf", "spark.driver.bindAddress=127.0.0.1"]
        return [*submit, *address, *(one.replace(CONF, str(folder)) for one in rest)]
    options = [env[name] for name in env if name.startswith("SPARK_JAVA_OPT_")]
    memory = env["SPARK_EXECUTOR_MEMORY"]
    return [
        "java", *options, f"-Xmx{memory}", "-cp", f"{HOME}/jars/*", BACKEND,
        "--driver-url", env["SPARK_DRIVER_URL"],
        "--executor-id", env["SPARK_EXECUTOR_ID"],
        "--cores", env["SPARK_EXECUTOR_CORES"],
        "--app-id", env["SPARK_APPLICATION_ID"],
        "--hostname", env["SPARK_EXECUTOR_POD_IP"],
        "--resourceProfileId", env["SPARK_RESOURCE_PROFILE_ID"],
        "--podName", env["SPARK_EXECUTOR_POD_NAME"],
    ]  # fmt: skip

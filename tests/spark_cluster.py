"""A standalone cluster of Spark's, on loopback."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pyspark

from tests.servers import free_port, quick_java, running

HOME = Path(pyspark.__file__).parent


def spark_process(
    folder: Path, name: str, *arguments: str, home: Path = HOME
) -> AbstractContextManager[Path]:
    """A process of Spark's own cluster manager; its log."""
    env = {
        **os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home),
        "SPARK_WORKER_DIR": str(folder / "work"),
    }  # fmt: skip
    if name == "worker.Worker":
        env["JDK_JAVA_OPTIONS"] = quick_java()  # for its executors
    log = folder / f"{name}.log"
    return running(
        log, str(home / "bin/spark-class"), f"org.apache.spark.deploy.{name}", *arguments, env=env
    )


def wait_for(log: Path, pattern: str) -> None:
    end = time.monotonic() + 60
    while not re.search(pattern, log.read_text(errors="replace")):
        assert time.monotonic() < end, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)


@contextmanager
def standalone_master(folder: Path, home: Path = HOME) -> Iterator[str]:
    """The address of a master without workers; `home` is another Spark's folder."""
    port = free_port()
    arguments = ("--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port()))
    with spark_process(folder, "master.Master", *arguments, home=home) as log:
        wait_for(log, "New state: ALIVE")
        yield f"spark://127.0.0.1:{port}"


@contextmanager
def worker(folder: Path, master: str, *, cores: int = 1) -> Iterator[None]:
    """A worker of so many cores and 1 GB for each; its applications are in `folder / "work"`."""
    room = ("--cores", str(cores), "--memory", f"{cores}g")
    arguments = ("--host", "127.0.0.1", *room, master)
    with spark_process(folder, "worker.Worker", *arguments) as log:
        wait_for(log, "Successfully registered")
        yield

"""A standalone cluster of Spark's, and small HTTP servers that speak as others do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyspark
import pytest

from tests.servers import free_port

SPARK_CLASS = Path(pyspark.__file__).parent / "bin/spark-class"
Answerer = Callable[[str, Any], tuple[int, Any]]


@pytest.fixture(autouse=True)
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark listens on loopback."""
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")


@contextmanager
def spark_process(folder: Path, name: str, *arguments: str) -> Iterator[Path]:
    """A process of Spark's own cluster manager; its log."""
    log = folder / f"{name}.log"
    env = {
        **os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(SPARK_CLASS.parents[1]),
        "SPARK_WORKER_DIR": str(folder / "work"),
    }  # fmt: skip
    command = [str(SPARK_CLASS), f"org.apache.spark.deploy.{name}", *arguments]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=env, cwd=folder)
    try:
        yield log
    finally:
        process.terminate()
        process.wait(30)


def wait_for(log: Path, pattern: str) -> None:
    end = time.monotonic() + 60
    while not re.search(pattern, log.read_text(errors="replace")):
        assert time.monotonic() < end, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master without workers."""
    folder = tmp_path_factory.mktemp("master")
    port = free_port()
    arguments = ("--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port()))
    with spark_process(folder, "master.Master", *arguments) as log:
        wait_for(log, "New state: ALIVE")
        yield f"spark://127.0.0.1:{port}"


@contextmanager
def worker(folder: Path, master: str) -> Iterator[None]:
    arguments = ("--host", "127.0.0.1", "--cores", "1", "--memory", "1g", master)
    with spark_process(folder, "worker.Worker", *arguments) as log:
        wait_for(log, "Successfully registered")
        yield


@contextmanager
def speaking(answer: Answerer) -> Iterator[str]:
    """An HTTP server on loopback that answers a path and headers with a status and JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, data = answer(self.path, self.headers)
            body = data.encode() if isinstance(data, str) else json.dumps(data).encode()
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", "Basic")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

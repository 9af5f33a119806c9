"""Requests that Schemathesis makes up from the OpenAPI document, against a running server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).parents[2]
TOKEN = "made-up-for-tests"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance", "response_headers_conformance",
)  # fmt: skip
# The first three start Spark, Schemathesis speaks no WebSocket, and it cannot make archives.
LEFT_OUT = ("start_run", "run_again", "preview_page", "run_events", "import_workspace")
KINDS = ("DATA", "CONFIG", "RUNTIME")


@pytest.fixture
def server(tmp_path):
    """The address of a Jupyter server with ETLab in it, in a process of its own."""
    port = free_port()
    environ = {name: v for name, v in os.environ.items() if not name.startswith("ETLAB_")}
    environ |= {f"JUPYTER_{kind}_DIR": str(tmp_path / kind.lower()) for kind in KINDS}
    environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [
        sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root",
        f"--port={port}", "--ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.jpserver_extensions={'etlab_jupyter': True}",
        f"--ServerApp.root_dir={tmp_path}",
    ]  # fmt: skip
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environ, cwd=tmp_path)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api", process, tmp_path / "server.log")
        yield address
    finally:
        process.terminate()
        process.wait(30)
    log_text = (tmp_path / "server.log").read_text(errors="replace")
    assert "Traceback" not in log_text, log_text[-8000:]


def _wait_for(url, process, log):
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(log.read_text(errors="replace")[-4000:]) from None
            time.sleep(0.1)


# By itself, and with what it made before: pages, workspaces and so on that are there.
@pytest.mark.parametrize(
    ("phases", "examples"), [("examples,coverage,fuzzing", 5), ("stateful", 30)]
)
def test_the_server_does_what_its_document_says(server, tmp_path, phases, examples):
    done = subprocess.run(
        [
            Path(sys.executable).parent / "st", "run", f"{server}/etlab/api/openapi.json",
            "--url", f"{server}/etlab/api", "--header", f"Authorization: token {TOKEN}",
            "--checks", ",".join(CHECKS), "--phases", phases,
            "--max-examples", str(examples), "--max-failures", "40", "--seed", "1", "--no-color",
            "--suppress-health-check", "all", "--warnings", "off", "--generation-database", "none",
            "--request-timeout", "20",
            *(part for name in LEFT_OUT for part in ("--exclude-operation-id", name)),
        ],
        capture_output=True, text=True, timeout=300, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-4000:]

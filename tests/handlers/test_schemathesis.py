"""Requests that Schemathesis makes up from the OpenAPI document, against a running server."""

from __future__ import annotations

import json
import os
import re
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
# The first six start Spark, Schemathesis speaks no WebSocket, and it cannot make archives.
LEFT_OUT = (
    "start_run", "run_again", "preview_page", "list_path", "check_connection",
    "check_new_connection", "run_events", "import_workspace",
)  # fmt: skip
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


def test_the_server_does_what_its_document_says(server, tmp_path):
    _run(server, tmp_path, "--phases", "examples,coverage,fuzzing", "--max-examples", "5")


def test_the_server_does_so_with_what_is_there(server, tmp_path):
    ids = _fill(server)
    lines = [f'"path.{name}" = "{id_}"' for name, id_ in ids.items()]
    config = ['hooks = "hooks.py"', "[parameters]", '"header.If-Match" = "*"', *lines]
    (tmp_path / "schemathesis.toml").write_text("\n".join(config))
    (tmp_path / "hooks.py").write_text(HOOKS.format(**ids))
    # What is deleted would be missing for the rest.
    told = _run(
        server, tmp_path, "--phases", "fuzzing", "--max-examples", "15", "--mode", "positive",
        "--exclude-method", "DELETE", "--exclude-operation-id", "join_workspace",
    )  # fmt: skip
    log = (tmp_path / "server.log").read_text(errors="replace")
    refused = len(re.findall(r" 4[0-9][0-9] [A-Z]+ /etlab/api", log))
    generated = re.search(r"(\d+) generated", told)
    assert generated is not None
    assert refused < int(generated[1]) / 2


HOOKS = """
import schemathesis

@schemathesis.hook
def map_body(context, body):
    if isinstance(body, dict) and "workspace_id" in body:
        body["workspace_id"] = "{workspace_id}"
    if isinstance(body, dict) and "page_id" in body:
        body["page_id"] = "{page_id}"
    return body
"""


def _fill(server):
    """One of each thing; their ids by the names that paths have for them."""
    workspace = _call(server, "workspaces?limit=1")["items"][0]["id"]
    own = {"workspace_id": workspace, "name": "one"}
    node = {"id": "a", "type": "source", "data": {"kind": "rows"}}
    made = {
        "page_id": _call(server, "pages", {**own, "nodes": [node]}),
        "schema_id": _call(server, "schemas", own),
        "dag_id": _call(server, "dags", {**own, "dag_id": "one"}),
        "connection_id": _call(server, "connections", {"name": "c", "connection_type": "local"}),
        "link_id": _call(server, f"workspaces/{workspace}/share-links", {}),
        "user_id": _call(server, "me"),
    }
    ids = {name: thing["id"] for name, thing in made.items()}
    return {**ids, "workspace_id": workspace, "version": "1"}


def _call(server, path, body=None):
    request = urllib.request.Request(
        f"{server}/etlab/api/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def _run(server, folder, *options):
    done = subprocess.run(
        [
            Path(sys.executable).parent / "st", "run", f"{server}/etlab/api/openapi.json",
            "--url", f"{server}/etlab/api", "--header", f"Authorization: token {TOKEN}",
            "--checks", ",".join(CHECKS), "--max-failures", "40", "--seed", "1", "--no-color",
            "--suppress-health-check", "all", "--warnings", "off", "--generation-database", "none",
            "--request-timeout", "20", *options,
            *(part for name in LEFT_OUT for part in ("--exclude-operation-id", name)),
        ],
        capture_output=True, text=True, timeout=900, cwd=folder, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-4000:]
    return done.stdout

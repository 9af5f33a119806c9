"""A Jupyter server in a process of its own, which can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.runners.conftest import ENV
from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "a-token-for-tests"


class LiveServer:
    """`jupyter server` with ETLab on loopback; all its data in `folder`."""

    def __init__(
        self, folder: Path, *, module: str = "jupyter_server", base: str = "/base/", **env: str
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self._base = base
        self.root = f"http://127.0.0.1:{self.port}{base.rstrip('/')}"
        self.url = f"{self.root}/etlab/api"
        self._module = module
        self._env = env
        self.process: subprocess.Popen[bytes] | None = None
        (folder / "root").mkdir(parents=True, exist_ok=True)

    def start(self, *options: str) -> None:
        env = {
            **os.environ, **ENV, **self._env, "PYTHONPATH": str(ROOT),
            **{f"JUPYTER_{name}_DIR": str(self.folder / name.lower())
               for name in ("DATA", "CONFIG", "RUNTIME")},
        }  # fmt: skip
        command = [
            sys.executable, "-m", self._module, "--no-browser", "--allow-root",
            "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}",
            f"--ServerApp.base_url={self._base}", "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self.folder / 'root'}", f"--IdentityProvider.token={TOKEN}",
            *options,
        ]  # fmt: skip
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        end = time.monotonic() + 60
        while True:
            try:
                if self.call("GET", "me")[0] == 200:
                    return
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(self.log()[-4000:])
            time.sleep(0.1)

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def call(
        self, method: str, path: str, body: Any = None, *, version: int | None = None
    ) -> tuple[int, Any]:
        """Status and JSON of an answer; `version` is what a change is based on."""
        kind = "application/zip" if isinstance(body, bytes) else "application/json"
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": kind}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        request = urllib.request.Request(f"{self.url}/{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as done:
                return done.status, json.loads(done.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def kill(self) -> None:
        """As a crash does it."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

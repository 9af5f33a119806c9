"""Jupyter servers in processes of their own, on loopback."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "a-token-for-benchmarks"
START_SECONDS = 60


class JupyterServer:
    """`jupyter server` with all of its data in `folder`; use it in a `with`.

    `extensions` says which are on or off; the others are as they were installed.
    """

    def __init__(
        self,
        folder: Path,
        extensions: dict[str, bool],
        *options: str,
        python: str = sys.executable,
        env: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = _free_port()
        (folder / "root").mkdir(parents=True, exist_ok=True)
        self._env = {**os.environ, **(env or {})}
        for name in ("DATA", "CONFIG", "RUNTIME"):
            self._env[f"JUPYTER_{name}_DIR"] = str(folder / name.lower())
        self._command = [
            python, "-m", "jupyter_server", "--no-browser", "--allow-root",
            "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder / 'root'}",
            f"--IdentityProvider.token={TOKEN}", "--ServerApp.log_level=ERROR",
            f"--ServerApp.jpserver_extensions={extensions!r}", *options,
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> JupyterServer:
        """Starts the server and waits until `/api/status` answers."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._env, cwd=self.folder, stdout=log, stderr=log
            )
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                raise RuntimeError((self.folder / "server.log").read_text()[-4000:])
            time.sleep(0.005)
        return self

    def __exit__(self, *error: object) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Authorization": f"token {TOKEN}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def _answers(self) -> bool:
        try:
            return self.get("/api/status")[0] == 200
        except (OSError, http.client.HTTPException):
            return False


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port

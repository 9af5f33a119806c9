"""A real JupyterHub on loopback, whose users' servers are processes beside it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from tests.servers import free_port, running

ROOT = Path(__file__).resolve().parents[1]
PROXY = ROOT / "labextension/node_modules/.bin/configurable-http-proxy"
TOKEN = "a-token-of-a-service-of-the-tests"
_CONFIG = """\
c.JupyterHub.bind_url = "http://127.0.0.1:{proxy}/hubs/"
c.JupyterHub.hub_port = {hub}
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = ["{command}"]
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.Spawner.cmd = ["{python}", "-m", "jupyterhub.singleuser", "--allow-root"]
c.Spawner.notebook_dir = "{folder}"
c.Spawner.environment = {environment}
c.JupyterHub.services = [{{"name": "tests", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [{{
    "name": "tests", "services": ["tests"],
    "scopes": ["admin:users", "admin:servers", "access:servers"],
}}]
"""


class Hub:
    """The Hub's address, and what the tests' service may do there."""

    def __init__(self, address: str, log: Path) -> None:
        self.address = address
        self.log = log
        self.headers = {"Authorization": f"token {TOKEN}"}

    def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        url = f"{self.address}/{path}"
        return httpx.request(method, url, json=body, headers=self.headers, timeout=30)

    def start_server(self, user: str) -> None:
        """The server of a user, made where the Hub has none of that name."""
        self.call("POST", f"hub/api/users/{user}").raise_for_status()
        self.call("POST", f"hub/api/users/{user}/server").raise_for_status()
        self._wait(lambda: self.call("GET", f"user/{user}/api/status").status_code == 200)

    async def run(self, user: str, code: str) -> str:
        """What code prints in a new kernel of the user's server."""
        made = self.call("POST", f"user/{user}/api/kernels", {}).json()
        path = f"user/{user}/api/kernels/{made['id']}/channels"
        address = f"{self.address.replace('http', 'ws', 1)}/{path}"
        socket = await websocket_connect(HTTPRequest(address, headers=self.headers))
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        header = {"msg_id": "asked", "msg_type": "execute_request", "version": "5.3"}
        told: dict[str, Any] = {"header": header, "parent_header": {}, "metadata": {}}
        await socket.write_message(json.dumps({**told, "channel": "shell", "content": content}))
        printed = ""
        while (text := await socket.read_message()) is not None:
            found = json.loads(text)
            kind, answer = found["header"]["msg_type"], found["content"]
            if kind == "stream":
                printed += answer["text"]
            if kind == "error":
                raise AssertionError("\n".join(answer["traceback"]))
            if kind == "execute_reply":
                break
        socket.close()
        return printed

    def _wait(self, true: Any) -> None:
        end = time.monotonic() + 120
        while not true():
            assert time.monotonic() < end, self.log.read_text(errors="replace")[-4000:]
            time.sleep(0.2)


@contextmanager
def jupyterhub(folder: Path, **environment: str) -> Iterator[Hub]:
    """A Hub under a base URL; the servers of its users get `environment`."""
    proxy = free_port()
    values = {
        "proxy": proxy, "hub": free_port(), "api": free_port(), "folder": folder,
        "command": PROXY, "python": sys.executable, "environment": environment, "token": TOKEN,
    }  # fmt: skip
    config = folder / "jupyterhub_config.py"
    config.write_text(_CONFIG.format(**values))
    command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CONFIGPROXY_AUTH_TOKEN": TOKEN}
    with running(folder / "hub.log", *command, env=env) as log:
        hub = Hub(f"http://127.0.0.1:{proxy}/hubs", log)

        def answers() -> bool:
            try:
                return hub.call("GET", "hub/api/").status_code == 200
            except httpx.HTTPError:
                return False

        hub._wait(answers)
        yield hub

"""Which Jupyter server a kernel belongs to, and how to sign in there as its user."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jupyter_core.paths import jupyter_runtime_dir

from etlab_jupyter.problems import ETLabError

URL, TOKEN = "ETLAB_SERVER_URL", "ETLAB_SERVER_TOKEN"
HUB_PREFIX, HUB_TOKEN = "JUPYTERHUB_SERVICE_PREFIX", "JUPYTERHUB_API_TOKEN"


class NoServerError(ETLabError):
    """No Jupyter server with ETLab could be found, or it does not answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server's base URL, with a slash at its end, and the token that signs in there."""

    url: str
    token: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """What signs in."""
        return {"Authorization": f"token {self.token}"} if self.token else {}

    def address(self, path: str) -> str:
        """The address of a path of ETLab's API."""
        return urljoin(self.url, f"etlab/api/{path}")


def find_server(environ: Mapping[str, str] = os.environ) -> Server:
    """The server that this process belongs to; `NoServerError` where none is found.

    In this order: `ETLAB_SERVER_URL` with `ETLAB_SERVER_TOKEN`; the running server that started
    this kernel, as Jupyter's files in its runtime folder say; on a JupyterHub that server with the
    token that the Hub gave it; the only server that runs.
    """
    if url := environ.get(URL):
        return Server(_with_slash(url), environ.get(TOKEN, ""))
    running = list(_running())
    parent = environ.get("JPY_PARENT_PID", "")
    for info in running:
        if parent and str(info.get("pid")) == parent:
            return _server(info, environ)
    on_hub = environ.get(HUB_PREFIX)
    for info in running:
        if on_hub and info.get("base_url") == on_hub:
            return _server(info, environ)
    if len(running) == 1:
        return _server(running[0], environ)
    if not running:
        raise NoServerError(
            "No running Jupyter server was found. Start JupyterLab, or set "
            f"{URL} and {TOKEN} to the server's address and token."
        )
    urls = ", ".join(str(info["url"]) for info in running)
    raise NoServerError(
        f"Several Jupyter servers run ({urls}), and this kernel was started by none of them. "
        f"Set {URL} and {TOKEN}."
    )


def _running() -> Iterator[dict[str, Any]]:
    """What servers write about themselves (`jpserver-PID.json`), while their process lives."""
    for file in sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json")):
        try:
            info = json.loads(file.read_text(encoding="utf-8"))
            os.kill(int(info["pid"]), 0)
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if isinstance(info.get("url"), str):
            yield info


def _server(info: Mapping[str, Any], environ: Mapping[str, str]) -> Server:
    # A server under a Hub has no token of its own: it takes the Hub's.
    token = str(info.get("token") or environ.get(HUB_TOKEN, ""))
    return Server(_with_slash(str(info["url"])), token)


def _with_slash(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"

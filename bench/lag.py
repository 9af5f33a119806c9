"""A Jupyter server extension that tells for how long the server's event loop stood still.

`GET /bench/lag` answers `{"ms": ...}`: the longest time, since it was last asked, by which a
timer went off too late.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

SECONDS = 0.002


class Lag:
    """Sets a timer again and again, and keeps the longest delay."""

    def __init__(self) -> None:
        self._longest = 0.0

    async def watch(self) -> None:
        """Until the server ends."""
        while True:
            start = time.perf_counter()
            await asyncio.sleep(SECONDS)
            self._longest = max(self._longest, time.perf_counter() - start - SECONDS)

    def take(self) -> float:
        """The longest delay in milliseconds; starts anew."""
        longest, self._longest = self._longest, 0.0
        return longest * 1000


class LagHandler(APIHandler):
    """Tells the longest delay."""

    def initialize(self, lag: Lag) -> None:
        self._lag = lag

    @web.authenticated
    async def get(self) -> None:
        self.finish({"ms": self._lag.take()})


_lag = Lag()
_tasks: list[asyncio.Task[None]] = []


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": "bench.lag"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    path = url_path_join(serverapp.base_url, "/bench/lag")
    serverapp.web_app.add_handlers(".*$", [(path, LagHandler, {"lag": _lag})])


async def _start_jupyter_server_extension(serverapp: Any) -> None:
    _tasks.append(asyncio.create_task(_lag.watch()))

"""A Jupyter server extension that tells for how long the server's event loop stood still.

`GET /bench/lag` answers `{"ms": ..., "cpu_ms": ...}`: the longest time, since it was last asked,
by which a timer went off too late, and the most that the loop's thread computed between two of
them. The first alone is long where other processes, or other threads, had the processor.
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
    """Sets a timer again and again, and keeps the longest delay and the longest work."""

    def __init__(self) -> None:
        self._delay = 0.0
        self._work = 0.0

    async def watch(self) -> None:
        """Until the server ends."""
        while True:
            start, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(SECONDS)
            self._delay = max(self._delay, time.perf_counter() - start - SECONDS)
            self._work = max(self._work, time.thread_time() - worked)

    def take(self) -> dict[str, float]:
        """Both in milliseconds; starts anew."""
        found = {"ms": self._delay * 1000, "cpu_ms": self._work * 1000}
        self._delay = self._work = 0.0
        return found


class LagHandler(APIHandler):
    """Tells both."""

    def initialize(self, lag: Lag) -> None:
        self._lag = lag

    @web.authenticated
    async def get(self) -> None:
        self.finish(self._lag.take())


_lag = Lag()
_tasks: list[asyncio.Task[None]] = []


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": "bench.lag"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    path = url_path_join(serverapp.base_url, "/bench/lag")
    serverapp.web_app.add_handlers(".*$", [(path, LagHandler, {"lag": _lag})])


async def _start_jupyter_server_extension(serverapp: Any) -> None:
    _tasks.append(asyncio.create_task(_lag.watch()))

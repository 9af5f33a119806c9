"""Requests that come before ETLab is loaded wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from jupyter_server.base.handlers import APIHandler
from tornado import web
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import Router


class WaitingRouter(Router):
    """Stands before ETLab's routes, which are added behind it when all is loaded."""

    SUPPORTED_METHODS = ()  # Jupyter looks for those that ask nobody to sign in

    def __init__(self, web_app: web.Application, load: Callable[[], asyncio.Future[Any]]) -> None:
        self._web_app = web_app
        self._load = load

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        """None when all is loaded: the search goes on behind it."""
        loading = self._load()
        if loading.done() and not loading.cancelled() and loading.exception() is None:
            return None
        return _Waiting(self._web_app, request, loading)


class _Waiting(HTTPMessageDelegate):
    def __init__(
        self, web_app: web.Application, request: HTTPServerRequest, loading: asyncio.Future[Any]
    ) -> None:
        self._web_app = web_app
        self._request = request
        self._loading = loading
        self._found: HTTPMessageDelegate | None = None

    async def headers_received(self, start_line: Any, headers: HTTPHeaders) -> None:
        await asyncio.wait([self._loading])  # tornado reads the body only then
        if self._loading.cancelled() or self._loading.exception() is not None:
            self._found = self._web_app.get_handler_delegate(self._request, NotLoadedHandler)
        else:
            self._found = self._web_app.find_handler(self._request)
        waiting = self._found.headers_received(start_line, headers)
        if waiting is not None:
            await waiting

    def data_received(self, chunk: bytes) -> Any:
        assert self._found is not None  # noqa: S101
        return self._found.data_received(chunk)

    def finish(self) -> None:
        assert self._found is not None  # noqa: S101
        self._found.finish()

    def on_connection_close(self) -> None:
        if self._found is not None:
            self._found.on_connection_close()


class NotLoadedHandler(APIHandler):
    """Answers where ETLab could not be loaded."""

    async def prepare(self) -> None:  # type: ignore[override]
        raise web.HTTPError(500, "ETLab could not be loaded; the server's log says why.")

"""From a request to a route and back."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from pydantic import BaseModel
from pydantic_core import to_json
from tornado import web

from etlab_jupyter.handlers.context import Context
from etlab_jupyter.handlers.problem import MEDIA_TYPE, RETRY_AFTER, problem, problem_of
from etlab_jupyter.handlers.route import Call, Route, read_version
from etlab_jupyter.services.errors import InvalidError, NotFoundError, ServiceError
from etlab_jupyter.services.json_text import read_json

_JUPYTERS = ("token", "no_track_activity")  # query parameters of the Jupyter server's own


class RouteHandler(APIHandler):
    """Serves the routes of one path."""

    auth_resource = "etlab"

    def initialize(self, context: Context, routes: Mapping[str, Route]) -> None:
        self.context = context
        self.routes = routes
        self._work: asyncio.Task[None] | None = None

    @web.authenticated
    @authorized
    async def get(self, **ids: str) -> None:
        await self._serve(ids)

    @web.authenticated
    @authorized
    async def post(self, **ids: str) -> None:
        await self._serve(ids)

    @web.authenticated
    @authorized
    async def patch(self, **ids: str) -> None:
        await self._serve(ids)

    @web.authenticated
    @authorized
    async def delete(self, **ids: str) -> None:
        await self._serve(ids)

    @web.authenticated
    async def put(self, **ids: str) -> None:
        await self._serve(ids)

    @web.authenticated
    async def head(self, **ids: str) -> None:
        await self._serve(ids)

    async def _serve(self, ids: Mapping[str, str]) -> None:
        # A task, so that it can be stopped when nobody waits for the answer any more.
        self._work = asyncio.ensure_future(self._answer(ids))
        await self._work

    def on_connection_close(self) -> None:
        if self._work is not None and self.request.method == "POST":
            self._work.cancel()

    async def _answer(self, ids: Mapping[str, str]) -> None:
        route = self.routes.get(self.request.method or "")
        if route is None:
            raise web.HTTPError(405)
        call = Call(
            context=self.context,
            actor=await self.context.actor(self.current_user.username),
            ids={name: _id(route, name, text) for name, text in ids.items()},
            arguments=self._arguments(route),
        )
        if route.raw_body:
            call.content = self._content()
        elif route.body is not None:
            given = {"folder": self.context.folder}
            call.body = route.body.model_validate(self._json(), context=given)
        if route.versioned:
            call.based_on = read_version(self.request.headers.get("If-Match"))
        self._send(route, await route.handle(call))

    def _arguments(self, route: Route) -> dict[str, str]:
        found = {}
        for name in self.request.query_arguments:
            if name in _JUPYTERS:
                continue
            if name not in route.query:
                raise InvalidError(f"There is no query parameter {name!r} here.", field=name)
            found[name] = self.get_query_argument(name)
        return found

    def _content(self) -> bytes:
        body: bytes = self.request.body
        if len(body) > self.context.max_body:
            raise web.HTTPError(
                413, f"The body has {len(body):,} bytes; {self.context.max_body:,} may be."
            )
        return body

    def _json(self) -> Any:
        body = self._content()
        kind = self.request.headers.get("Content-Type", "application/json").split(";")[0]
        if kind.strip().lower() != "application/json":
            raise web.HTTPError(415, "The body must be application/json.")
        try:
            return read_json(body)
        except ValueError as error:
            raise ServiceError(f"The body cannot be read: {error}.", code="not-json") from None

    def _send(self, route: Route, answer: Any) -> None:
        self.set_status(route.status)
        if route.raw:
            self.finish(answer, set_content_type=route.raw)
            return
        if route.answer is None:
            self.set_status(204)
            self.finish()
            return
        if isinstance(answer, BaseModel):
            version = getattr(answer, "version", None)
            if version is not None:
                self.set_header("ETag", f'"{version}"')
        self.finish(to_json(answer))

    def update_api_activity(self) -> None:
        # It reads a query parameter, and one that is no text must not keep back the answer.
        with suppress(web.HTTPError):
            super().update_api_activity()

    def compute_etag(self) -> None:
        """Versions are the only ETags."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Tell any error as a problem document."""
        raised = kwargs.get("exc_info", (None, None, None))[1]
        found = problem_of(raised) if raised else problem(status_code, "error", "")
        self.set_status(found["status"])
        if found["status"] == 405:
            self.set_header("Allow", ", ".join(self.routes))
        if found["status"] == 503:
            self.set_header("Retry-After", str(RETRY_AFTER))
        self.finish(to_json(found), set_content_type=MEDIA_TYPE)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Only mistakes of ETLab's own are worth a traceback."""
        if value is not None and problem_of(value)["status"] == 500:
            super().log_exception(typ, value, tb)


class NoRouteHandler(RouteHandler):
    """Everything under the API's root that is no route."""

    async def _serve(self, ids: Mapping[str, str]) -> None:
        raise NotFoundError("There is no such address in ETLab's API.")


def _id(route: Route, name: str, text: str) -> Any:
    if name in ("version", "name"):
        if name == "version" and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise NotFoundError(f"There is no version {text!r}.")
        return int(text) if name == "version" else text
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFoundError(f"There is nothing with the id {text!r}.") from None

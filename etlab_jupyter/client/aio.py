"""The client for code with an event loop."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Any

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

from etlab_jupyter.builder import Page
from etlab_jupyter.client import operations
from etlab_jupyter.client.discovery import NoServerError, Server
from etlab_jupyter.client.operations import Call, ClientError, Json, Steps, StoredPage, T
from etlab_jupyter.client.sync import TRIES, read
from etlab_jupyter.problems import reason
from etlab_jupyter.runners.events import AnyRunEvent, RunEvent, RunFinished


class AsyncClient:
    """`Client` with coroutines; see there."""

    def __init__(self, server: Server, *, timeout: float = 60) -> None:
        self.server = server
        self._http = httpx.AsyncClient(headers=server.headers, timeout=timeout)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def call(self, method: str, path: str, *, body: Any = None, version: int | None = None,
                   **params: Any) -> Any:  # fmt: skip
        """Any call of the API: the answer's JSON. `ClientError`, `NoServerError`."""
        return await self._send(Call(method, path, params, body, version))

    async def me(self) -> Json:
        """The user that this kernel acts as."""
        found: Json = await self.call("GET", "me")
        return found

    async def workspaces(self) -> list[Json]:
        """The workspaces of this user."""
        return await self._do(operations.every("workspaces"))

    async def pages(self, search: str = "", **params: Any) -> list[Json]:
        """Pages, without their nodes."""
        return await self._do(operations.every("pages", search=search, **params))

    async def schemas(self, search: str = "", **params: Any) -> list[Json]:
        """Schemas, without their columns."""
        return await self._do(operations.every("schemas", search=search, **params))

    async def connections(self) -> list[Json]:
        """This user's connections, without their configs."""
        return await self._do(operations.every("connections"))

    async def runs(self, limit: int = 20, **params: Any) -> list[Json]:
        """The newest runs."""
        found: list[Json] = (await self.call("GET", "runs", limit=limit, **params))["items"]
        return found

    async def page(self, name: str, workspace: str | None = None) -> StoredPage:
        """A page by name, id or workspace/name; `ETLabError` where there is none, or several."""
        return await self._do(operations.page(name, workspace))

    async def schema(self, name: str, workspace: str | None = None) -> Json:
        """A schema with its columns, by name, id or workspace/name."""
        return await self._do(operations.schema(name, workspace))

    async def connection(self, name: str) -> Json:
        """A connection with its config, its secrets masked, by name or id."""
        return await self._do(operations.connection(name))

    async def test_connection(self, name: str) -> Json:
        """Really connect: `ok`, and what was found or what has failed; takes up to a minute."""
        return await self._do(operations.test(name))

    async def save(self, page: Page | StoredPage, workspace: str | None = None) -> StoredPage:
        """Save a new page, or a change of a stored one; `ClientError` 412 if it is stale."""
        return await self._do(operations.save(page, workspace))

    async def code(self, page: Page | StoredPage, **parameters: Any) -> str:
        """The page's PySpark code."""
        body = operations.source(page, None, parameters)
        found: str = (await self.call("POST", "code", body=body))["code"]
        return found

    async def record(
        self, page: Page | StoredPage, events: Iterable[RunEvent], *, code: str, **more: Any
    ) -> Json:
        """Put a run that this process has made itself into the history.

        `more` are its `parameters`, the `page_path` of a page that is not stored, the
        `connection_id` that it was on, and options as in the API (`to_node`, …).
        """
        body = operations.record(page, events, code=code, **more)
        found: Json = await self.call("POST", "runs/record", body=body)
        return found

    async def cancel(self, run_id: str) -> Json:
        """Stop a run; the run when it has stopped."""
        found: Json = await self.call("POST", f"runs/{run_id}/cancel")
        return found

    async def start(self, page: Page | StoredPage | None = None, **asked: Any) -> Json:
        """Start a run on the server and tell its row. `options` as in the API (`to_node`, …).

        It goes on a kernel of the page's own, on the kernel `kernel_id`, or on the `connection` of
        that name or id, there with `submit` as a job. `page_path` stands for a page that is
        not stored: runs of the same path share a kernel or session.
        """
        return await self._do(operations.start(page, **asked))

    async def run(
        self, page: Page | StoredPage | None = None, **asked: Any
    ) -> AsyncIterator[AnyRunEvent]:
        """The same, and its events until it is over."""
        async for event in self.follow((await self.start(page, **asked))["id"]):
            yield event

    async def follow(self, run_id: str, start: int = 1) -> AsyncIterator[AnyRunEvent]:
        """A run's events from a number on, until it is over; connects again when cut off."""
        failed = 0
        while failed < TRIES:
            try:
                async for event in self._listen(run_id, start):
                    yield event
                    start, failed = event.seq + 1, 0
                    if isinstance(event, RunFinished):
                        return
            except (OSError, WebSocketClosedError):
                pass
            failed += 1
        raise NoServerError(f"The events of run {run_id} broke off.")

    async def _listen(self, run_id: str, start: int) -> AsyncIterator[AnyRunEvent]:
        address = self.server.address(f"runs/{run_id}/events?from={start}")
        request = HTTPRequest(address.replace("http", "ws", 1), headers=self.server.headers)
        socket = await websocket_connect(request)
        try:
            while (text := await socket.read_message()) is not None:
                data = json.loads(text)
                if "event" not in data:
                    raise ClientError(data)
                yield RunEvent.from_dict(data)
        finally:
            socket.close()

    async def _do(self, steps: Steps[T]) -> T:
        try:
            call = next(steps)
            while True:
                call = steps.send(await self._send(call))
        except StopIteration as done:
            found: T = done.value
            return found

    async def _send(self, call: Call) -> Any:
        try:
            answer = await self._http.request(
                call.method, self.server.address(call.path), params=call.params,
                json=call.body, headers=call.headers,
            )  # fmt: skip
        except httpx.HTTPError as error:
            raise NoServerError(f"{self.server.url} does not answer: {reason(error)}") from None
        return read(answer)

"""The client that waits for each answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

import httpx
import websocket

from etlab_jupyter.builder import Page
from etlab_jupyter.client import operations
from etlab_jupyter.client.discovery import NoServerError, Server
from etlab_jupyter.client.operations import Call, ClientError, Json, Steps, StoredPage, T
from etlab_jupyter.problems import reason
from etlab_jupyter.runners.events import AnyRunEvent, RunEvent, RunFinished

TRIES = 5


class Client:
    """Speaks to one server. A context manager that closes its connections."""

    def __init__(self, server: Server, *, timeout: float = 60) -> None:
        self.server = server
        self._http = httpx.Client(headers=server.headers, timeout=timeout)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def call(self, method: str, path: str, *, body: Any = None, version: int | None = None,
             **params: Any) -> Any:  # fmt: skip
        """Any call of the API: the answer's JSON. `ClientError`, `NoServerError`."""
        return self._send(Call(method, path, params, body, version))

    def me(self) -> Json:
        """The user that this kernel acts as."""
        found: Json = self.call("GET", "me")
        return found

    def workspaces(self) -> list[Json]:
        """The workspaces of this user."""
        return self._do(operations.every("workspaces"))

    def pages(self, search: str = "", **params: Any) -> list[Json]:
        """Pages, without their nodes."""
        return self._do(operations.every("pages", search=search, **params))

    def schemas(self, search: str = "", **params: Any) -> list[Json]:
        """Schemas, without their columns."""
        return self._do(operations.every("schemas", search=search, **params))

    def connections(self) -> list[Json]:
        """This user's connections, without their configs."""
        return self._do(operations.every("connections"))

    def runs(self, limit: int = 20, **params: Any) -> list[Json]:
        """The newest runs."""
        found: list[Json] = self.call("GET", "runs", limit=limit, **params)["items"]
        return found

    def page(self, name: str, workspace: str | None = None) -> StoredPage:
        """A page by name, id or workspace/name; `ETLabError` where there is none, or several."""
        return self._do(operations.page(name, workspace))

    def schema(self, name: str, workspace: str | None = None) -> Json:
        """A schema with its columns, by name, id or workspace/name."""
        return self._do(operations.schema(name, workspace))

    def connection(self, name: str) -> Json:
        """A connection with its config, its secrets masked, by name or id."""
        return self._do(operations.connection(name))

    def test_connection(self, name: str) -> Json:
        """Really connect: `ok`, and what was found or what has failed; takes up to a minute."""
        return self._do(operations.test(name))

    def save(self, page: Page | StoredPage, workspace: str | None = None) -> StoredPage:
        """Save a new page, or a change of a stored one; `ClientError` 412 if it is stale."""
        return self._do(operations.save(page, workspace))

    def code(self, page: Page | StoredPage, **parameters: Any) -> str:
        """The page's PySpark code."""
        found: str = self.call("POST", "code", body=operations.source(page, None, parameters))[
            "code"
        ]
        return found

    def start(self, page: Page | StoredPage | None = None, **asked: Any) -> Json:
        """Start a run on the server and tell its row. `options` as in the API (`to_node`, …).

        It goes on a kernel of the page's own, on the kernel `kernel_id`, or on the `connection` of
        that name or id, there with `submit` as a job. `page_path` stands for a page that is
        not stored: runs of the same path share a kernel or session.
        """
        return self._do(operations.start(page, **asked))

    def run(self, page: Page | StoredPage | None = None, **asked: Any) -> Iterator[AnyRunEvent]:
        """The same, and its events until it is over."""
        yield from self.follow(self.start(page, **asked)["id"])

    def follow(self, run_id: str, start: int = 1) -> Iterator[AnyRunEvent]:
        """A run's events from a number on, until it is over; connects again when cut off."""
        failed = 0
        while failed < TRIES:
            try:
                for event in self._listen(run_id, start):
                    yield event
                    start, failed = event.seq + 1, 0
                    if isinstance(event, RunFinished):
                        return
            except (OSError, websocket.WebSocketException):
                pass
            failed += 1
        raise NoServerError(f"The events of run {run_id} broke off.")

    def record(
        self, page: Page | StoredPage, events: Iterable[RunEvent], *, code: str, **more: Any
    ) -> Json:
        """Put a run that this process has made itself into the history.

        `more` are its `parameters`, the `page_path` of a page that is not stored, the
        `connection_id` that it was on, and options as in the API (`to_node`, …).
        """
        body = operations.record(page, events, code=code, **more)
        found: Json = self.call("POST", "runs/record", body=body)
        return found

    def cancel(self, run_id: str) -> Json:
        """Stop a run; the run when it has stopped."""
        found: Json = self.call("POST", f"runs/{run_id}/cancel")
        return found

    def _listen(self, run_id: str, start: int) -> Iterator[AnyRunEvent]:
        address = self.server.address(f"runs/{run_id}/events?from={start}")
        socket = websocket.create_connection(
            address.replace("http", "ws", 1), header=self.server.headers, timeout=60
        )
        try:
            while text := socket.recv():
                data = json.loads(text)
                if "event" not in data:
                    raise ClientError(data)
                yield RunEvent.from_dict(data)
        finally:
            socket.close()

    def _do(self, steps: Steps[T]) -> T:
        try:
            call = next(steps)
            while True:
                call = steps.send(self._send(call))
        except StopIteration as done:
            found: T = done.value
            return found

    def _send(self, call: Call) -> Any:
        try:
            answer = self._http.request(
                call.method, self.server.address(call.path), params=call.params,
                json=call.body, headers=call.headers,
            )  # fmt: skip
        except httpx.HTTPError as error:
            raise NoServerError(f"{self.server.url} does not answer: {reason(error)}") from None
        return read(answer)


def read(answer: httpx.Response) -> Any:
    """The JSON of an answer; `ClientError` for one that refuses."""
    if answer.is_success and answer.status_code == 204:
        return None
    if answer.is_success and "json" in answer.headers.get("Content-Type", ""):
        return answer.json()
    raise ClientError(operations.problem_of(answer.status_code, answer.content))

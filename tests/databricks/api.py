"""A stand-in for a Databricks workspace with one cluster, on loopback.

It follows the published REST API (https://docs.databricks.com/api/workspace: clusters 2.1,
libraries 2.0, command execution 1.2, jobs 2.2, workspace 2.0) and how service principals sign in:
paths, fields, states and error codes. How errors of the API 1.2 read is not published; they are
taken to be `{"error": …}`, which Databricks' SDK knows.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.databricks.contexts import Context, Driver
from tests.databricks.principals import PATH as TOKENS
from tests.databricks.principals import Principals
from tests.databricks.refusal import RefusedError
from tests.databricks.tasks import TASKS, Tasks

TOKEN = "dapi0123456789abcdef-secret"
CLUSTER = "0123-456789-abc123"
# The ids of a workspace and of a cluster that a token may not use.
FORBIDDEN = "0123-456789-private"
Answer = tuple[int, Any]
MAX_CONTEXTS = 145


class Cluster:
    """States as in `ClusterDetails.state`; `looks` is how often PENDING is shown."""

    def __init__(self) -> None:
        self.state = "RUNNING"
        self.message = ""
        self.reason: dict[str, Any] | None = None
        self.runtime = "15.4.x-scala2.12"
        self.pending = 2
        self.starts = 0
        self.fails_with: tuple[str, dict[str, Any]] | None = None
        self.libraries: dict[str, list[str]] = {}

    def look(self) -> dict[str, Any]:
        shown = {
            "cluster_id": CLUSTER, "cluster_name": "Big", "spark_version": self.runtime,
            "state": self.state, "state_message": self.message, "num_workers": 2,
        }  # fmt: skip
        if self.reason is not None and self.state in ("TERMINATED", "TERMINATING"):
            shown["termination_reason"] = self.reason
        if self.state == "PENDING":
            self.pending -= 1
            if self.pending <= 0:
                self._comes_up()
        return shown

    def start(self) -> None:
        if self.state != "TERMINATED":
            raise RefusedError(
                400, error_code="INVALID_STATE",
                message=f"Cluster {CLUSTER} is in unexpected state {self.state.capitalize()}.",
            )  # fmt: skip
        self.starts += 1
        self.state, self.message = "PENDING", "Starting Spark"

    def ended(self, code: str, message: str = "", kind: str = "SUCCESS") -> None:
        self.state, self.message, self.pending = "TERMINATED", message, 2
        self.reason = {"code": code, "type": kind, "parameters": {}}

    def _comes_up(self) -> None:
        if self.fails_with is None:
            self.state, self.message, self.reason = "RUNNING", "", None
        else:
            message, reason = self.fails_with
            self.state, self.message, self.reason = "TERMINATED", message, reason


class Workspace:
    """What requests are answered from. Tests change it as they need it.

    `limited` are paths and how often they answer 429 yet; `lost` are paths, with what is in the
    request, whose answer is lost once; `swallowed` those whose request is lost as well. `connect`
    is the Spark Connect server that serverless compute is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = TOKEN
        self.refusal: Answer = (403, {"error_code": "403", "message": "Invalid access token."})
        self.cluster = Cluster()
        self.driver = Driver(folder)
        self.contexts: dict[str, Context] = {}
        self.tasks = Tasks(self)
        self.principals = Principals()
        self.connect = ""
        self.limited: Counter[str] = Counter()
        self.lost: dict[str, str] = {}
        self.swallowed: dict[str, str] = {}
        self.requests: list[str] = []
        self.mistakes: list[str] = []
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.drop()
        self.tasks.stop()
        self.driver.kill()
        self.driver.close()
        self._server.shutdown()
        self._server.server_close()

    def drop(self) -> None:
        """End all contexts, as a cluster does that is restarted."""
        for context in list(self.contexts.values()):
            context.kill()
        self.contexts.clear()

    def config(self, **more: Any) -> dict[str, Any]:
        return {"host": self.url, "token": self.token, "cluster_id": CLUSTER, **more}

    def codes(self, part: str) -> int:
        """How many commands have arrived with this in their code."""
        commands = [c for one in self.contexts.values() for c in one.commands.values()]
        return sum(part in command.code for command in commands)

    def answer(self, method: str, path: str, given: dict[str, Any], headers: Any) -> Answer:
        if path == "/.well-known/databricks-config":
            return 404, {"error_code": "ENDPOINT_NOT_FOUND", "message": f"No API found for {path}"}
        if path == TOKENS:
            return self.principals.sign_in(given, headers)
        signed = headers.get("Authorization", "")
        if signed != f"Bearer {self.token}" and not self.principals.accept(signed):
            return self.refusal
        if self.limited[path] > 0:
            self.limited[path] -= 1
            return 429, {"error_code": "REQUEST_LIMIT_EXCEEDED", "message": "Too many requests."}
        found = _ROUTES.get((method, path)) or _task_route(method, path)
        if found is None:
            self.mistakes.append(f"{method} {path}")
            return 404, {"error_code": "ENDPOINT_NOT_FOUND", "message": f"No API found for {path}"}
        try:
            with self._lock:
                return 200, found(self, given)
        except RefusedError as refused:
            return refused.status, refused.body
        except (KeyError, TypeError) as error:
            self.mistakes.append(f"{method} {path}: {error!r}")
            return 400, {"error_code": "MALFORMED_REQUEST", "message": f"missing {error}"}

    def get_cluster(self, given: dict[str, Any]) -> Any:
        self.known(given["cluster_id"])
        return self.cluster.look()

    def start_cluster(self, given: dict[str, Any]) -> Any:
        self.known(given["cluster_id"])
        self.cluster.start()
        return {}

    def libraries(self, given: dict[str, Any]) -> Any:
        self.known(given["cluster_id"])
        statuses = []
        for name, states in self.cluster.libraries.items():
            state = states.pop(0) if len(states) > 1 else states[0]
            one: dict[str, Any] = {"library": {"maven": {"coordinates": name}}, "status": state}
            if state == "FAILED":
                one["messages"] = ["Library resolution failed: not found."]
            statuses.append(one)
        return {"cluster_id": CLUSTER, "library_statuses": statuses}

    def install(self, given: dict[str, Any]) -> Any:
        self.known(given["cluster_id"])
        for library in given["libraries"]:
            name = library["maven"]["coordinates"]
            end = "FAILED" if "missing" in name else "INSTALLED"
            self.cluster.libraries[name] = ["PENDING", "RESOLVING", "INSTALLING", end]
        return {}

    def create(self, given: dict[str, Any]) -> Any:
        self._running(given["clusterId"])
        assert given["language"] == "python"
        if len(self.contexts) >= MAX_CONTEXTS:
            raise RefusedError(500, error="Too many execution contexts are open right now.")
        context = Context(self.folder, self.driver)
        self.contexts[context.id] = context
        return {"id": context.id}

    def context_status(self, given: dict[str, Any]) -> Any:
        context = self._context(given)
        return {"id": context.id, "status": context.status}

    def destroy(self, given: dict[str, Any]) -> Any:
        context = self._context(given)
        context.kill()
        del self.contexts[context.id]
        return {"id": context.id}

    def execute(self, given: dict[str, Any]) -> Any:
        context = self._context(given)
        assert given["language"] == "python"
        return {"id": context.execute(given["command"]).id}

    def status(self, given: dict[str, Any]) -> Any:
        command = self._command(given)
        return {"id": command.id, "status": command.status, "results": command.results}

    def cancel(self, given: dict[str, Any]) -> Any:
        command = self._command(given)
        self._context(given).cancel(command)
        return {"id": command.id}

    def known(self, cluster_id: str) -> None:
        if cluster_id == FORBIDDEN:
            raise RefusedError(
                403, error_code="PERMISSION_DENIED",
                message=f"You do not have permission to use cluster {cluster_id}.",
            )  # fmt: skip
        if cluster_id != CLUSTER:
            told = f"Cluster {cluster_id} does not exist"
            raise RefusedError(400, error_code="INVALID_PARAMETER_VALUE", message=told)

    def _running(self, cluster_id: str) -> None:
        self.known(cluster_id)
        if self.cluster.state != "RUNNING":
            raise RefusedError(400, error="ClusterNotReadyException: Cluster not in Running state")

    def _context(self, given: dict[str, Any]) -> Context:
        self._running(given["clusterId"])
        found = self.contexts.get(given["contextId"])
        if found is None:
            raise RefusedError(500, error=f"ContextNotFound: {given['contextId']}")
        return found

    def _command(self, given: dict[str, Any]) -> Any:
        found = self._context(given).commands.get(given["commandId"])
        if found is None:
            raise RefusedError(500, error=f"CommandNotFound: {given['commandId']}")
        return found


_ROUTES: dict[tuple[str, str], Callable[[Workspace, dict[str, Any]], Any]] = {
    ("GET", "/api/2.1/clusters/get"): Workspace.get_cluster,
    ("POST", "/api/2.1/clusters/start"): Workspace.start_cluster,
    ("GET", "/api/2.0/libraries/cluster-status"): Workspace.libraries,
    ("POST", "/api/2.0/libraries/install"): Workspace.install,
    ("POST", "/api/1.2/contexts/create"): Workspace.create,
    ("GET", "/api/1.2/contexts/status"): Workspace.context_status,
    ("POST", "/api/1.2/contexts/destroy"): Workspace.destroy,
    ("POST", "/api/1.2/commands/execute"): Workspace.execute,
    ("GET", "/api/1.2/commands/status"): Workspace.status,
    ("POST", "/api/1.2/commands/cancel"): Workspace.cancel,
}


def _task_route(method: str, path: str) -> Callable[[Workspace, dict[str, Any]], Any] | None:
    name = TASKS.get((method, path))
    return None if name is None else lambda at, given: getattr(at.tasks, name)(given)


def _hit(rules: dict[str, str], path: str, given: dict[str, Any]) -> bool:
    """Whether a rule is for this request, which it then has been."""
    found = path in rules and rules[path] in str(given)
    if found:
        del rules[path]
    return found


def _handler(workspace: Workspace) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self) -> None:
            parts = urlsplit(self.path)
            given: dict[str, Any] = dict(parse_qsl(parts.query))
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if "x-www-form-urlencoded" in self.headers.get("Content-Type", ""):
                given |= dict(parse_qsl(content.decode()))
            else:
                given |= json.loads(content or b"{}")
            workspace.requests.append(f"{self.command} {parts.path}")
            if _hit(workspace.swallowed, parts.path, given):
                self.close_connection = True
                return
            status, body = workspace.answer(self.command, parts.path, given, self.headers)
            if _hit(workspace.lost, parts.path, given):
                self.close_connection = True
                return
            text = json.dumps(body).encode()
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", "1")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = serve  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler

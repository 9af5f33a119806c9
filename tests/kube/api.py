"""The part of Kubernetes' REST API that Spark uses, on loopback.

What is sent must be valid by the schemas that Kubernetes publishes: else it is refused, as a real
server does it, and kept in `mistakes`.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import kubernetes_validate
import yaml

from tests.kube.kubelet import Kubelet
from tests.kube.objects import Object, Objects, matches

VERSION = "1.33"
PATH = re.compile(
    r"/(?:api|apis/[\w.]+)/v1/namespaces/(?P<namespace>[^/]+)/(?P<kind>\w+)(?:/(?P<name>[^/]+))?(?P<log>/log)?"
)
REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"


class Kubernetes:
    """`token` is what requests must carry; without one all are let in. Pods may have their own.

    `forbidden` are the verbs that reviews of one's own access deny; those that were asked for are
    in `reviewed`.
    """

    def __init__(self, folder: Path) -> None:
        self.address = ""
        self.token: str | None = None
        self.pods_token: str | None = None
        self.forbidden: set[str] = set()
        self.reviewed: list[str] = []
        self.objects = Objects()
        self.kubelet = Kubelet(self.objects, folder)
        self.mistakes: list[str] = []

    def wait_until_empty(self, namespace: str) -> None:
        """Wait until a namespace has no pods and no configuration."""
        end = time.monotonic() + 120
        while left := [
            one["metadata"]["name"]
            for kind in ("pods", "configmaps")
            for one in self.objects.select(kind, namespace, {})
        ]:
            assert time.monotonic() < end, left
            time.sleep(0.1)


@contextmanager
def kubernetes(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[Kubernetes]:
    cluster = Kubernetes(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(cluster))
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    cluster.address = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    try:
        yield cluster
    finally:
        cluster.kubelet.close()
        cluster.objects.close()
        server.shutdown()
        server.server_close()
        thread.join()


class RefusedError(Exception):
    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "code": status, "reason": reason, "message": message,
        }  # fmt: skip


def _handler(cluster: Kubernetes) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        kubernetes = cluster

    return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kubernetes: Kubernetes

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def do_PATCH(self) -> None:
        self._answer(self._patch)

    def do_DELETE(self) -> None:
        self._answer(self._delete)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _answer(self, work: Any) -> None:
        split = urlsplit(self.path)
        self.query = dict(parse_qsl(split.query))
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        try:
            self._authenticate()
            if split.path == "/version":
                self._send(
                    200,
                    {"major": "1", "minor": VERSION.split(".")[1], "gitVersion": f"v{VERSION}.0"},
                )
                return
            if split.path == REVIEWS:
                self._review()
                return
            found = PATH.fullmatch(split.path)
            if found is None:
                raise RefusedError(404, "NotFound", f"no such path: {split.path}")
            work(found["kind"], found["namespace"], found["name"], bool(found["log"]))
        except RefusedError as refused:
            self._send(refused.status, refused.body)

    def _authenticate(self) -> None:
        wanted = [f"Bearer {one}" for one in (self.kubernetes.token, self.kubernetes.pods_token)]
        given = self.headers.get("Authorization")
        if self.kubernetes.token is not None and given not in wanted:
            raise RefusedError(401, "Unauthorized", "Unauthorized")

    def _get(self, kind: str, namespace: str, name: str | None, log: bool) -> None:
        if log:
            self._send_log(str(name))
        elif self.query.get("watch") == "true":
            self._send_watch(kind, namespace)
        elif name is None:
            items = self.kubernetes.objects.select(kind, namespace, self._labels())
            meta = {"resourceVersion": "1"}
            self._send(200, {"kind": "List", "apiVersion": "v1", "metadata": meta, "items": items})
        else:
            self._send(200, self._found(kind, namespace, name))

    def _post(self, kind: str, namespace: str, name: str | None, log: bool) -> None:
        given = self._given()
        made = self.kubernetes.objects.put(kind, namespace, given)
        self._send(201, made)
        if kind == "pods":
            self.kubernetes.kubelet.start(made)

    def _review(self) -> None:
        given = self._given()
        wanted = given["spec"]["resourceAttributes"]
        words = (wanted["verb"], wanted["namespace"], wanted["resource"], wanted.get("subresource"))
        self.kubernetes.reviewed.append(" ".join(filter(None, words)))
        allowed = wanted["verb"] not in self.kubernetes.forbidden
        self._send(201, {**given, "status": {"allowed": allowed}})

    def _patch(self, kind: str, namespace: str, name: str | None, log: bool) -> None:
        if "apply-patch" in self.headers["Content-Type"]:  # a server-side apply: all of it
            old = self.kubernetes.objects.get(kind, namespace, str(name)) or {"metadata": {}}
            given = self._given()
            given["metadata"] = old["metadata"] | given["metadata"]
            self._send(200, self.kubernetes.objects.put(kind, namespace, {**old, **given}))
            return
        found = self.kubernetes.objects.change(kind, namespace, str(name), self._patch_into)
        self._send(200, found or self._found(kind, namespace, str(name)))

    def _patch_into(self, found: Object) -> None:
        patch = yaml.safe_load(self.body)
        if isinstance(patch, dict):
            labels = found["metadata"].get("labels", {}) | patch["metadata"].get("labels", {})
            found["metadata"]["labels"] = labels
            return
        for step in patch:
            *parents, last = (one.replace("~1", "/") for one in step["path"].split("/")[1:])
            target = found
            for parent in parents:
                target = target.setdefault(parent, {})
            target[last] = step["value"]

    def _delete(self, kind: str, namespace: str, name: str | None, log: bool) -> None:
        names = [name] if name else [
            one["metadata"]["name"]
            for one in self.kubernetes.objects.select(kind, namespace, self._labels())
        ]  # fmt: skip
        if name:
            self._found(kind, namespace, name)
        for one in names:
            if kind == "pods":
                self.kubernetes.kubelet.stop(one)
            self.kubernetes.objects.remove(kind, namespace, one)
        self._send(200, {"kind": "Status", "apiVersion": "v1", "status": "Success"})

    def _found(self, kind: str, namespace: str, name: str) -> Object:
        found = self.kubernetes.objects.get(kind, namespace, name)
        if found is None:
            raise RefusedError(404, "NotFound", f'{kind} "{name}" not found')
        return found

    def _given(self) -> Object:
        given: Object = yaml.safe_load(self.body)
        try:
            kubernetes_validate.validate(given, VERSION, strict=True)
        except kubernetes_validate.ValidationError as error:
            told = f"{given.get('kind')}: {'.'.join(map(str, error.path))}: {error.message}"
            self.kubernetes.mistakes.append(told)
            raise RefusedError(422, "Invalid", told) from None
        return given

    def _labels(self) -> dict[str, str]:
        """The selector, `a=1,b!=2`, as `matches` takes it."""
        return dict(
            one.split("=", 1) for one in self.query.get("labelSelector", "").split(",") if one
        )

    def _send(self, status: int, data: Any) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_log(self, name: str) -> None:
        if not self.kubernetes.kubelet.started(name):
            raise RefusedError(400, "BadRequest", f"{name} is waiting to start: ContainerCreating")
        self._begin("text/plain")
        for part in self.kubernetes.kubelet.log(name, follow=self.query.get("follow") == "true"):
            self._chunk(part)
        self._chunk(b"")

    def _send_watch(self, kind: str, namespace: str) -> None:
        if self.headers.get("Upgrade"):  # then the client asks again without a WebSocket
            raise RefusedError(503, "ServiceUnavailable", "no WebSockets here")
        self._begin("application/json")
        labels = self._labels()
        name = dict(
            one.split("=", 1) for one in self.query.get("fieldSelector", "").split(",") if one
        ).get("metadata.name")
        for event, one in self.kubernetes.objects.watch(kind, namespace):
            if matches(one, labels) and name in (None, one["metadata"]["name"]):
                try:
                    self._chunk(json.dumps({"type": event, "object": one}).encode() + b"\n")
                except OSError:
                    return
        self._chunk(b"")

    def _begin(self, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

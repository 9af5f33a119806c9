"""Small HTTP servers that speak as others do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Answerer = Callable[[str, Any], tuple[int, Any]]


@pytest.fixture(autouse=True)
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark listens on loopback."""
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")


@contextmanager
def speaking(answer: Answerer) -> Iterator[str]:
    """An HTTP server on loopback that answers a path and headers with a status and JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, data = answer(self.path, self.headers)
            body = data.encode() if isinstance(data, str) else json.dumps(data).encode()
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", "Basic")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

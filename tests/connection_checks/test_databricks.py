"""Connections to Databricks' API."""

from __future__ import annotations

import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

from tests.connection_checks.conftest import speaking
from tests.connection_checks.test_livy import failure


async def test_what_is_no_databricks_workspace_is_told(tmp_path):
    for answer in ((200, "<html>Welcome</html>"), (200, {"name": "x"}), (404, "<html>Hm</html>")):
        with speaking(lambda *_, answer=answer: answer) as url:
            config = {"host": url, "token": "dapi-secret", "cluster_id": "x"}
            told = await failure("databricks", config, tmp_path, "address")
            assert told.startswith(f"What answers at {url} is not ")


async def test_secrets_are_not_in_what_is_told(tmp_path):
    def talkative(path, headers):
        return 400, {"error_code": "X", "message": f"I do not like {headers['Authorization']}"}

    with speaking(talkative) as url:
        config = {"host": url, "token": "dapi-secret", "cluster_id": "x"}
        told = await failure("databricks", config, tmp_path)
    assert told == "Databricks refuses: I do not like Bearer …."


@contextmanager
def untrusted():
    """The address of a server whose certificate is of an authority that nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


async def test_a_certificate_that_is_not_trusted_is_told(tmp_path):
    with untrusted() as url:
        config = {"host": url, "token": "dapi-secret", "cluster_id": "x"}
        told = await failure("databricks", config, tmp_path, "tls")
    assert told.startswith(
        f"The Databricks workspace at {url} does not answer: its certificate is not trusted"
    )
    assert "unable to get local issuer certificate" in told

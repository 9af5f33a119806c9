"""Connections to HTTP APIs."""

from __future__ import annotations

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connection_checks import CheckError, check
from tests.connection_checks.conftest import speaking
from tests.servers import free_port

PASSWORD = "hunter2-secret"


async def failure(kind, config, tmp_path):
    with pytest.raises(CheckError) as caught:
        await check(ConnectionType(kind), config, folder=tmp_path)
    return str(caught.value)


async def test_a_livy_server_that_refuses_is_told(tmp_path):
    with speaking(lambda *_: (401, "Who are you?")) as url:
        wrong = {"url": url, "auth": "basic", "username": "admin", "password": "an-old-password"}
        assert await failure("livy", wrong, tmp_path) == (
            "The Livy server refuses this user name and password."
        )
        assert "choose how" in await failure("livy", {"url": url}, tmp_path)


async def test_what_is_no_livy_server_is_told(tmp_path):
    with speaking(lambda *_: (200, "<html>Welcome</html>")) as url:
        assert "is not a Livy server" in await failure("livy", {"url": url}, tmp_path)
    dead = f"http://127.0.0.1:{free_port()}"
    assert await failure("livy", {"url": dead}, tmp_path) == (
        f"Nothing answers at {dead}/version: Connection refused."
    )


async def test_what_is_no_databricks_workspace_is_told(tmp_path):
    for answer in ((200, "<html>Welcome</html>"), (200, {"name": "x"}), (404, "<html>Hm</html>")):
        with speaking(lambda *_, answer=answer: answer) as url:
            config = {"host": url, "token": "dapi-secret", "cluster_id": "x"}
            told = await failure("databricks", config, tmp_path)
            assert told.startswith(f"What answers at {url} is not ")


async def test_secrets_are_not_in_what_is_told(tmp_path):
    def talkative(path, headers):
        return 400, {"error_code": "X", "message": f"I do not like {headers['Authorization']}"}

    with speaking(talkative) as url:
        config = {"host": url, "token": "dapi-secret", "cluster_id": "x"}
        told = await failure("databricks", config, tmp_path)
    assert told == "Databricks refuses: I do not like Bearer …."


@contextmanager
def untrusted(folder):
    """The address of a server whose certificate nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "pem").write_bytes(private + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


async def test_a_certificate_that_is_not_trusted_is_told(tmp_path):
    with untrusted(tmp_path) as url:
        config = {"host": url, "token": "dapi-secret", "cluster_id": "x"}
        told = await failure("databricks", config, tmp_path)
    assert told.startswith(
        f"The Databricks workspace at {url} does not answer: its certificate is not trusted"
    )
    assert "self-signed" in told

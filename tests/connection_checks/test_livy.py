"""Connections to Livy servers, and to what is none."""

from __future__ import annotations

import pytest

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connection_checks import CheckError, check
from tests.connection_checks.conftest import speaking
from tests.servers import free_port


async def failure(kind, config, tmp_path, at=None):
    with pytest.raises(CheckError) as caught:
        await check(ConnectionType(kind), config, folder=tmp_path)
    assert caught.value.failed == at
    return str(caught.value)


async def test_a_livy_server_that_refuses_is_told(tmp_path):
    with speaking(lambda *_: (401, "Who are you?")) as url:
        wrong = {"url": url, "auth": "basic", "username": "admin", "password": "an-old-password"}
        assert await failure("livy", wrong, tmp_path, "credentials") == (
            "The Livy server refuses how this connection signs in: "
            "the user name or the password is wrong, or no longer accepted."
        )
        told = "The Livy server refuses how this connection signs in: it asks to sign in (Basic)."
        assert await failure("livy", {"url": url}, tmp_path, "credentials") == told
    with speaking(lambda *_: (403, "Not you.")) as url:
        told = await failure("livy", {"url": url}, tmp_path, "permission")
        assert told.startswith("The Livy server does not allow this")


async def test_what_is_no_livy_server_is_told(tmp_path):
    with speaking(lambda *_: (200, "<html>Welcome</html>")) as url:
        assert "is not a Livy server" in await failure("livy", {"url": url}, tmp_path, "address")
    with speaking(lambda *_: (404, "<html>Hm</html>")) as url:
        told = f"What answers at {url} is not a Livy server."
        assert await failure("livy", {"url": url}, tmp_path, "address") == told
    port = free_port()
    assert await failure("livy", {"url": f"http://127.0.0.1:{port}"}, tmp_path, "address") == (
        f"Nothing answers at 127.0.0.1:{port}: the connection is refused."
    )

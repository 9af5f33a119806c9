"""Connections to HTTP APIs."""

from __future__ import annotations

import pytest

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

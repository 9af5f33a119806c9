"""Connections to HTTP APIs."""

from __future__ import annotations

import pytest

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connection_checks import CheckError, check
from tests.connection_checks.conftest import speaking
from tests.servers import free_port

PASSWORD = "hunter2-secret"


def databricks(path, headers):
    if headers["Authorization"] != "Bearer dapi-secret":
        return 401, {"error_code": "401", "message": "Credential was not sent or was invalid."}
    if "cluster_id=0123-a" not in path:
        told = "Cluster 9 does not exist"
        return 400, {"error_code": "INVALID_PARAMETER_VALUE", "message": told}
    return 200, {"cluster_name": "Big", "state": "RUNNING", "spark_version": "15.4.x-scala2.12"}


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


async def test_a_databricks_workspace_tells_its_cluster(tmp_path):
    with speaking(databricks) as url:
        config = {"host": url, "token": "dapi-secret", "cluster_id": "0123-a"}
        found = await check(ConnectionType.DATABRICKS, config, folder=tmp_path)
        assert found.message == "The cluster “Big” is running."
        assert found.spark_version == "15.4.x-scala2.12"
        refused = await failure("databricks", {**config, "token": "old"}, tmp_path)
        assert refused == "The Databricks workspace refuses the access token."
        missing = await failure("databricks", {**config, "cluster_id": "9"}, tmp_path)
        assert missing == "Databricks says: Cluster 9 does not exist"


async def test_secrets_are_not_in_what_is_told(tmp_path):
    def talkative(path, headers):
        return 400, {"message": f"I do not like {headers['Authorization']}"}

    with speaking(talkative) as url:
        config = {"host": url, "token": "dapi-secret", "cluster_id": "x"}
        told = await failure("databricks", config, tmp_path)
    assert told == "Databricks says: I do not like Bearer …"

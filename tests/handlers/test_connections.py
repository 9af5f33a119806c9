"""Connections over REST: their secrets stay secret."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from etlab_jupyter.api.connections import MASK
from etlab_jupyter.db.models import SparkConnection
from etlab_jupyter.services import connections
from etlab_jupyter.services.access import Actor
from tests.connection_checks.conftest import speaking

LOCAL = {"master": "local[*]", "driver_memory": "2g", "executor_memory": "2g"}
DATABRICKS = {
    "host": "https://xxx.cloud.databricks.com",
    "token": "dapi-very-secret",
    "cluster_id": "0123-456789-abc123",
}
LIVY = {
    "url": "http://livy-server:8998",
    "auth": "basic",
    "username": "admin",
    "password": "hunter2-secret",
}
EXAMPLES = {"local": LOCAL, "databricks": DATABRICKS, "livy": LIVY}


def body(kind, config=None, **more):
    return {
        "name": kind,
        "connection_type": kind,
        "config": EXAMPLES[kind] if config is None else config,
        **more,
    }


@pytest.fixture
def context(jp_serverapp):
    (app,) = jp_serverapp.extension_manager.extension_apps["etlab_jupyter"]
    return app._context


async def true_config(api, context, id_):
    me = (await api("GET", "me")).json
    actor = Actor(uuid.UUID(me["id"]), me["email"])
    found = await connections.with_secrets(context.store, context.vault, actor, uuid.UUID(id_))
    values = found.model_dump(exclude_unset=True)
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in values.items()
    }


def database_bytes(store):
    """All of the database, also what is still in the write-ahead log."""
    with closing(sqlite3.connect(store.url.database)) as connection:
        return "\n".join(connection.iterdump())


@pytest.mark.parametrize("kind", EXAMPLES)
async def test_the_examples_load_as_they_stand(api, context, kind):
    made = await api("POST", "connections", body(kind))
    assert made.status == 201, made.content
    shown = {**EXAMPLES[kind]}
    shown |= {field: MASK for field in ("token", "password") if field in shown}
    assert made.json["config"] == shown
    assert await true_config(api, context, made.json["id"]) == EXAMPLES[kind]


async def test_secrets_are_in_no_answer_and_not_in_the_database(api, store, jp_data_dir):
    config = {**LIVY, "spark_conf": {
        "spark.hadoop.fs.s3a.secret.key": "s3-very-secret",
        "spark.hadoop.fs.azure.account.key.x.dfs.core.windows.net": "azure-very-secret",
        "spark.sql.shuffle.partitions": "8",
    }}  # fmt: skip
    made = await api("POST", "connections", body("livy", config))
    path = f"connections/{made.json['id']}"
    answers = [
        made,
        await api("GET", path),
        await api("GET", "connections"),
        await api("PATCH", path, {"name": "new"}),
        await api("PATCH", path, {"config": {**config, "auth": "secret-typo"}}),
        await api("PATCH", path, {"config": {**config, "pass": "x"}}),
        await api("POST", "connections", body("livy", config, name="new")),
    ]
    stored = database_bytes(store)
    for secret in ("hunter2-secret", "s3-very-secret", "azure-very-secret"):
        assert secret not in stored
        assert not any(secret.encode() in answer.content for answer in answers)
        for file in jp_data_dir.rglob("etlab.sqlite*"):
            assert secret.encode() not in file.read_bytes()
    assert [answer.status for answer in answers[3:]] == [200, 422, 422, 409]
    assert answers[1].json["config"]["spark_conf"]["spark.sql.shuffle.partitions"] == "8"
    assert "config" not in answers[2].json["items"][0]
    assert "8998" in stored


async def test_a_mask_sent_back_keeps_the_secret(api, context):
    conf = {"spark.my.password": "conf-secret", "spark.a": "b"}
    made = (await api("POST", "connections", body("livy", {**LIVY, "spark_conf": conf}))).json
    path = f"connections/{made['id']}"
    shown = made["config"]
    assert shown["spark_conf"] == {"spark.my.password": MASK, "spark.a": "b"}
    changed = await api("PATCH", path, {"config": {**shown, "username": "eve"}})
    assert changed.json["config"] == {**shown, "username": "eve"}
    kept = await true_config(api, context, made["id"])
    assert (kept["password"], kept["spark_conf"], kept["username"]) == (
        "hunter2-secret", conf, "eve",
    )  # fmt: skip
    await api("PATCH", path, {"config": {**shown, "password": "another"}})
    kept = await true_config(api, context, made["id"])
    assert (kept["password"], kept["spark_conf"]) == ("another", conf)
    without = {"url": LIVY["url"]}
    assert (await api("PATCH", path, {"config": without})).json["config"] == without
    refused = await api("PATCH", path, {"config": shown})
    assert (refused.status, refused.json["code"]) == (422, "invalid")
    assert refused.json["field"] in ("config.password", "config.spark_conf.spark.my.password")
    assert await true_config(api, context, made["id"]) == without


async def test_each_secret_is_encrypted_anew(api, store):
    for name in "ab":
        await api("POST", "connections", body("databricks", name=name))
    async with store.read() as session:
        configs = await session.scalars(select(SparkConnection.config))
    assert len({config["token"] for config in configs}) == 2


@pytest.mark.parametrize(
    ("kind", "config", "field"),
    [
        ("local", {"driver_memory": "lots"}, "config.driver_memory"),
        ("local", {"memory": "2g"}, "config.memory"),
        ("local", {"executor_cores": 0}, "config.executor_cores"),
        ("local", {"remote": "sc://host:15002/;token=abc"}, "config.remote"),
        ("local", {"spark_conf": ["my.password"]}, "config.spark_conf"),
        ("local", {"spark_conf": {"my.password": 1}}, "config.spark_conf.my.password"),
        ("local", {"spark_conf": {"my.password": None}}, "config.spark_conf.my.password"),
        ("databricks", {"host": "https://x"}, "config.token"),
        ("databricks", {**DATABRICKS, "token": {"a": 1}}, "config.token"),
        ("databricks", {**DATABRICKS, "token": MASK}, "config.token"),
        ("databricks", {**DATABRICKS, "host": "https://user:pw@x"}, "config.host"),
        ("livy", {"url": "file:///etc/passwd"}, "config.url"),
        ("livy", {**LIVY, "auth": "magic"}, "config.auth"),
        ("livy", {**LIVY, "username": "a\nb"}, "config.username"),
        ("livy", [], "config"),
    ],
)
async def test_a_wrong_config_is_refused_with_the_field(api, kind, config, field):
    refused = await api("POST", "connections", body(kind, config))
    assert (refused.status, refused.json["code"]) == (422, "invalid")
    assert refused.json["field"] == field
    assert (await api("GET", "connections")).json["total"] == 0


async def test_an_unknown_type_is_refused(api):
    refused = await api("POST", "connections", {"name": "x", "connection_type": "cloud"})
    assert (refused.status, refused.json["field"]) == (422, "connection_type")


async def test_one_connection_is_the_default(api):
    made = [(await api("POST", "connections", body("local", name=n))).json for n in "abc"]
    assert [row["is_default"] for row in made] == [True, False, False]

    async def defaults():
        listed = (await api("GET", "connections", fields="name,is_default")).json
        return [row["name"] for row in listed["items"] if row["is_default"]]

    await api("PATCH", f"connections/{made[1]['id']}", {"is_default": True})
    assert await defaults() == ["b"]
    await api("POST", "connections", body("local", name="d", is_default=True))
    assert await defaults() == ["d"]
    taken = await api("PATCH", f"connections/{made[1]['id']}", {"name": "a"})
    assert (taken.status, taken.json["code"]) == (409, "name-taken")
    assert (await api("DELETE", f"connections/{made[0]['id']}")).status == 204
    assert (await api("GET", f"connections/{made[0]['id']}")).status == 404


async def test_another_users_connection_is_not_there(api, store, bob):
    async with store.write() as session:
        row = SparkConnection(
            user_id=bob.id, name="bobs", connection_type="local", config={}, is_default=True
        )
        session.add(row)
    path = f"connections/{row.id}"
    for answer in (
        await api("GET", path),
        await api("PATCH", path, {"name": "mine"}),
        await api("DELETE", path),
    ):
        assert (answer.status, answer.json["detail"]) == (404, "There is no such connection.")
    assert (await api("GET", "connections")).json["total"] == 0
    # Nor does one's own default change his.
    await api("POST", "connections", body("local", is_default=True))
    async with store.read() as session:
        assert (await session.get_one(SparkConnection, row.id)).is_default is True


async def test_the_forms_of_all_types(api):
    found = (await api("GET", "connection-types")).json
    assert set(found) == {"local", "standalone", "yarn", "kubernetes", "databricks", "livy"}
    assert found["livy"]["properties"]["password"]["anyOf"][0]["writeOnly"] is True
    assert found["databricks"]["required"] == ["host"]


async def test_a_stored_connection_is_tested_with_its_secrets(api):
    def workspace(path, headers):
        known = headers["Authorization"] == f"Bearer {DATABRICKS['token']}"
        idle = {"cluster_id": "x", "cluster_name": "Big", "state": "TERMINATED"}
        return (200, idle) if known else (401, {})

    with speaking(workspace) as url:
        config = {**DATABRICKS, "host": url}
        id_ = (await api("POST", "connections", body("databricks", config))).json["id"]
        test = f"connections/{id_}/test"
        told = (await api("POST", test, {})).json
        assert told["works"], told
        assert told["message"].startswith("The Databricks cluster “Big” is terminated.")
        masked = {**config, "token": MASK}
        assert (await api("POST", test, {"config": masked})).json["works"] is True
        wrong = (await api("POST", test, {"config": {**config, "token": "dapi-old"}})).json
        assert wrong["works"] is False
        assert "does not accept the access token" in wrong["message"]
        new = {"connection_type": "databricks", "config": config}
        assert (await api("POST", "test-connection", new)).json["works"] is True
        new["config"] = masked
        refused = await api("POST", "test-connection", new)
        assert (refused.status, refused.json["field"]) == (422, "config.token")


@pytest.mark.parametrize("kind", ["standalone", "kubernetes"])
async def test_a_master_has_the_scheme_of_its_type(api, kind):
    for master in ("nonsense", "local[2]", "http://x"):
        refused = await api("POST", "connections", body(kind, {"master": master}))
        assert (refused.status, refused.json["field"]) == (422, "config.master")


async def test_a_copy_has_the_secrets_and_its_own_name(api, context):
    first = (await api("POST", "connections", body("livy"))).json
    done = await api("POST", f"connections/{first['id']}/duplicate")
    assert done.status == 201
    copy = done.json
    assert (copy["name"], copy["is_default"]) == ("livy (2)", False)
    assert copy["config"]["password"] == MASK
    assert (await true_config(api, context, copy["id"]))["password"] == LIVY["password"]
    await api("DELETE", f"connections/{first['id']}")
    assert (await true_config(api, context, copy["id"]))["password"] == LIVY["password"]

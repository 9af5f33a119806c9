"""What the API answers while its database is away, and afterwards."""

from __future__ import annotations

import asyncio

import pytest

from etlab_jupyter.db import migrate
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url
from tests.servers import PostgreSQL


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = PostgreSQL(tmp_path_factory.mktemp("postgresql"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def jp_serverapp(
    server, request, monkeypatch, jp_asyncio_loop, jp_server_config, jp_argv,
    jp_configurable_serverapp,
):  # fmt: skip
    url = server.database(f"d{abs(hash(request.node.name))}")

    async def upgrade():
        store = Store(database_url(url))
        await migrate.upgrade(store)
        await store.close()

    jp_asyncio_loop.run_until_complete(upgrade())
    monkeypatch.setenv("ETLAB_DATABASE_URL", url)
    return jp_configurable_serverapp(config=jp_server_config, argv=jp_argv)


async def test_requests_are_refused_while_the_database_is_away_and_then_work_again(
    api, workspace, server
):
    page = {"workspace_id": workspace, "name": "before"}
    made = (await api("POST", "pages", page)).json
    server.kill()
    try:
        for method, path, body in (
            ("GET", "pages", None),
            ("GET", f"pages/{made['id']}", None),
            ("POST", "pages", {**page, "name": "while"}),
            ("PATCH", f"pages/{made['id']}", {"name": "while"}),
            ("DELETE", f"pages/{made['id']}", None),
            ("POST", "validate", {"page_id": made["id"]}),
            ("GET", f"workspaces/{workspace}/export", None),
        ):
            refused = await api(method, path, body, version=1)
            assert (refused.status, refused.json["code"]) == (503, "database-unavailable"), path
            assert int(refused.headers["Retry-After"]) > 0
            assert "does not answer" in refused.json["detail"]
            assert b"127.0.0.1" not in refused.content
    finally:
        server.start()
    found = (await api("GET", "pages")).json
    assert [row["name"] for row in found["items"]] == ["before"]
    changed = await api("PATCH", f"pages/{made['id']}", {"name": "after"}, version=1)
    assert (changed.status, changed.json["version"]) == (200, 2)


async def test_many_requests_at_once_all_come_back(api, workspace, server):
    async def ask(number):
        body = {"workspace_id": workspace, "name": f"page {number}"}
        return (await api("POST", "pages", body)).status

    asking = [asyncio.create_task(ask(number)) for number in range(40)]
    await asyncio.sleep(0.1)
    server.kill()
    try:
        told = await asyncio.gather(*asking)
    finally:
        server.start()
    assert set(told) <= {201, 503}
    stored = (await api("GET", "pages")).json["total"]
    # An answer that was cut off may have been of a page that is there.
    assert told.count(201) <= stored <= 40


async def test_searches_on_postgresql(api, workspace):
    links = f"workspaces/{workspace}/share-links"
    await api("POST", links, {})
    assert (await api("GET", links, search="VIEW")).json["total"] == 1
    assert (await api("GET", f"workspaces/{workspace}/members", search="@")).json["total"] == 1
    odd = {"workspace_id": workspace, "name": "Ä'\"\\%_\u2028\U0001f600"}
    assert (await api("POST", "pages", odd)).status == 201
    assert (await api("GET", "pages", search="'\"\\%_")).json["total"] == 1

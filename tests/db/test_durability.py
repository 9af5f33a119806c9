"""What was acknowledged is stored, also when the server crashes in the middle of many writes."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
import sqlalchemy as sa

from etlab_jupyter.api.pages import PageChange, PageIn
from etlab_jupyter.api.workspaces import WorkspaceIn
from etlab_jupyter.db import migrate, models
from etlab_jupyter.db.store import Store, StoreUnavailableError
from etlab_jupyter.db.unavailable import NOT_STORED
from etlab_jupyter.db.url import database_url
from etlab_jupyter.services import pages, users, workspaces
from etlab_jupyter.services.errors import NameTakenError, StaleError
from etlab_jupyter.services.listing import ListQuery
from tests.db.rows import NODE

pytestmark = pytest.mark.asyncio
WRITES, ENOUGH = 500, 100
SERVERS = pytest.mark.parametrize("kind", ["postgresql", "mariadb"], indirect=True)


@pytest_asyncio.fixture
async def actor(store):
    await migrate.upgrade(store)
    return await users.solo_actor(store)


@pytest_asyncio.fixture
async def workspace(store, actor):
    return (await workspaces.create(store, actor, WorkspaceIn(name="W"))).id


def page(workspace, name):
    node = {**NODE, "data": {**NODE["data"], "config": {"path": f"/data/{name}.csv"}}}
    body = {"workspace_id": workspace, "name": name, "nodes": [node]}
    return PageIn.model_validate(body)


class Writes:
    """Calls that go on at the same time: what was acknowledged, and the errors."""

    def __init__(self, calls, enough):
        self.done = {}
        self.errors = {}
        self.enough = enough
        self.enough_done = asyncio.Event()
        self.tasks = [asyncio.create_task(self._one(n, call)) for n, call in enumerate(calls)]

    async def _one(self, number, call):
        try:
            found = await call
        except Exception as error:
            self.errors[number] = error
        else:
            self.done[found.id] = found
            if len(self.done) >= self.enough:
                self.enough_done.set()

    async def until_enough(self):
        await asyncio.wait_for(self.enough_done.wait(), 60)

    async def until_over(self):
        await asyncio.wait_for(asyncio.gather(*self.tasks), 120)

    def unexpected(self):
        return [repr(e) for e in self.errors.values() if type(e) is not StoreUnavailableError]

    def not_stored(self):
        """The numbers of those that were told that nothing was stored."""
        return {n for n, error in self.errors.items() if str(error) == NOT_STORED}


async def check(store, actor, writes):
    """All that was acknowledged is there, and nothing that was said not to be."""
    for id_, acknowledged in writes.done.items():
        found = await pages.get(store, actor, id_)
        assert (found.name, found.version) == (acknowledged.name, acknowledged.version)
        assert (found.nodes, found.edges) == (acknowledged.nodes, acknowledged.edges)
    async with store.read() as session:
        names = set(await session.scalars(sa.select(models.Page.name)))
    assert not names & {new_name(number) for number in writes.not_stored()}


def new_name(number):
    return f"New {number}"


def server_of(kind, request):
    return request.getfixturevalue("postgres" if kind == "postgresql" else kind)


@SERVERS
@pytest.mark.parametrize("what", ["create", "change"])
async def test_a_crash_of_the_server_loses_nothing(store, actor, workspace, kind, what, request):
    server = server_of(kind, request)
    if what == "create":
        bodies = [page(workspace, new_name(n)) for n in range(WRITES)]
        calls = [pages.create(store, actor, body) for body in bodies]
    else:
        made = [await pages.create(store, actor, page(workspace, str(n))) for n in range(WRITES)]
        calls = [
            pages.change(store, actor, row.id, PageChange(name=new_name(n), nodes=[]), 1)
            for n, row in enumerate(made)
        ]
    writes = Writes(calls, ENOUGH)
    await writes.until_enough()
    server.kill()
    await writes.until_over()

    assert writes.unexpected() == []
    assert len(writes.done) >= ENOUGH
    assert writes.errors
    assert len(writes.errors) + len(writes.done) == WRITES
    with pytest.raises(StoreUnavailableError, match="not stored"):
        await pages.create(store, actor, page(workspace, "while it is away"))
    with pytest.raises(StoreUnavailableError, match="does not answer; try"):
        await workspaces.find_all(store, actor, ListQuery())

    server.start()
    await check(store, actor, writes)
    for number in range(20):  # more than the pool has connections
        await pages.create(store, actor, page(workspace, f"after it {number}"))


@SERVERS
async def test_connections_that_the_server_cut_are_replaced(store, actor, workspace, kind, request):
    server = server_of(kind, request)
    await asyncio.gather(*(pages.create(store, actor, page(workspace, f"a{n}")) for n in range(30)))
    server.kill()
    server.start()
    await asyncio.gather(*(pages.create(store, actor, page(workspace, f"b{n}")) for n in range(30)))


@SERVERS
async def test_who_tries_again_gets_through_as_the_server_comes_back(
    store, actor, workspace, kind, request
):
    server = server_of(kind, request)

    async def insist(number):
        while True:
            try:
                return await pages.create(store, actor, page(workspace, f"p{number}"))
            except StoreUnavailableError:
                await asyncio.sleep(0.05)
            except NameTakenError:  # it was stored, but could not be acknowledged
                return None

    tasks = [asyncio.create_task(insist(number)) for number in range(300)]
    for pause in (0.2, 0.5, 0.3):
        await asyncio.sleep(pause)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
    await asyncio.wait_for(asyncio.gather(*tasks), 120)
    query = ListQuery(limit=1)
    assert (await pages.find_all(store, actor, query, workspace_id=workspace)).total == 300


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stores", [1, 2])
async def test_many_writers_of_one_file_all_succeed(store, actor, workspace, url, stores):
    others = [Store(database_url(url)) for _ in range(stores - 1)]
    all_stores = [store, *others]
    try:
        made = await asyncio.gather(
            *(
                pages.create(all_stores[n % stores], actor, page(workspace, str(n)))
                for n in range(200)
            )
        )
        changed = await asyncio.gather(
            *(
                pages.change(all_stores[n % stores], actor, row.id, PageChange(nodes=[]), 1)
                for n, row in enumerate(made)
            )
        )
        assert {row.version for row in changed} == {2}
        found = await pages.find_all(store, actor, ListQuery(limit=1), workspace_id=workspace)
        assert found.total == 200
    finally:
        for other in others:
            await other.close()


async def test_writers_of_one_page_do_not_lose_each_others_changes(store, actor, workspace):
    row = await pages.create(store, actor, page(workspace, "P"))

    async def change(number):
        while True:
            now = await pages.get(store, actor, row.id)
            nodes = [*now.nodes, {**NODE, "id": f"new-{number}"}]
            new = PageChange.model_validate({"nodes": nodes})
            try:
                return await pages.change(store, actor, row.id, new, now.version)
            except StaleError:
                continue

    await asyncio.gather(*(change(number) for number in range(20)))
    found = await pages.get(store, actor, row.id)
    assert found.version == 21
    assert {node["id"] for node in found.nodes} == {"n1", *(f"new-{n}" for n in range(20))}

"""Databases on each of the three servers."""

from __future__ import annotations

import uuid

import pytest
import pytest_asyncio

from etlab_jupyter.db import migrate
from etlab_jupyter.db.base import Base
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url

KINDS = ("sqlite", "postgresql", "mariadb")


@pytest.fixture(params=KINDS)
def kind(request):
    """The kind of the database."""
    return request.param


@pytest.fixture(scope="session")
def new_url(request, tmp_path_factory):
    """Gives the address of a new, empty database of a kind."""

    def make(kind):
        name = f"etlab_{uuid.uuid4().hex}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/{name}.sqlite"
        server = request.getfixturevalue("postgres" if kind == "postgresql" else kind)
        if not server.answers():  # a test that failed has left it so
            server.start()
        return server.database(name)

    return make


@pytest.fixture
def url(kind, new_url):
    """The address of an empty database."""
    return new_url(kind)


@pytest_asyncio.fixture
async def store(url):
    """A store on an empty database."""
    store = Store(database_url(url))
    yield store
    await store.close()


@pytest.fixture(scope="session")
def ready_urls():
    """By kind: a database with all tables that tests use one after another."""
    return {}


@pytest_asyncio.fixture
async def ready(kind, new_url, ready_urls):
    """A store on a database at the newest migration, without rows."""
    is_new = kind not in ready_urls
    if is_new:
        ready_urls[kind] = new_url(kind)
    store = Store(database_url(ready_urls[kind]))
    if is_new:
        await migrate.upgrade(store)
    async with store.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            await session.execute(table.delete())
    yield store
    await store.close()

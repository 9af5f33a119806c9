"""A fresh database on each of the three servers."""

from __future__ import annotations

import uuid

import pytest
import pytest_asyncio

from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url

KINDS = ("sqlite", "postgresql", "mariadb")


@pytest.fixture(params=KINDS)
def kind(request):
    """The kind of the database."""
    return request.param


@pytest.fixture
def url(kind, request, tmp_path):
    """The address of an empty database."""
    name = f"etlab_{uuid.uuid4().hex}"
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/{name}.sqlite"
    server = request.getfixturevalue("postgres" if kind == "postgresql" else kind)
    return server.database(name)


@pytest_asyncio.fixture
async def store(url):
    """A store on an empty database."""
    store = Store(database_url(url))
    yield store
    await store.close()

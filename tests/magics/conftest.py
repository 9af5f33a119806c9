"""A server with pages, and a kernel that belongs to it."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from etlab_jupyter.client import Client, Server
from tests.handlers.live import TOKEN, LiveServer
from tests.magics.kernel import Kernel
from tests.runners.conftest import new_page


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    live = LiveServer(tmp_path_factory.mktemp("server"))
    live.start()
    yield Server(f"{live.root}/", TOKEN)
    live.stop()


@pytest.fixture(scope="module")
def etlab(server):
    with Client(server) as client:
        yield client


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the kernel runs."""
    return tmp_path_factory.mktemp("notebooks")


@contextmanager
def loaded(server, folder):
    """A kernel of its own in which the magics are loaded."""
    env = {"ETLAB_SERVER_URL": server.url, "ETLAB_SERVER_TOKEN": server.token}
    kernel = Kernel(folder, **env)
    kernel.run("%load_ext etlab_jupyter")
    yield kernel
    kernel.stop()


@pytest.fixture(scope="module")
def kernel(server, folder):
    with loaded(server, folder) as kernel:
        yield kernel


def numbers(folder, name="numbers"):
    """A page of three nodes."""
    page = new_page(folder, name)
    rows = page.add("code", code="df = spark.range(5)", inputs=[], id="rows", label="Rows")
    big = rows.filter("id > 2", id="big", label="Big ones")
    big.write.csv(f"out-{name}", mode="overwrite", id="sink", label="Out")
    return page

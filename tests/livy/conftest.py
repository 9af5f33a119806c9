"""One Livy server for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.livy.server import LivyServer


@pytest.fixture(scope="package")
def livy_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivyServer]:
    server = LivyServer(Path(tmp_path_factory.mktemp("livy")))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def livy(livy_server: LivyServer) -> LivyServer:
    """The server without the sessions of other modules."""
    livy_server.clear()
    return livy_server

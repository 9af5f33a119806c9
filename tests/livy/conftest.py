"""One Livy server for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.livy.server import LivyServer


@pytest.fixture(scope="package")
def livy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivyServer]:
    server = LivyServer(Path(tmp_path_factory.mktemp("livy")))
    server.start()
    yield server
    server.stop()

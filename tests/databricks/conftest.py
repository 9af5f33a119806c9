"""One Databricks workspace for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from etlab_jupyter.runners.databricks import cluster
from tests.databricks.api import Cluster, Workspace


@pytest.fixture(scope="package")
def workspace_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = Workspace(Path(tmp_path_factory.mktemp("databricks")))
    yield made
    made.stop()


@pytest.fixture
def databricks(workspace_server: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The workspace, its cluster running; nothing was asked of it that its API does not have."""
    monkeypatch.setattr(cluster, "PAUSE", 0.1)
    workspace_server.cluster = Cluster()
    yield workspace_server
    assert workspace_server.mistakes == []

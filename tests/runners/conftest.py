"""Kernels that the tests of a session share, since starting Spark takes seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from etlab_jupyter import Page
from etlab_jupyter.runners import KernelRunner, SyncRunner
from tests.runners.cells import run

ENV = {"SPARK_LOCAL_IP": "127.0.0.1", "TZ": "UTC"}
SPARK: dict[str, str | int | float | bool] = {
    "spark.ui.enabled": False,
    "spark.master": "local[2]",
    "spark.sql.shuffle.partitions": 2,
    "spark.sql.adaptive.coalescePartitions.enabled": False,
}


def new_page(folder: Path, name: str = "Test") -> Page:
    """An empty page whose Spark starts fast."""
    page = Page(name, base_dir=folder)
    page.document.metadata.spark = dict(SPARK)
    return page


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the shared kernel."""
    return tmp_path_factory.mktemp("kernel")


@pytest.fixture(scope="session")
def shared_runner(home: Path) -> Iterator[SyncRunner]:
    with SyncRunner(KernelRunner(cwd=home, env=ENV)) as runner:
        with pytest.MonkeyPatch.context() as patch:
            # With this variable ipykernel does not read what other processes write.
            patch.delenv("PYTEST_CURRENT_TEST")
            run(runner, [])
        yield runner


@pytest.fixture
def runner(shared_runner: SyncRunner) -> SyncRunner:
    """A kernel on which Spark may run already. Its tests must leave it usable."""
    return shared_runner


@pytest.fixture
def page(home: Path) -> Page:
    return new_page(home)


@pytest.fixture(scope="module")
def plain_runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SyncRunner]:
    """A kernel for cells that need no Spark."""
    with SyncRunner(KernelRunner(cwd=tmp_path_factory.mktemp("plain"))) as runner:
        yield runner

"""A Livy server that ends sessions soon: busy ones too, as it does unless it is told otherwise."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from etlab_jupyter.runners import RunOptions, SyncRunner
from etlab_jupyter.runners.livy import LivyRunner, session
from etlab_jupyter.spark_session import LivySettings
from tests.livy.server import LivyServer
from tests.runners.cells import cell, finished, run, text

TIMEOUT = 8
# It looks once a minute for what has timed out (`GarbageCollector` of its `SessionManager`).
LOOKS = 60


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[LivyServer]:
    server = LivyServer(tmp_path, server_session_timeout=f"{TIMEOUT}s")
    server.start()
    yield server
    server.stop()


def test_a_cell_may_take_longer_than_a_session_may_be_idle(hasty, monkeypatch):
    monkeypatch.setattr(session, "LIFE_SECONDS", 2.0)
    code = f"import time\ntime.sleep({LOOKS + TIMEOUT})\nprint('slept')"
    with SyncRunner(LivyRunner(LivySettings(hasty.url))) as runner:
        # Nobody tells the server that this one is needed.
        other = hasty.call("POST", "/sessions", {"kind": "pyspark", "name": "other"}).json()["id"]
        while hasty.call("GET", f"/sessions/{other}").json()["state"] != "idle":
            time.sleep(0.5)
        hasty.call("POST", f"/sessions/{other}/statements", {"code": code})
        found = run(runner, [cell("long", code)], RunOptions(run_id="long"))
        assert (finished(found).status, text(found)) == ("completed", "slept\n"), found
        [left] = hasty.sessions()
    assert left["name"] != "other"

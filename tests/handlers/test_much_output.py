"""A cell that prints 200 MB, and what it starts 50 more: the server stays small."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.handlers.live import LiveServer
from tests.handlers.test_recovery import over, until
from tests.handlers.test_submit import QUIET, job_body, written

MUCH = """\
import os, sys

for _ in range(2_000):
    sys.stdout.write("x" * 99_999 + "\\n")
os.system("head -c 50000000 /dev/zero | tr '\\\\0' y; echo")
df = spark.range(5)"""
LIMIT = 1_000_000
MB = 1024


@pytest.fixture
def server(tmp_path):
    made = LiveServer(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        # With this variable ipykernel does not read what other processes write.
        patch.delenv("PYTEST_CURRENT_TEST")
        made.start()
    yield made
    made.stop()


def peak(process):
    """The most memory that a process had, in KB."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    raise AssertionError


def test_a_run_and_a_job_that_print_much(server, tmp_path):
    config = {"master": "local[1]", "spark_conf": QUIET}
    body = {"name": "local", "connection_type": "local", "config": config}
    _, made = server.call("POST", "connections", body)
    before = peak(server.process)
    for mode in ("interactive", "submit"):
        out = tmp_path / mode
        status, run = server.call("POST", "runs", job_body(made["id"], MUCH, out, mode=mode))
        assert status == 201, run
        run = until(server, run["id"], over, seconds=240)
        assert (run["status"], run["error"]) == ("completed", None)
        assert written(out) == ["2", "3", "4"]
        assert len(run["logs"]) < LIMIT
        assert run["logs"].count("characters left out …]") == 1
        assert "x" * 99_999 in run["logs"]
        assert peak(server.process) - before < 150 * MB

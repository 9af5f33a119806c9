"""The server is killed while runs go on, and comes back."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest

from etlab_jupyter import Page
from tests.handlers.live import LiveServer

SLOW = """
import IPython, os, time
print('pid', os.getpid(), flush=True)
def until(name):
    while not os.path.exists(name):
        time.sleep(0.1)
df = spark.range(5)
until('away')
print('while nobody listened')
{}
until('go')
print('and on')
IPython.display.display(df.count())
"""


@pytest.fixture
def server(tmp_path):
    server = LiveServer(tmp_path)
    server.start()
    yield server
    server.stop()


def body(then="", **options):
    page = Page("numbers")
    page.add("code", code=SLOW.format(then), inputs=[], id="slow", label="Slow").filter(
        "id > 1", id="big"
    ).write.csv("out", mode="append", id="sink")
    document = page.document.model_dump(mode="json", exclude_unset=True)
    return {"document": document, "options": options}


def until(server, run_id, found, seconds=60):
    """The run once it is like that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        status, run = server.call("GET", f"runs/{run_id}")
        if status == 200 and found(run):
            return run
        time.sleep(0.2)
    raise AssertionError((run, server.log()[-3000:]))


def over(run):
    return run["status"] not in ("pending", "running")


def touch(server, *names):
    """Let the slow cell go on."""
    for name in names:
        (server.folder / "root" / name).touch()


def begun(server, **options):
    """A run in the middle of its slow cell, and the kernel's process."""
    _, run = server.call("POST", "runs", body(**options))
    run = until(server, run["id"], lambda run: "pid" in (run["logs"] or ""))
    time.sleep(1)  # until all of it is stored
    match = re.search(r"pid (\d+)", run["logs"])
    assert match is not None
    return run["id"], int(match[1])


def ends(pid, seconds=15):
    """Whether the process ends within this time."""
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.1)
    return not alive(pid)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


TOLD = "while nobody listened\nand on\n5\n"


@pytest.mark.parametrize(("force", "ended"), [(True, False), (False, True)])
def test_a_run_is_picked_up_where_its_kernel_lives(server, force, ended):
    run_id, pid = begun(server, force=force)
    server.kill()
    assert alive(pid)
    touch(server, "away")
    if ended:
        touch(server, "go")
        time.sleep(3)  # for the cell
    server.start()
    if not ended:
        run = until(server, run_id, lambda run: "while nobody" in run["logs"])
        assert (run["status"], run["logs"]) == ("running", f"pid {pid}\nwhile nobody listened\n")
        touch(server, "go")
    run = until(server, run_id, over)
    assert (run["status"], run["error"]) == ("completed", None)
    summary = run["result_summary"]
    assert summary["rows"] == {"sink": 3}
    assert {node["status"] for node in summary["nodes"].values()} == {"completed"}
    assert 1 < summary["nodes"]["slow"]["seconds"] < summary["seconds"]
    assert run["logs"] == f"pid {pid}\n{TOLD}"
    # Everything ran once.
    written = (server.folder / "root" / "out").glob("*.csv")
    assert sorted(line for file in written for line in file.read_text().split()) == ["2", "3", "4"]
    server.stop()
    assert ends(pid)


def test_a_cell_that_fails_while_there_is_no_server_has_failed(server):
    run_id, _ = begun(server, then="raise ValueError('of the cell')")
    server.kill()
    touch(server, "away")
    server.start()
    run = until(server, run_id, over)
    assert (run["status"], run["error"]) == ("failed", "Slow: of the cell")
    statuses = {name: one["status"] for name, one in run["result_summary"]["nodes"].items()}
    assert (statuses["slow"], statuses["big"], statuses["sink"]) == ("failed", "skipped", "skipped")
    assert run["logs"].count("pid") == run["logs"].count("while nobody listened") == 1
    assert run["logs"].endswith("line 9: raise ValueError('of the cell')\n")


def test_a_picked_up_run_can_be_cancelled(server):
    run_id, pid = begun(server)
    server.kill()
    server.start()
    until(server, run_id, lambda run: run["status"] == "running")
    began = time.monotonic()
    _, run = server.call("POST", f"runs/{run_id}/cancel", {})
    assert run["status"] == "cancelled"
    assert time.monotonic() - began < 5
    assert alive(pid)


def test_a_run_whose_kernel_is_gone_has_failed(server):
    run_id, pid = begun(server)
    _, waiting = server.call("POST", "runs", body())
    server.kill()
    os.kill(pid, signal.SIGKILL)
    server.start()
    for id_ in (run_id, waiting["id"]):
        run = until(server, id_, over)
        assert run["status"] == "failed"
        assert run["error"] == "The server was stopped while this ran, and its kernel is gone."
        assert run["completed_at"] is not None
    _, events = server.call("GET", f"runs/{run_id}")
    assert "pid" in events["logs"]


def test_a_kernel_that_nobody_comes_back_for_ends_by_itself(tmp_path):
    server = LiveServer(tmp_path)
    server.start("--ETLabApp.kernel_idle_seconds=3")
    _, pid = begun(server)
    touch(server, "away", "go")
    server.kill()
    assert ends(pid, 40)


def test_a_server_that_is_stopped_ends_its_runs(server):
    run_id, pid = begun(server)
    server.stop()
    assert ends(pid)
    server.start()
    _, run = server.call("GET", f"runs/{run_id}")
    assert run["status"] == "cancelled"

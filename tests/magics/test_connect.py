"""Pages in a notebook's kernel that is on a Spark Connect server."""

from __future__ import annotations

import re

import pytest

from tests.magics.conftest import loaded, numbers
from tests.magics.test_cell_bar import LONG
from tests.runners.test_cancel import SLEEP
from tests.servers import free_port
from tests.spark_cluster import wait_for

SLOW = f"""\
df = spark.range(1)
spark.registerProgressHandler(lambda **told: told["inflight_tasks"] and print("running"))
spark.range(0, 2000, 1, 1000).selectExpr("{SLEEP} AS s").collect()"""


@pytest.fixture
def fresh(server, folder):
    with loaded(server, folder) as kernel:
        yield kernel


def connection(etlab, name, remote):
    body = {"name": name, "connection_type": "local", "config": {"remote": remote}}
    etlab.call("POST", "connections", body=body)


def test_a_page_runs_in_the_session_of_a_connection(fresh, etlab, folder, connect_server):
    connection(etlab, "connect", connect_server.remote)
    connection(etlab, "dead", f"sc://127.0.0.1:{free_port()}")
    (error,) = fresh.attempt("%etlab connect dead").error
    assert re.search(r"dead: no session: Nothing answers at 127.0.0.1:\d+: connection", error)
    assert "spark: connect (local)" in fresh.run("%etlab connect connect").text
    session = fresh.run("print(spark.session_id)").text.strip()

    page = numbers(folder, "remote")
    page.save(folder / "remote.etlab.json")
    done = fresh.run("%etlab run remote.etlab.json")
    assert "Run completed" in done.last["text/plain"]
    run = etlab.runs(1)[0]
    assert run["connection_id"] == etlab.connection("connect")["id"]
    assert run["page_path"] == str(folder / "remote.etlab.json")
    assert "connect" in fresh.run("%etlab runs --page remote.etlab.json").plain
    assert any(re.search(r"\d+/\d+ tasks", shown["text/plain"]) for shown in done.updates)
    assert "3" in fresh.run("%etlab preview big").plain
    # What one's own cells make is in the same session.
    assert fresh.run("print(big_ones.count(), spark.session_id)").text == f"2 {session}\n"

    shown = fresh.run(f"rows = {LONG}").last["text/plain"]
    # What the server told last: it tells no more when all is done.
    assert re.fullmatch(r"Spark: 1/1 jobs, [01]/1 stages, \d+/30 tasks", shown)

    page.node("rows").node.data.config["code"] = SLOW
    page.save(folder / "remote.etlab.json")
    stopped = fresh.attempt("%etlab run remote.etlab.json", interrupt_at="running")
    assert stopped.error == ["ETLab: The run was cancelled."]
    wait_for(connect_server.log, rf"SPARK_JOB_CANCELLED.*{session}")
    fresh.manager.shutdown_kernel()
    wait_for(connect_server.log, rf"Closing session .*{session}")

"""The Jupyter server is killed while a run goes on in a Databricks context, and comes back."""

from __future__ import annotations

import time

import pytest

from etlab_jupyter import Page
from tests.handlers.test_recovery import over, server, until  # noqa: F401
from tests.livy.test_runs import body_of


@pytest.fixture
def begun(server, databricks, tmp_path):  # noqa: F811
    """A run in the middle of its slow cell, and the file that the cell has written to."""
    databricks.drop()
    made = {"name": "far", "connection_type": "databricks", "config": databricks.config()}
    _, connection = server.call("POST", "connections", made)
    file = tmp_path / "ran"
    page = Page("numbers")
    code = f"import time\nopen({str(file)!r}, 'a').write('ran\\n')\ndf = spark.range(5)\n"
    slow = page.add("code", code=f"{code}time.sleep(10)", inputs=[], id="slow", label="Slow")
    slow.write.csv(str(tmp_path / "out"), mode="append", id="sink")
    body = {"document": body_of(page), "connection_id": connection["id"]}
    _, run = server.call("POST", "runs", body)
    until(server, run["id"], lambda _: file.exists(), seconds=120)
    time.sleep(1)  # until all of it is stored
    return run["id"], file


def test_a_run_is_picked_up_in_its_context(server, databricks, begun):  # noqa: F811
    run_id, file = begun
    [context] = databricks.contexts
    server.kill()
    server.start()
    run = until(server, run_id, over, seconds=120)
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["rows"] == {"sink": 5}
    assert file.read_text() == "ran\n"
    assert list(databricks.contexts) == [context]
    server.stop()
    assert databricks.contexts == {}


def test_a_run_whose_cluster_is_gone_has_failed(server, databricks, begun):  # noqa: F811
    run_id, _ = begun
    server.kill()
    databricks.drop()
    server.start()
    run = until(server, run_id, over, seconds=60)
    assert run["status"] == "failed"
    assert run["error"] == "The server was stopped while this ran, and its Spark session is gone."

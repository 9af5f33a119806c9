"""The Jupyter server is killed while runs go on in Databricks, and comes back."""

from __future__ import annotations

import time

from etlab_jupyter import Page
from etlab_jupyter.running.targets import reach_again
from tests.databricks.test_runner import settings
from tests.handlers.test_recovery import over, server, until  # noqa: F401
from tests.livy.test_runs import body_of


def body(file, out, connection):
    """A run with a slow cell that leaves a line in a file each time that it runs."""
    page = Page("numbers")
    code = f"import time\nopen({str(file)!r}, 'a').write('ran\\n')\ndf = spark.range(5)\n"
    code += "print('before')\ntime.sleep(8)\nprint('after')"
    slow = page.add("code", code=code, inputs=[], id="slow", label="Slow")
    slow.write.csv(str(out), mode="append", id="sink")
    return {"document": body_of(page), "connection_id": connection["id"]}


def test_runs_and_jobs_are_picked_up_where_they_are(server, databricks, tmp_path):  # noqa: F811
    databricks.drop()
    made = {"name": "far", "connection_type": "databricks", "config": databricks.config()}
    _, connection = server.call("POST", "connections", made)
    files = {mode: tmp_path / mode for mode in ("interactive", "submit")}
    runs = {}
    for mode, file in files.items():
        asked = {**body(file, tmp_path / f"{mode}-out", connection), "mode": mode}
        _, runs[mode] = server.call("POST", "runs", asked)
    for mode, file in files.items():
        until(server, runs[mode]["id"], lambda _, file=file: file.exists(), seconds=120)
    time.sleep(1)  # until all of it is stored
    [context] = databricks.contexts
    jobs = len(databricks.tasks.runs)
    server.kill()
    server.start()
    for mode, file in files.items():
        found = until(server, runs[mode]["id"], over, seconds=120)
        assert (found["status"], found["error"]) == ("completed", None)
        assert found["result_summary"]["rows"] == {"sink": 5}
        slow = found["result_summary"]["nodes"]["slow"]
        assert (slow["status"], slow["seconds"] > 8) == ("completed", True)
        assert [found["logs"].count(f"{word}\n") for word in ("before", "after")] == [1, 1]
        assert file.read_text() == "ran\n"
    assert list(databricks.contexts) == [context]
    assert len(databricks.tasks.runs) == jobs
    server.stop()
    assert databricks.contexts == {}


async def test_a_context_that_is_gone_is_not_taken_up(databricks):
    given = settings(databricks)
    assert await reach_again("databricks:other:1", given) is None
    assert await reach_again(f"databricks:{given.cluster_id}:1", given) is None

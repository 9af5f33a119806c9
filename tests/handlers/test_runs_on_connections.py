"""Pages run on connections: the session is the connection's, in a kernel of its own.

Runs on clusters are in `test_recovery_clusters.py`.
"""

from __future__ import annotations

import pytest

from etlab_jupyter import Page
from tests.handlers.test_runs import over
from tests.servers import free_port

SECRET = "hunter2-very-secret"
CODE = """\
import os

told = "ETLAB_SESSION" in os.environ
rows = [(spark.sparkContext.master, spark.conf.get("spark.etlab.test", ""), told)]
df = spark.createDataFrame(rows, "master string, setting string, told boolean")"""

pytestmark = pytest.mark.usefixtures("kernel_environment")


@pytest.fixture
def document():
    page = Page("where")
    page.add("code", code=CODE, inputs=[], id="where", label="Where").write.csv(
        "where", mode="overwrite", id="sink"
    )
    found = page.document.model_dump(mode="json", exclude_unset=True)
    return {key: value for key, value in found.items() if key != "etlab"}


async def connect(api, kind, *, name=None, **config):
    body = {"name": name or kind, "connection_type": kind, "config": config}
    made = await api("POST", "connections", body)
    assert made.status == 201, made.content
    return made.json["id"]


async def test_a_page_runs_on_a_local_connection(api, workspace, document):
    setting = {"spark.etlab.test": "1", "spark.etlab.password": SECRET}
    id_ = await connect(api, "local", master="local[1]", spark_conf=setting)
    page = (await api("POST", "pages", {"workspace_id": workspace, **document})).json["id"]
    where = {"page_id": page, "connection_id": id_}
    shown = await api("POST", "preview", {**where, "node": "where"})
    assert shown.status == 200, shown.content
    assert shown.json["previews"][0]["rows"] == [["local[1]", "1", False]]
    run = await over(api, (await api("POST", "runs", where)).json["id"])
    assert (run["status"], run["connection_id"]) == ("completed", id_)
    results = run["result_summary"]["nodes"]
    assert [results[node]["status"] for node in ("where", "sink")] == ["skipped", "completed"]
    assert SECRET not in str(run)
    again = await over(api, (await api("POST", f"runs/{run['id']}/again")).json["id"])
    assert again["connection_id"] == id_
    assert {n["status"] for n in again["result_summary"]["nodes"].values()} == {"skipped"}
    # Other settings need another session.
    changed = {"config": {"master": "local[2]"}}
    assert (await api("PATCH", f"connections/{id_}", changed)).status == 200
    shown = await api("POST", "preview", {**where, "node": "where"})
    assert shown.json["previews"][0]["rows"] == [["local[2]", "", False]]
    # What the page runs on its own kernel is not touched by that.
    own = await api("POST", "preview", {"page_id": page, "node": "where"})
    assert own.json["previews"][0]["rows"][0][1] == ""
    assert (await api("POST", "stop-kernel", where | {})).status == 204


async def test_what_cannot_be_reached_is_told_at_once(api, document):
    port = free_port()
    id_ = await connect(api, "standalone", master=f"spark://127.0.0.1:{port}")
    run = (await api("POST", "runs", {"document": document, "connection_id": id_})).json
    run = await over(api, run["id"], seconds=20)
    told = f"Nothing answers at 127.0.0.1:{port}: the connection is refused."
    assert (run["status"], run["error"]) == ("failed", told)


async def test_a_session_that_does_not_start_never_becomes_a_local_one(api, document):
    id_ = await connect(api, "local", master="nonsense")
    for _ in range(2):
        run = (await api("POST", "runs", {"document": document, "connection_id": id_})).json
        run = await over(api, run["id"])
        assert run["status"] == "failed"
        assert run["error"].startswith("Spark cannot be started: ")


async def test_where_a_page_cannot_run_is_refused(api, document, bob, store):
    cluster = await connect(
        api, "kubernetes", master="k8s://https://127.0.0.1:1", deploy_mode="cluster"
    )
    local = await connect(api, "local")
    for body in ({"connection_id": cluster}, {"connection_id": local, "kernel_id": "x"}):
        refused = await api("POST", "runs", {"document": document, **body})
        assert (refused.status, refused.json["field"]) == (422, "connection_id")

"""Pages run on a Livy connection through the REST API."""

from __future__ import annotations

import pytest

from etlab_jupyter import Page
from tests.handlers.conftest import api, jp_server_config, workspace  # noqa: F401
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.servers import free_port

pytestmark = pytest.mark.usefixtures("kernel_environment")


def body_of(page):
    found = page.document.model_dump(mode="json", exclude_unset=True)
    return {key: value for key, value in found.items() if key != "etlab"}


async def test_a_page_runs_on_livy(api, workspace, livy, tmp_path):  # noqa: F811
    path = str(tmp_path / "mine" / "out")
    page = Page("numbers")
    rows = page.add("code", code="df = spark.range(5)", inputs=[], id="rows", label="Rows")
    rows.filter("id > 1", id="big").write.csv(path, mode="overwrite", id="sink")
    setting = {"spark.etlab.test": "1", "spark.etlab.password": "hunter2-very-secret"}
    id_ = await connect(api, "livy", url=livy.url, driver_memory="600m", spark_conf=setting)
    stored = (await api("POST", "pages", {"workspace_id": workspace, **body_of(page)})).json["id"]
    where = {"page_id": stored, "connection_id": id_}
    shown = await api("POST", "preview", {**where, "node": "big", "rows": 2})
    assert shown.status == 200, shown.content
    assert shown.json["previews"][0]["rows"] == [[2], [3]]
    run = await over(api, (await api("POST", "runs", where)).json["id"])
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["rows"] == {"sink": 3}
    assert run["result_summary"]["application"].startswith("local-")
    assert run["result_summary"]["nodes"]["rows"]["status"] == "skipped"
    assert "hunter2-very-secret" not in str(run)
    assert sorted(path.name for path in tmp_path.glob("mine/out/*.csv"))
    listed = await api("POST", "list-path", {**where, "path": str(tmp_path / "mine")})
    assert [entry["name"] for entry in listed.json["entries"]] == ["out"]
    wrong = await api("POST", "list-path", {**where, "path": str(tmp_path / "nothing")})
    assert (wrong.status, wrong.json["field"]) == (422, "path")
    tested = (await api("POST", f"connections/{id_}/test", {})).json
    assert tested["works"], tested
    assert tested["spark_version"].startswith("3.5.")
    # The page's session is the only one left, and goes with the page's kernel.
    livy.wait_for_sessions(1)
    assert (await api("POST", "stop-kernel", where)).status == 204
    livy.wait_for_sessions(0)


async def test_a_server_that_does_not_answer_is_told_at_once(api):  # noqa: F811
    port = free_port()
    id_ = await connect(api, "livy", url=f"http://127.0.0.1:{port}")
    page = Page("numbers")
    page.add("code", code="df = spark.range(5)", inputs=[], id="rows", label="Rows")
    document = body_of(page)
    run = (await api("POST", "runs", {"document": document, "connection_id": id_})).json
    run = await over(api, run["id"], seconds=20)
    told = f"Nothing answers at 127.0.0.1:{port}: the connection is refused."
    assert (run["status"], run["error"]) == ("failed", told)


@pytest.mark.parametrize(("name", "field"), [("ttl", "ttl"), ("idle_timeout", "idleTimeout")])
async def test_a_lifetime_is_sent_where_it_is_asked_for(api, livy, name, field):  # noqa: F811
    # This Livy is older than that field, and refuses it: every other test sends none.
    id_ = await connect(api, "livy", url=livy.url, **{name: "30m"})
    page = Page("numbers")
    page.add("code", code="df = spark.range(5)", inputs=[], id="rows", label="Rows")
    run = (await api("POST", "runs", {"document": body_of(page), "connection_id": id_})).json
    run = await over(api, run["id"], seconds=60)
    assert run["status"] == "failed"
    assert "The Livy server refuses (400)" in run["error"]
    assert f'Unrecognized field "{field}"' in run["error"]

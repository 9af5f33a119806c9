"""Runs over REST and WebSocket, on real kernels with a real Spark."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import pytest

from etlab_jupyter import Page

pytestmark = pytest.mark.usefixtures("kernel_environment")


def page(code="df = spark.range(5)", name="numbers"):
    made = Page(name)
    made.add("code", code=code, inputs=[], id="rows", label="Rows").filter(
        "id > 1", id="big"
    ).write.csv("out", mode="overwrite", id="sink")
    found = made.document.model_dump(mode="json", exclude_unset=True)
    return {key: value for key, value in found.items() if key != "etlab"}


async def over(api, run_id, seconds=90):
    """The run when it is over."""
    async with asyncio.timeout(seconds):
        while True:
            run = (await api("GET", f"runs/{run_id}")).json
            if run["status"] not in ("pending", "running"):
                return run
            await asyncio.sleep(0.2)


async def listen(ws_fetch, run_id, start=1, stop=None):
    """The events from a number on, until the socket closes or `stop` of them have come."""
    socket = await ws_fetch("etlab", "api", "runs", run_id, "events", params={"from": str(start)})
    found: list[dict[str, Any]] = []
    while stop is None or len(found) < stop:
        message = await socket.read_message()
        if message is None:
            break
        found.append(json.loads(message))
    socket.close()
    return found, socket.close_code


async def test_a_run_from_start_to_history(api, workspace, jp_ws_fetch, jp_root_dir):
    stored = (await api("POST", "pages", {"workspace_id": workspace, **page()})).json
    started = await api("POST", "runs", {"page_id": stored["id"]})
    assert started.status == 201, started.content
    run = started.json
    assert (run["status"], run["page_version"], run["page_name"]) == ("pending", 1, "numbers")
    assert "spark.range(5)" in run["code"]
    first, _ = await listen(jp_ws_fetch, run["id"], stop=2)
    rest, code = await listen(jp_ws_fetch, run["id"], start=3)
    events = [*first, *rest]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["event"], events[-1]["event"]) == ("run_queued", "run_finished")
    assert code == 1000
    run = await over(api, run["id"])
    summary = run["result_summary"]
    assert (run["status"], run["error"], summary["rows"]) == ("completed", None, {"sink": 3})
    assert summary["nodes"]["big"]["status"] == "completed"
    assert summary["nodes"]["big"]["seconds"] > 0
    assert summary["application"].startswith("local-")
    assert run["started_at"] < run["completed_at"]
    assert list((jp_root_dir / "out").glob("*.csv"))
    # Replayed from the store.
    again, _ = await listen(jp_ws_fetch, run["id"])
    assert again == events
    # On the same kernel nothing has to run again.
    second = (await api("POST", f"runs/{run['id']}/again")).json
    second = await over(api, second["id"])
    assert {n["status"] for n in second["result_summary"]["nodes"].values()} == {"skipped"}
    assert second["result_summary"]["nodes"]["sink"]["reason"] == "unchanged"
    listed = (await api("GET", "runs", page_id=stored["id"])).json
    assert [row["id"] for row in listed["items"]] == [second["id"], run["id"]]
    assert "code" not in listed["items"][0]
    assert (await api("GET", "runs", status="failed")).json["total"] == 0
    assert (await api("DELETE", f"runs/{run['id']}")).status == 204
    assert (await api("GET", f"runs/{run['id']}")).status == 404


async def test_an_unsaved_page_previews_fails_and_is_cancelled(api, jp_ws_fetch):
    told = await api("POST", "preview", {"document": page(), "node": "big", "rows": 2})
    assert told.status == 200, told.content
    (shown,) = told.json["previews"]
    assert (shown["node"], shown["rows"], shown["truncated"]) == ("big", [[2], [3]], True)
    assert [field["name"] for field in shown["spark_schema"]["fields"]] == ["id"]

    failing = page("print('so far')\ndf = spark.range(1)\nraise ValueError('no rows today')")
    failed = await api("POST", "preview", {"document": failing, "node": "big"})
    assert (failed.status, failed.json["code"]) == (409, "run-failed")
    assert "no rows today" in failed.json["detail"]
    run = await over(api, failed.json["run_id"])
    assert (run["status"], run["logs"][:7]) == ("failed", "so far\n")
    assert run["error"] == "Rows: no rows today"
    assert run["result_summary"]["nodes"]["rows"]["status"] == "failed"

    slow = page("import time\ndf = spark.range(1)\ntime.sleep(60)")
    run = (await api("POST", "runs", {"document": slow})).json
    waiting = (await api("POST", "runs", {"document": page()})).json
    await listen(jp_ws_fetch, run["id"], stop=4)
    assert (await api("GET", f"runs/{run['id']}")).json["status"] == "running"
    assert (await api("DELETE", f"runs/{run['id']}")).json["code"] == "busy"
    # One that waits for its turn on the same kernel can be cancelled too.
    assert (await api("POST", f"runs/{waiting['id']}/cancel")).json["status"] == "cancelled"
    cancelled = await api("POST", f"runs/{run['id']}/cancel")
    assert cancelled.json["status"] == "cancelled"
    assert (await api("POST", f"runs/{run['id']}/cancel")).json["status"] == "cancelled"


async def test_a_run_on_the_kernel_of_a_notebook(
    api, jp_fetch, jp_serverapp, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)  # relative paths start where that kernel is
    kernel = json.loads(
        (await jp_fetch("api", "kernels", method="POST", body='{"name": "python3"}')).body
    )
    body = {"document": page(), "kernel_id": kernel["id"]}
    run = await over(api, (await api("POST", "runs", body)).json["id"])
    assert (run["status"], run["error"]) == ("completed", None)
    # Restarted by others it is another kernel, on which nothing has run.
    await jp_fetch("api", "kernels", kernel["id"], "restart", method="POST", body="")
    again = await over(api, (await api("POST", "runs", body)).json["id"])
    assert (again["status"], again["error"]) == ("completed", None)
    assert again["result_summary"]["nodes"]["big"]["status"] == "completed"
    # One that starts while the kernel is being restarted waits for it.
    restart = jp_fetch("api", "kernels", kernel["id"], "restart", method="POST", body="")
    manager = jp_serverapp.kernel_manager.get_kernel(kernel["id"])
    while not manager.shutting_down:  # noqa: ASYNC110 (nobody tells of it)
        await asyncio.sleep(0.01)
    meanwhile = await over(api, (await api("POST", "runs", body)).json["id"])
    assert (meanwhile["status"], meanwhile["error"]) == ("completed", None)
    assert meanwhile["result_summary"]["nodes"]["big"]["status"] == "completed"
    await restart
    left = await jp_fetch("api", "kernels", kernel["id"])
    assert json.loads(left.body)["id"] == kernel["id"]
    gone = await api("POST", "runs", {"document": page(), "kernel_id": str(uuid.uuid4())})
    run = await over(api, gone.json["id"])
    assert (run["status"], run["error"][:29]) == ("failed", "There is no such kernel. It m")


async def test_the_page_in_a_file_has_runs_and_a_kernel_of_its_own(api, jp_root_dir):
    """Two files do not share variables; a stopped kernel is started anew by the next run."""

    async def run(path, code):
        body = {"document": page(f"df = spark.range(5)\n{code}"), "page_path": path}
        return await over(api, (await api("POST", "runs", body)).json["id"])

    first = await run("a.etlab.json", "kept = 1")
    assert (first["status"], first["page_path"]) == ("completed", "a.etlab.json")
    other = await run("b.etlab.json", "kept")
    assert (other["status"], other["error"]) == ("failed", "Rows: name 'kept' is not defined")
    whole = str(jp_root_dir.resolve() / "a.etlab.json")  # as notebooks know it
    same = await run(whole, "kept")
    assert (same["status"], same["page_path"]) == ("completed", "a.etlab.json")
    for path in ("a.etlab.json", whole):
        listed = (await api("GET", "runs", page_path=path)).json
        assert (listed["total"], listed["items"][-1]["id"]) == (2, first["id"])
    again = (await api("POST", f"runs/{first['id']}/again")).json
    assert again["page_path"] == "a.etlab.json"
    busy = await api("POST", "stop-kernel", {"page_path": "a.etlab.json"})
    assert (busy.status, busy.json["code"]) == (409, "busy")
    await over(api, again["id"])
    assert (await api("POST", "stop-kernel", {"page_path": "a.etlab.json"})).status == 204
    assert (await run("a.etlab.json", "kept"))["status"] == "failed"
    # A run that is started while its kernel is being stopped gets another.
    stopped, during = await asyncio.gather(
        api("POST", "stop-kernel", {"page_path": "a.etlab.json"}), run("a.etlab.json", "kept = 1")
    )
    assert (stopped.status, during["status"]) == (204, "completed")
    assert (await api("POST", "stop-kernel", {"page_path": "c.etlab.json"})).status == 204


async def test_the_version_of_a_page_is_known_where_it_runs_as_it_is_stored(api, workspace):
    stored = (await api("POST", "pages", {"workspace_id": workspace, **page()})).json
    for document, version in ((page(), 1), (page(name="other"), None)):
        started = await api("POST", "runs", {"page_id": stored["id"], "document": document})
        assert started.json["page_version"] == version
        await api("POST", f"runs/{started.json['id']}/cancel")


async def test_what_cannot_run_is_refused_before(api, jp_ws_fetch):
    wrong = page()
    wrong["nodes"][1]["data"]["config"]["condition"] = "idd > 1 AND"
    refused = await api("POST", "runs", {"document": wrong})
    assert (refused.status, refused.json["code"], refused.json["node"], refused.json["field"]) == (
        422, "page-error", "big", "condition"
    )  # fmt: skip
    assert (await api("POST", "runs", {})).status == 422
    nowhere = {"document": page(), "options": {"to_node": "nowhere"}}
    assert (await api("POST", "runs", nowhere)).json["field"] == "options.to_node"
    missing = str(uuid.uuid4())
    assert (await api("POST", "runs", {"page_id": missing})).status == 404
    events, code = await listen(jp_ws_fetch, missing)
    assert (events[0]["code"], code) == ("not-found", 4400)
    assert (await api("GET", "runs")).json["total"] == 0

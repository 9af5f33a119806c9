"""Notebooks that are bound to pages, and runs that notebooks have made."""

from __future__ import annotations

import pytest

from etlab_jupyter import Page
from etlab_jupyter.api.runs import RunRecord
from etlab_jupyter.running import recording
from etlab_jupyter.services import users

COLUMNS = [{"name": "id", "type": "long"}]
TIME = "2026-01-31T00:00:00.000Z"


def document():
    page = Page("numbers")
    page.read.rows(COLUMNS, [[1], [2]], id="rows", label="Rows").filter(
        "id > 1", id="big", label="Big"
    )
    return page.document.model_dump(mode="json", exclude_unset=True)


@pytest.fixture
def page_id(api, workspace, jp_asyncio_loop):
    found = document()
    body = {name: found[name] for name in ("name", "nodes", "edges")}
    made = api("POST", "pages", {"workspace_id": workspace, **body})
    return jp_asyncio_loop.run_until_complete(made).json["id"]


async def test_a_notebook_is_brought_up_to_date_and_code_is_kept(api, page_id):
    notebook = (await api("POST", "notebook", {"page_id": page_id})).json
    body = {"page_id": page_id, "notebook": notebook}
    done = await api("POST", "notebook/sync", body)
    assert [state["status"] for state in done.json["cells"]] == ["unchanged"] * 3
    assert (done.json["notebook"], done.json["document"]) == (notebook, None)

    notebook["cells"][-1]["source"] = "big = rows.limit(1)"
    (*_, state) = (await api("POST", "notebook/sync", body)).json["cells"]
    assert (state["status"], state["action"]) == ("edited", None)
    assert "-big = rows.limit(1)" in state["diff"]
    kept = (await api("POST", "notebook/sync", {**body, "choices": {"big": "keep"}})).json
    assert kept["cells"][-1]["action"] == "kept"
    assert kept["document"]["nodes"][1]["data"]["config"]["code"] == "big = rows.limit(1)"
    stored = (await api("GET", f"pages/{page_id}")).json
    assert stored["nodes"][1]["data"]["kind"] == "filter"  # who asked saves it, or does not
    refused = await api("POST", "notebook/sync", {**body, "choices": {"no": "take"}})
    assert (refused.status, "no cell of the node" in refused.json["detail"]) == (400, True)
    refused = await api("POST", "notebook/sync", {"page_id": page_id, "notebook": {"cells": [1]}})
    assert (refused.status, refused.json["field"]) == (422, "notebook")


def finished(seq=1, **fields):
    return {"event": "run_finished", "run_id": "mine", "seq": seq, "time": TIME,
            "status": "completed", "seconds": 1.5, **fields}  # fmt: skip


async def test_a_run_of_a_notebook_goes_into_the_history(api, page_id):
    printed = {"event": "output", "run_id": "mine", "seq": 1, "time": TIME, "node": "big",
               "label": "Big", "stream": "stdout", "text": "so many\n"}  # fmt: skip
    body = {"page_id": page_id, "code": "x = 1", "events": [printed, finished(2)]}
    run = (await api("POST", "runs/record", body)).json
    assert (run["status"], run["page_id"], run["page_version"]) == ("completed", page_id, 1)
    found = (await api("GET", f"runs/{run['id']}")).json
    assert (found["code"], found["logs"]) == ("x = 1", "so many\n")
    assert found["result_summary"]["seconds"] == 1.5


async def test_a_run_on_a_connection_is_recorded_with_it(api, page_id):
    body = {"name": "near", "connection_type": "local", "config": {}}
    near = (await api("POST", "connections", body)).json["id"]
    body = {
        "document": document(), "page_path": "/data/a.etlab.json", "connection_id": near,
        "mode": "submit", "code": "", "events": [finished()],
    }  # fmt: skip
    run = (await api("POST", "runs/record", body)).json
    assert (run["connection_id"], run["mode"]) == (near, "submit")
    assert (run["page_id"], run["page_path"]) == (None, "/data/a.etlab.json")
    nobodys = {**body, "connection_id": page_id}
    refused = await api("POST", "runs/record", nobodys)
    assert (refused.status, refused.json["code"]) == (404, "not-found")


async def test_a_page_s_runs_are_found_by_all_names_of_its_file(api, store, jp_root_dir):
    whole = str(jp_root_dir.resolve() / "b.etlab.json")
    body = {"document": document(), "page_path": whole, "code": "", "events": [finished()]}
    run = (await api("POST", "runs/record", body)).json
    assert run["page_path"] == "b.etlab.json"
    # A command puts it into the store itself, and knows no folder of a server.
    actor = await users.solo_actor(store)
    told = await recording.record(store, actor, RunRecord.model_validate(body))
    assert told.page_path == whole
    for path in ("b.etlab.json", whole):
        listed = (await api("GET", "runs", page_path=path)).json
        assert {one["id"] for one in listed["items"]} == {run["id"], str(told.id)}
    assert (await api("GET", "runs", page_path="c.etlab.json")).json["total"] == 0
    again = (await api("POST", f"runs/{told.id}/again")).json
    assert again["page_path"] == "b.etlab.json"
    await api("POST", f"runs/{again['id']}/cancel")


@pytest.mark.parametrize("events", [[], [finished(2)], [finished(1), finished(3)]])
async def test_what_is_no_run_is_refused(api, page_id, events):
    body = {"page_id": page_id, "code": "", "events": events}
    refused = await api("POST", "runs/record", body)
    assert (refused.status, refused.json["field"]) == (422, "events")


async def test_a_run_that_is_not_over_is_refused(api, page_id):
    queued = {"event": "run_queued", "run_id": "x", "seq": 1, "time": TIME, "nodes": []}
    body = {"page_id": page_id, "code": "", "events": [queued]}
    refused = await api("POST", "runs/record", body)
    assert refused.json["detail"] == "The run is not over."

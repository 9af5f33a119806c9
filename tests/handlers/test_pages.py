"""Pages over REST."""

from __future__ import annotations

import getpass
import uuid
from copy import deepcopy

from etlab_jupyter import Page


def document(name="orders", columns=("a", "b")):
    page = Page(name)
    rows = page.read.rows([{"name": c, "type": "integer"} for c in columns], [[1] * len(columns)])
    rows.filter("a > 0", id="big").write.csv("out", id="sink")
    return page.document.model_dump(mode="json", exclude_unset=True)


def body(workspace, **options):
    found = document(**options)
    return {"workspace_id": workspace, **{k: v for k, v in found.items() if k != "etlab"}}


async def test_a_page_is_made_read_changed_and_listed(api, workspace):
    made = await api("POST", "pages", body(workspace))
    assert made.status == 201, made.content
    page = made.json
    assert (page["name"], page["version"], made.headers["ETag"]) == ("orders", 1, '"1"')
    found = await api("GET", f"pages/{page['id']}")
    assert found.json == page
    assert found.json["nodes"] == document()["nodes"]
    changed = await api("PATCH", f"pages/{page['id']}", {"name": "new"}, version=1)
    assert (changed.status, changed.json["version"]) == (200, 2)
    listed = await api("GET", "pages", workspace_id=workspace)
    assert [row["name"] for row in listed.json["items"]] == ["new"]
    assert "nodes" not in listed.json["items"][0]
    assert listed.json["total"] == 1


async def test_a_stale_change_is_refused_and_changes_nothing(api, workspace):
    page = (await api("POST", "pages", body(workspace))).json
    await api("PATCH", f"pages/{page['id']}", {"description": "first"}, version=1)
    stale = await api("PATCH", f"pages/{page['id']}", {"description": "second"}, version=1)
    assert (stale.status, stale.json["code"], stale.json["version"]) == (412, "stale-version", 2)
    assert stale.headers["Content-Type"] == "application/problem+json"
    assert (await api("GET", f"pages/{page['id']}")).json["description"] == "first"
    missing = await api("PATCH", f"pages/{page['id']}", {"description": "third"})
    assert (missing.status, missing.json["code"]) == (428, "version-required")


async def test_every_version_is_kept_compared_and_restored(api, workspace):
    page = (await api("POST", "pages", body(workspace))).json
    path = f"pages/{page['id']}"
    nodes = deepcopy(page["nodes"][:2])
    nodes[1]["data"]["config"]["condition"] = "a > 1"
    done = await api("PATCH", path, {"nodes": nodes, "edges": page["edges"][:1]}, version=1)
    assert done.json["version"] == 2
    versions = (await api("GET", f"{path}/versions")).json
    assert [row["version"] for row in versions["items"]] == [2, 1]
    told = (await api("GET", f"{path}/compare", base=1, other=2)).json
    assert [part["id"] for part in told["nodes"]["removed"]] == ["sink"]
    (changed,) = told["nodes"]["changed"]
    assert (changed["id"], changed["paths"]) == ("big", ["data.config.condition"])
    assert '-          "condition": "a > 0"' in told["text"]
    versions = (await api("GET", f"{path}/versions")).json["items"]
    assert {row["user_name"] for row in versions} == {getpass.getuser()}
    old = (await api("GET", f"{path}/versions/1")).json
    assert old["user_name"] == getpass.getuser()
    # The same of two documents, of which none need be stored.
    keys = ("name", "description", "nodes", "edges", "metadata")
    pair = [{key: found[key] for key in keys} for found in (old, (await api("GET", path)).json)]
    loose = (await api("POST", "compare", {"base": pair[0], "other": pair[1]})).json
    assert loose == {key: told[key] for key in loose} | {"text": loose["text"]}
    assert loose["text"].startswith("--- before\n+++ after\n")
    back = await api("POST", f"{path}/versions/1/restore", version=2)
    assert (back.json["version"], back.json["nodes"]) == (3, page["nodes"])
    assert (await api("GET", f"{path}/versions/9")).status == 404


async def test_names_are_unique_in_a_workspace(api, workspace):
    page = (await api("POST", "pages", body(workspace))).json
    again = await api("POST", "pages", body(workspace))
    assert (again.status, again.json["code"], again.json["field"]) == (409, "name-taken", "name")
    copy = await api("POST", f"pages/{page['id']}/duplicate", {})
    assert (copy.status, copy.json["name"]) == (201, "orders (2)")
    assert copy.json["nodes"] == page["nodes"]


async def test_the_trash(api, workspace):
    page = (await api("POST", "pages", body(workspace))).json
    path = f"pages/{page['id']}"
    assert (await api("DELETE", path)).status == 428
    assert (await api("DELETE", path, version=1)).status == 204
    assert (await api("GET", "pages")).json["total"] == 0
    assert (await api("GET", "pages", deleted="true")).json["total"] == 1
    assert (await api("PATCH", path, {"name": "x"}, version=1)).status == 404
    other = (await api("POST", "pages", body(workspace))).json
    back = await api("POST", f"{path}/restore")
    assert (back.json["name"], back.json["deleted_at"]) == ("orders (2)", None)
    assert (await api("DELETE", f"pages/{other['id']}", version="1", purge="true")).status == 409
    await api("DELETE", path, version=1)
    assert (await api("DELETE", path, version=1, purge="true")).status == 204
    assert (await api("GET", path)).status == 404


async def test_a_page_moves_to_another_workspace(api, workspace):
    page = (await api("POST", "pages", body(workspace))).json
    other = (await api("POST", "workspaces", {"name": "Other"})).json
    moved = await api("POST", f"pages/{page['id']}/move", {"workspace_id": other["id"]}, version=1)
    assert moved.json["workspace_id"] == other["id"]
    assert (await api("GET", "pages", workspace_id=workspace)).json["total"] == 0
    away = {"workspace_id": str(uuid.uuid4())}
    assert (await api("POST", f"pages/{page['id']}/move", away, version=1)).status == 404


async def test_lists_are_paged_searched_sorted_and_cut_to_fields(api, workspace):
    for name in ("b_1", "a%1", "C", "a_2"):
        await api("POST", "pages", body(workspace, name=name))
    first = (await api("GET", "pages", limit=3, sort="-name")).json
    assert [row["name"] for row in first["items"]] == ["b_1", "a_2", "a%1"]
    assert (first["total"], first["next_offset"]) == (4, 3)
    rest = (await api("GET", "pages", limit=3, sort="-name", offset=3)).json
    assert [row["name"] for row in rest["items"]] == ["C"]
    assert rest["next_offset"] is None
    found = (await api("GET", "pages", search="A%", fields="name,version")).json
    assert found["items"] == [{"name": "a%1", "version": 1}]
    assert (await api("GET", "pages", search="_1", fields="name")).json["total"] == 1
    wrong = await api("GET", "pages", sort="nodes")
    assert (wrong.status, wrong.json["field"]) == (422, "sort")
    assert (await api("GET", "pages", fields="nodes")).status == 422
    assert (await api("GET", "pages", limit=501)).status == 422
    assert (await api("GET", "pages", unknown=1)).status == 422

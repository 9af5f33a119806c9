"""Workspaces and the person who asks, over REST."""

from __future__ import annotations

import uuid


async def test_the_person_who_asks(api):
    me = (await api("GET", "me")).json
    assert me["email"].endswith("@localhost")
    assert "password_hash" not in me
    changed = await api("PATCH", "me", {"name": "Ada"})
    assert (changed.status, changed.json["name"]) == (200, "Ada")
    assert (await api("GET", "me")).json["name"] == "Ada"
    refused = await api("PATCH", "me", {"email": "other@example.com"})
    assert (refused.status, refused.json["field"]) == (422, "email")


async def test_the_first_workspace_is_there_and_others_are_made(api, workspace):
    first = (await api("GET", f"workspaces/{workspace}")).json
    assert (first["name"], first["role"]) == ("My workspace", "owner")
    settings = {"color": "blue", "nested": {"a": [1, None]}}
    made = await api("POST", "workspaces", {"name": " Sales ", "settings": settings})
    assert (made.status, made.json["name"]) == (201, "Sales")
    found = (await api("GET", f"workspaces/{made.json['id']}")).json
    assert found == made.json
    assert {k: found["settings"][k] for k in settings} == settings
    assert found["owner_id"] == (await api("GET", "me")).json["id"]
    listed = (await api("GET", "workspaces", sort="-name")).json
    assert [row["name"] for row in listed["items"]] == ["Sales", "My workspace"]
    assert "settings" not in listed["items"][0]


async def test_a_workspace_is_changed_in_parts(api, workspace):
    path = f"workspaces/{workspace}"
    changed = await api("PATCH", path, {"description": "Ours\nand more"})
    assert (changed.json["name"], changed.json["description"]) == ("My workspace", "Ours\nand more")
    assert changed.json["updated_at"] is not None
    assert (await api("PATCH", path, {"name": "New"})).json["description"] == "Ours\nand more"
    assert (await api("PATCH", path, {"name": None})).json["name"] == "New"
    assert (await api("PATCH", path, {"description": None})).json["description"] is None
    for wrong in ({"name": ""}, {"name": "a\nb"}, {"name": "x" * 256}, {"name": 7}):
        refused = await api("PATCH", path, wrong)
        assert (refused.status, refused.json["field"]) == (422, "name")
    assert (await api("GET", path)).json["name"] == "New"


async def test_a_workspace_goes_into_the_trash_comes_back_and_is_purged(api, workspace):
    page = {"workspace_id": workspace, "name": "orders"}
    page = (await api("POST", "pages", page)).json
    path = f"workspaces/{workspace}"
    early = await api("DELETE", path, purge="true")
    assert (early.status, early.json["code"]) == (409, "conflict")
    assert (await api("DELETE", path)).status == 204
    assert (await api("GET", "workspaces")).json["total"] == 0
    assert (await api("GET", "workspaces", deleted="true")).json["total"] == 1
    assert (await api("GET", path)).json["deleted_at"] is not None
    # What is in it is away with it.
    assert (await api("GET", "pages")).json["total"] == 0
    assert (await api("GET", "pages", workspace_id=workspace)).status == 404
    assert (await api("GET", f"pages/{page['id']}")).status == 404
    assert (await api("PATCH", path, {"name": "x"})).status == 404
    assert (await api("DELETE", path)).status == 404
    back = await api("POST", f"{path}/restore")
    assert (back.status, back.json["deleted_at"]) == (200, None)
    assert (await api("GET", f"pages/{page['id']}")).json == page
    await api("DELETE", path)
    assert (await api("DELETE", path, purge="true")).status == 204
    for method in ("GET", "DELETE"):
        assert (await api(method, path)).status == 404
    assert (await api("POST", f"{path}/restore")).status == 404
    assert (await api("GET", f"pages/{page['id']}")).status == 404


async def test_a_workspace_that_is_not_there(api):
    gone = await api("GET", f"workspaces/{uuid.uuid4()}")
    assert (gone.status, gone.json["code"]) == (404, "not-found")
    assert gone.json["detail"] == "There is no such workspace."
    assert (gone.json["title"], gone.json["status"]) == ("Not Found", 404)


async def test_names_are_found_whatever_their_case_and_letters(api):
    for name in ("ÄPFEL", "Éclair 100%", "straße", "プロジェクト", "a\\b"):
        assert (await api("POST", "workspaces", {"name": name})).status == 201
    for search, name in (("äpf", "ÄPFEL"), ("ÉCLAIR 100%", "Éclair 100%"),
                         ("ジェ", "プロジェクト"), ("A\\B", "a\\b")):  # fmt: skip
        found = (await api("GET", "workspaces", search=search, fields="name")).json
        assert found["items"] == [{"name": name}]
    assert (await api("GET", "workspaces", search="0_")).json["total"] == 0

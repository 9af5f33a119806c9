"""Members and share links over REST."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from etlab_jupyter.db.models import WorkspaceShareLink


async def me(api):
    return (await api("GET", "me")).json["id"]


async def test_members_are_added_changed_and_removed(api, workspace, bob):
    path = f"workspaces/{workspace}/members"
    added = await api("POST", path, {"email": " Bob@Example.com ", "role": "viewer"})
    assert (added.status, added.json["name"], added.json["role"]) == (201, "Bob", "viewer")
    assert "password_hash" not in added.json
    again = await api("POST", path, {"email": "bob@example.com", "role": "owner"})
    assert (again.status, again.json["code"]) == (409, "conflict")
    nobody = await api("POST", path, {"email": "eve@example.com", "role": "viewer"})
    assert (nobody.status, nobody.json["field"]) == (404, "email")
    wrong = await api("POST", path, {"email": "bob@example.com", "role": "admin"})
    assert (wrong.status, wrong.json["field"]) == (422, "role")
    listed = (await api("GET", path, sort="-email", fields="email,role")).json
    assert {row["email"]: row["role"] for row in listed["items"]}["bob@example.com"] == "viewer"
    assert listed["total"] == 2
    assert (await api("GET", path, search="BOB")).json["total"] == 1
    changed = await api("PATCH", f"{path}/{bob.id}", {"role": "editor"})
    assert (changed.status, changed.json["role"]) == (200, "editor")
    assert (await api("DELETE", f"{path}/{bob.id}")).status == 204
    assert (await api("DELETE", f"{path}/{bob.id}")).status == 404
    assert (await api("PATCH", f"{path}/{bob.id}", {"role": "viewer"})).status == 404


async def test_the_last_owner_stays(api, workspace, bob):
    path, own = f"workspaces/{workspace}/members", await me(api)
    for refused in (
        await api("DELETE", f"{path}/{own}"),
        await api("PATCH", f"{path}/{own}", {"role": "viewer"}),
    ):
        assert (refused.status, refused.json["code"]) == (409, "conflict")
        assert "owner" in refused.json["detail"]
    await api("POST", path, {"email": bob.email, "role": "editor"})
    assert (await api("DELETE", f"{path}/{own}")).status == 409
    await api("PATCH", f"{path}/{bob.id}", {"role": "owner"})
    assert (await api("PATCH", f"{path}/{own}", {"role": "viewer"})).status == 200
    found = (await api("GET", f"workspaces/{workspace}")).json
    assert (found["owner_id"], found["role"]) == (str(bob.id), "viewer")


async def test_everybody_may_leave(api, workspace, bob):
    path, own = f"workspaces/{workspace}/members", await me(api)
    await api("POST", path, {"email": bob.email, "role": "owner"})
    assert (await api("DELETE", f"{path}/{own}")).status == 204
    assert (await api("GET", f"workspaces/{workspace}")).status == 404
    assert (await api("GET", "workspaces")).json["total"] == 0
    assert (await api("GET", path)).status == 404


@pytest.fixture
def leave(api, workspace, bob):
    """Lets the one who asks leave the workspace to Bob."""
    path = f"workspaces/{workspace}/members"

    async def go():
        user_id = await me(api)
        await api("POST", path, {"email": bob.email, "role": "owner"})
        assert (await api("DELETE", f"{path}/{user_id}")).status == 204

    return go


async def test_who_opens_a_link_becomes_a_member(api, workspace, leave):
    made = await api("POST", f"workspaces/{workspace}/share-links", {"role": "editor"})
    link = made.json
    assert (made.status, link["role"], link["is_active"]) == (201, "editor", True)
    assert len(link["token"]) >= 40
    listed = (await api("GET", f"workspaces/{workspace}/share-links")).json
    assert listed["items"] == [link]
    await leave()
    joined = await api("POST", "join", {"token": link["token"]})
    assert (joined.status, joined.json["id"], joined.json["role"]) == (200, workspace, "editor")
    # Opened again it changes nothing.
    again = await api("POST", "join", {"token": link["token"]})
    assert (again.status, again.json["role"]) == (200, "editor")
    assert (await api("GET", f"workspaces/{workspace}/members")).json["total"] == 2
    refused = await api("GET", f"workspaces/{workspace}/share-links")
    assert (refused.status, refused.json["code"]) == (403, "forbidden")


async def test_a_link_does_not_make_an_owner_less(api, workspace):
    links = f"workspaces/{workspace}/share-links"
    link = (await api("POST", links, {})).json
    assert link["role"] == "viewer"
    assert (await api("POST", "join", {"token": link["token"]})).json["role"] == "owner"


@pytest.mark.parametrize(
    "state",
    [{"is_active": False}, {"expires_at": datetime.now(UTC) - timedelta(seconds=1)}],
)
async def test_a_link_that_is_over_lets_nobody_in(api, workspace, leave, store, state):
    link = (await api("POST", f"workspaces/{workspace}/share-links", {})).json
    await leave()
    async with store.write() as session:
        await session.execute(update(WorkspaceShareLink).values(**state))
    refused = await api("POST", "join", {"token": link["token"]})
    assert (refused.status, refused.json["code"]) == (404, "not-found")
    assert (await api("GET", "workspaces")).json["total"] == 0


async def test_links_are_switched_limited_and_deleted(api, workspace):
    links = f"workspaces/{workspace}/share-links"
    link = (await api("POST", links, {})).json
    path = f"{links}/{link['id']}"
    assert (await api("PATCH", path, {"is_active": False})).json["is_active"] is False
    assert (await api("POST", "join", {"token": link["token"]})).status == 404
    assert (await api("PATCH", path, {"is_active": True})).json["is_active"] is True
    end = await api("PATCH", path, {"expires_at": "2999-01-01T01:00:00+01:00"})
    assert end.json["expires_at"] == "2999-01-01T00:00:00Z"
    assert (await api("PATCH", path, {})).json["expires_at"] == "2999-01-01T00:00:00Z"
    assert (await api("PATCH", path, {"expires_at": None})).json["expires_at"] is None
    for wrong in ("2999-01-01T00:00:00", "tomorrow", "0001-01-01T00:00:00+23:00",
                  "9999-12-31T23:59:59-23:00"):  # fmt: skip
        refused = await api("PATCH", path, {"expires_at": wrong})
        assert (refused.status, refused.json["field"]) == (422, "expires_at"), wrong
    refused = await api("POST", links, {"role": "owner"})
    assert (refused.status, refused.json["field"]) == (422, "role")
    assert (await api("GET", links, search="view")).json["total"] == 1
    assert (await api("DELETE", path)).status == 204
    assert (await api("DELETE", path)).status == 404
    assert (await api("POST", "join", {"token": link["token"]})).status == 404


async def test_a_link_of_another_workspace_is_not_there(api, workspace):
    link = (await api("POST", f"workspaces/{workspace}/share-links", {})).json
    other = (await api("POST", "workspaces", {"name": "Other"})).json
    path = f"workspaces/{other['id']}/share-links/{link['id']}"
    assert (await api("PATCH", path, {"is_active": False})).status == 404
    assert (await api("DELETE", path)).status == 404
    assert (await api("GET", f"workspaces/{workspace}/share-links")).json["items"] == [link]


async def test_nobody_joins_a_workspace_in_the_trash(api, workspace):
    link = (await api("POST", f"workspaces/{workspace}/share-links", {})).json
    await api("DELETE", f"workspaces/{workspace}")
    assert (await api("POST", "join", {"token": link["token"]})).status == 404


async def test_a_token_that_nobody_made(api):
    refused = await api("POST", "join", {"token": str(uuid.uuid4())})
    assert (refused.status, refused.json["code"]) == (404, "not-found")
    assert (await api("POST", "join", {"token": ""})).status == 422
    assert (await api("POST", "join", {"token": "x" * 256})).status == 422

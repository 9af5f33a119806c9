"""Schema definitions over REST."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

COLUMNS = [
    {"name": "id", "type": "integer", "nullable": False, "description": "Primary key"},
    {"name": "email", "type": "string", "nullable": False, "description": "User email"},
    {"name": "created_at", "type": "timestamp", "nullable": True},
]


@pytest.fixture
def body(workspace):
    return {"workspace_id": workspace, "name": "users", "columns": COLUMNS}


async def test_a_schema_is_made_read_changed_listed_and_deleted(api, body):
    made = await api("POST", "schemas", body)
    schema, path = made.json, f"schemas/{made.json['id']}"
    assert (made.status, schema["version"], made.headers["ETag"]) == (201, 1, '"1"')
    assert schema["columns"] == COLUMNS
    assert (await api("GET", path)).json == schema
    changed = await api("PATCH", path, {"columns": COLUMNS[:1]}, version=1)
    assert (changed.status, changed.json["version"], changed.headers["ETag"]) == (200, 2, '"2"')
    assert changed.json["columns"] == COLUMNS[:1]
    same = await api("PATCH", path, {"columns": COLUMNS[:1]}, version=2)
    assert same.json["version"] == 2
    listed = (await api("GET", "schemas", workspace_id=body["workspace_id"])).json
    assert [row["name"] for row in listed["items"]] == ["users"]
    assert "columns" not in listed["items"][0]
    stale = await api("DELETE", path, version=1)
    assert (stale.status, stale.json["code"], stale.json["version"]) == (412, "stale-version", 2)
    assert (await api("DELETE", path)).status == 428
    assert (await api("DELETE", path, version=2)).status == 204
    gone = await api("PATCH", path, {"name": "x"}, version=2)
    assert (gone.status, gone.json["detail"]) == (404, "There is no such schema.")


async def test_a_deleted_schema_comes_back_from_the_trash(api, body):
    path = f"schemas/{(await api('POST', 'schemas', body)).json['id']}"
    assert (await api("DELETE", path, version=1, purge="true")).json["code"] == "conflict"
    assert (await api("DELETE", path, version=1)).status == 204
    assert (await api("GET", path)).json["deleted_at"] is not None
    assert (await api("GET", "schemas")).json["total"] == 0
    trashed = (await api("GET", "schemas", deleted="true")).json["items"]
    assert [row["name"] for row in trashed] == ["users"]
    other = (await api("POST", "workspaces", {"name": "Other"})).json["id"]
    for refused in (
        await api("POST", f"{path}/move", {"workspace_id": other}, version=1),
        await api("DELETE", path, version=1),
    ):
        assert (refused.status, refused.json["detail"]) == (404, "There is no such schema.")
    # Its name is free while it is there, and it gets another when it comes back.
    again = await api("POST", "schemas", body)
    assert again.status == 201
    back = await api("POST", f"{path}/restore")
    assert (back.status, back.json["name"], back.json["deleted_at"]) == (200, "users (2)", None)
    assert back.json["columns"] == COLUMNS
    assert (await api("POST", f"{path}/restore")).json == back.json
    renamed = await api("PATCH", path, {"name": "people"}, version=1)
    assert (renamed.status, renamed.json["version"]) == (200, 2)
    assert (await api("POST", "schemas", {**body, "name": "people"})).status == 409
    assert (await api("POST", "schemas", {**body, "name": "users (2)"})).status == 201
    assert (await api("DELETE", path, version=2)).status == 204
    assert (await api("DELETE", path, purge="true")).status == 204
    assert (await api("GET", path)).status == 404


async def test_a_page_misses_a_schema_in_the_trash(api, body):
    path = f"schemas/{(await api('POST', 'schemas', body)).json['id']}"
    config = {"path": "users.csv", "schema_name": "users"}
    node = {
        "id": "a",
        "type": "source",
        "data": {"label": "A", "kind": "read_csv", "config": config},
    }
    page = {"workspace_id": body["workspace_id"], "name": "p", "nodes": [node]}
    page_id = (await api("POST", "pages", page)).json["id"]

    async def codes():
        found = (await api("POST", "validate", {"page_id": page_id})).json["problems"]
        return [row["code"] for row in found if row["code"] == "unknown-schema"]

    assert await codes() == []
    assert (await api("DELETE", path, version=1)).status == 204
    assert await codes() == ["unknown-schema"]
    assert (await api("POST", f"{path}/restore")).status == 200
    assert await codes() == []


async def test_a_schema_is_moved_where_its_name_is_free(api, body):
    path = f"schemas/{(await api('POST', 'schemas', body)).json['id']}/move"
    other = (await api("POST", "workspaces", {"name": "Other"})).json["id"]
    assert (await api("POST", path, {"workspace_id": other})).status == 428
    assert (await api("POST", path, {"workspace_id": other}, version=2)).status == 412
    moved = await api("POST", path, {"workspace_id": other}, version=1)
    assert (moved.status, moved.json["workspace_id"]) == (200, other)
    await api("POST", "schemas", body)
    back = await api("POST", path, {"workspace_id": body["workspace_id"]}, version=1)
    assert (back.status, back.json["code"]) == (409, "name-taken")


async def test_nested_types_and_keys_of_others_are_kept(api, body):
    body["columns"] = [
        {"name": "tags", "type": "array", "element": {"type": "string"}},
        {"name": "by_day", "type": "map", "key": {"type": "date"},
         "value": {"type": "decimal(12,2)", "nullable": False}},
        {"name": "at", "type": "struct", "fields": [{"name": "x", "type": "double", "unit": "m"}]},
        {"name": "raw", "type": "array<struct<a: int>>", "owner": None},
    ]  # fmt: skip
    made = await api("POST", "schemas", body)
    assert made.json["columns"] == body["columns"]


async def test_wrong_columns_are_refused_with_where(api, body):
    for column, field in (
        ({"name": "a", "type": "intger"}, "columns.0"),
        ({"name": "a", "type": "array"}, "columns.0"),
        ({"name": "", "type": "string"}, "columns.0.name"),
        ({"type": "string"}, "columns.0.name"),
        ({"name": "a", "type": 7}, "columns.0.type"),
        ("a", "columns.0"),
    ):
        refused = await api("POST", "schemas", {**body, "columns": [column]})
        assert (refused.status, refused.json["code"]) == (422, "invalid")
        assert refused.json["field"] == field
    deep = {"name": "a", "type": "array<" * 5000 + "int" + ">" * 5000}
    assert (await api("POST", "schemas", {**body, "columns": [deep]})).status == 422
    nested: dict[str, Any] = {"type": "string"}
    for _ in range(90):
        nested = {"type": "array", "element": nested}
    done = await api("POST", "schemas", {**body, "columns": [{"name": "a", **nested}]})
    assert done.status in (201, 422)
    assert (await api("GET", "schemas")).json["total"] == (done.status == 201)


async def test_names_are_unique_in_a_workspace(api, body):
    await api("POST", "schemas", body)
    taken = await api("POST", "schemas", body)
    assert (taken.status, taken.json["code"], taken.json["field"]) == (409, "name-taken", "name")
    other = (await api("POST", "schemas", {**body, "name": "orders"})).json
    taken = await api("PATCH", f"schemas/{other['id']}", {"name": "users"}, version=1)
    assert (taken.status, taken.json["code"]) == (409, "name-taken")
    second = (await api("POST", "workspaces", {"name": "Second"})).json
    made = await api("POST", "schemas", {**body, "workspace_id": second["id"]})
    assert made.status == 201
    assert (await api("GET", "schemas")).json["total"] == 3
    away = await api("POST", "schemas", {**body, "workspace_id": str(uuid.uuid4())})
    assert (away.status, away.json["code"]) == (404, "not-found")

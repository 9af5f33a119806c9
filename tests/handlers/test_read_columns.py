"""Columns for a schema, read over REST."""

from __future__ import annotations


async def test_columns_from_ddl_and_from_a_file(api, jp_root_dir):
    told = await api("POST", "read-columns", {"ddl": "a INT NOT NULL, b ARRAY<DATE>"})
    assert told.json["columns"] == [
        {"name": "a", "type": "integer", "nullable": False},
        {
            "name": "b",
            "type": "array",
            "element": {"type": "date", "nullable": True},
            "nullable": True,
        },
    ]
    (jp_root_dir / "in.csv").write_text("x,y\n1,2\n")
    body = {"path": "in.csv", "options": {"header": True}}
    assert [c["name"] for c in (await api("POST", "read-columns", body)).json["columns"]] == [
        "x",
        "y",
    ]


async def test_what_is_wrong_is_named(api):
    wrong = await api("POST", "read-columns", {"ddl": "a INTT"})
    assert (wrong.status, wrong.json["field"]) == (422, "ddl")
    long = await api("POST", "read-columns", {"ddl": None, "path": "0" * 4096})
    assert (long.status, long.json["field"]) == (422, "path")
    assert (await api("POST", "read-columns", {})).status == 422
    assert (await api("POST", "read-columns", {"ddl": "a INT", "path": "x"})).status == 422


async def test_comments_come_along(api):
    inner = {"name": "x", "type": "short", "nullable": True, "metadata": {"comment": "Wide"}}
    points = {"type": "array", "elementType": {"type": "struct", "fields": [inner]}}
    fields = [
        {"name": "id", "type": "long", "nullable": False, "metadata": {"comment": "The key"}},
        {"name": "points", "type": points, "nullable": True, "metadata": {}},
    ]
    told = await api("POST", "read-columns", {"spark": {"type": "struct", "fields": fields}})
    key, many = told.json["columns"]
    assert key == {"name": "id", "type": "long", "nullable": False, "description": "The key"}
    assert many["element"]["fields"] == [
        {"name": "x", "type": "short", "nullable": True, "description": "Wide"}
    ]
    place = {"properties": {"city": {"type": "string", "title": "City"}}}
    schema = {"properties": {"id": {"type": "integer", "description": "The key"}, "at": place}}
    key, at = (await api("POST", "read-columns", {"json_schema": schema})).json["columns"]
    assert (key["description"], at["fields"][0]["description"]) == ("The key", "City")

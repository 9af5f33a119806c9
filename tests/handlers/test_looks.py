"""What is told of pages without a run, over REST."""

from __future__ import annotations

import uuid
from copy import deepcopy

import pytest

from etlab_jupyter import Page


def document(condition="a > 0"):
    page = Page("orders")
    rows = page.read.rows([{"name": "a", "type": "integer"}], [[1]], id="in")
    rows.filter(condition, id="big").write.csv("out", id="sink")
    found = page.document.model_dump(mode="json", exclude_unset=True)
    return {key: value for key, value in found.items() if key != "etlab"}


@pytest.fixture(params=["stored", "unsaved"])
def source(request, api, workspace):
    """Turns a document into the body of a request about it."""

    async def make(found, **more):
        if request.param == "unsaved":
            return {"document": found, **more}
        made = await api("POST", "pages", {"workspace_id": workspace, **found})
        return {"page_id": made.json["id"], **more}

    return make


async def test_a_page_in_order(api, source):
    body = await source(document())
    valid = await api("POST", "validate", body)
    assert (valid.status, valid.json) == (200, {"runnable": True, "problems": []})
    code = (await api("POST", "code", body)).json
    assert "a > 0" in code["code"]
    assert [cell["node"] for cell in code["cells"] if cell["node"]][-3:] == ["in", "big", "sink"]
    assert all(cell["source"] and cell["key"] for cell in code["cells"])
    columns = (await api("POST", "columns", body)).json
    assert columns["problems"] == []
    one = {"name": "a", "type": "int", "nullable": True}
    assert {part["node"]: part["columns"] for part in columns["schemas"]} == {
        "in": [one], "big": [one], "sink": [one],
    }  # fmt: skip
    only = (await api("POST", "columns", {**body, "node": "big"})).json
    assert [part["node"] for part in only["schemas"]] == ["big"]


async def test_mistakes_are_told_with_node_and_field(api, source):
    body = await source(document("b > 0"))
    valid = (await api("POST", "validate", body)).json
    assert valid["runnable"] is False
    (problem,) = valid["problems"]
    assert (problem["code"], problem["node"], problem["field"]) == (
        "unknown-column", "big", "condition",
    )  # fmt: skip
    refused = await api("POST", "code", body)
    assert (refused.status, refused.json["code"]) == (422, "page-error")
    assert (refused.json["node"], refused.json["field"]) == ("big", "condition")
    assert refused.json["errors"][0] == {k: v for k, v in problem.items() if v is not None}
    columns = (await api("POST", "columns", body)).json
    assert [problem["code"] for problem in columns["problems"]] == ["unknown-column"]
    unknown = await api("POST", "columns", {**body, "node": "none"})
    assert (unknown.status, unknown.json["node"]) == (404, "none")


async def test_any_broken_page_is_looked_at(api, source):
    cycle = document()
    cycle["edges"].append({"id": "back", "source": "big", "target": "in"})
    loop = document()
    loop["edges"].append({"id": "loop", "source": "big", "target": "big"})
    lost = document()
    lost["edges"].append({"id": "lost", "source": "nobody", "target": "sink"})
    twice = document()
    twice["nodes"].append(twice["nodes"][0])
    kind = document()
    kind["nodes"][1]["data"]["kind"] = "transform.magic"
    config = document()
    config["nodes"][1]["data"]["config"] = {"condition": ["a"], "more": {"x": 1}}
    empty = {"name": "empty"}
    for number, found in enumerate((cycle, loop, lost, twice, kind, config, empty)):
        body = await source({**found, "name": f"page {number}"})
        valid = await api("POST", "validate", body)
        assert (valid.status, valid.json["runnable"]) == (200, False), valid.content
        assert (await api("POST", "columns", body)).status == 200
        refused = await api("POST", "code", body)
        assert (refused.status, refused.json["code"]) == (422, "page-error")


async def test_parameters_and_the_ansi_mode_count(api, source):
    found = document("a > ${low}")
    found["metadata"] = {"parameters": [{"name": "low", "type": "integer"}]}
    body = await source(found)
    missing = (await api("POST", "validate", body)).json
    assert missing["runnable"] is False
    given = (await api("POST", "validate", {**body, "parameters": {"low": 3}})).json
    assert given == {"runnable": True, "problems": []}
    for wrong in ({"low": "x"}, {"high": 1}):
        told = await api("POST", "validate", {**body, "parameters": {"low": 1, **wrong}})
        assert (told.status, told.json["runnable"]) == (200, False)
    refused = await api("POST", "validate", {**body, "parameters": {"low": [1]}})
    assert (refused.status, refused.json["code"]) == (422, "invalid")
    assert (await api("POST", "validate", {**body, "ansi": False})).status == 200


async def test_unsaved_changes_are_looked_at_with_the_schemas_of_the_workspace(api, workspace):
    columns = [{"name": "n", "type": "long"}]
    schema = {"workspace_id": workspace, "name": "numbers", "columns": columns}
    await api("POST", "schemas", schema)
    page = (await api("POST", "pages", {"workspace_id": workspace, **document()})).json
    found = document("n > 0")
    found["nodes"][0]["data"] = {
        "kind": "read_csv", "config": {"path": "in.csv", "schema_name": "numbers"},
    }  # fmt: skip
    changed = {"document": found, "page_id": page["id"]}
    told = (await api("POST", "columns", changed)).json
    assert "unknown-schema" not in [problem["code"] for problem in told["problems"]]
    alone = (await api("POST", "columns", {"document": found})).json
    assert "unknown-schema" in [problem["code"] for problem in alone["problems"]]
    stored = (await api("POST", "columns", {"page_id": page["id"]})).json
    assert stored["schemas"][0]["columns"][0]["name"] == "a"


async def test_a_source_that_is_none(api):
    neither = await api("POST", "validate", {})
    assert (neither.status, neither.json["field"]) == (422, "page_id")
    away = await api("POST", "code", {"page_id": str(uuid.uuid4())})
    assert (away.status, away.json["detail"]) == (404, "There is no such page.")
    for found, field in (
        ({"nodes": [{"id": "a"}]}, "document.nodes.0.type"),
        ({"nodes": {}}, "document.nodes"),
        ([], "document"),
    ):
        refused = await api("POST", "code", {"document": found})
        assert (refused.status, refused.json["field"]) == (422, field)


async def test_a_page_of_a_thousand_nodes_in_a_row(api):
    page = Page("long")
    frame = page.read.rows([{"name": "a", "type": "integer"}], [[1]])
    for number in range(1000):
        frame = frame.filter(f"a > {number}")
    frame.write.csv("out")
    found = page.document.model_dump(mode="json", exclude_unset=True)
    for path in ("validate", "code", "columns"):
        answer = await api("POST", path, {"document": deepcopy(found)})
        assert answer.status == 200, answer.content[:500]


async def test_the_node_types(api):
    found = (await api("GET", "node-types")).json
    kinds = {kind["kind"] for kind in found}
    assert {"read_csv", "filter", "write_parquet"} <= kinds
    assert all(kind["config_schema"]["type"] == "object" for kind in found)


async def test_functions_come_with_their_signatures(api):
    found = {row["name"]: row for row in (await api("GET", "functions")).json}
    assert found["substring"]["signature"] == "substring(string or binary, int, [int])"
    assert found["concat_ws"]["signature"] == "concat_ws(string, [any], …)"
    assert found["upper"]["signature"] == "upper(string) → string"
    assert [found[name]["role"] for name in ("upper", "sum", "rank")] == [
        "scalar", "aggregate", "window",
    ]  # fmt: skip

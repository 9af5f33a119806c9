"""What no client should send gets an answer that says what is wrong, and never a 5xx."""

from __future__ import annotations

import asyncio
import json
import socket
import uuid

import pytest

from etlab_jupyter.handlers.routes import ROUTES
from tests.handlers.conftest import Answer


def checked(answer: Answer) -> Answer:
    """The answer, if it is a problem document that tells nothing of the inside."""
    assert 400 <= answer.status < 500, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json
    assert (problem["status"], bool(problem["code"])) == (answer.status, True)
    assert isinstance(problem["detail"], str)
    for trace in (b"Traceback", b"sqlalchemy", b".py", b"pydantic"):
        assert trace not in answer.content
    return answer


NOT_JSON = {
    "empty": b"",
    "text": b"name=x",
    "cut": b'{"name": "x"',
    "more": b'{"name": "x"} {}',
    "nan": b'{"name": NaN}',
    "infinity": b'{"settings": {"x": -Infinity}, "name": "x"}',
    "huge-float": b'{"settings": {"x": 1e999}, "name": "x"}',
    "huge-int": b'{"settings": {"x": ' + b"9" * 5000 + b'}, "name": "x"}',
    "deep-lists": b"[" * 100_000 + b"]" * 100_000,
    "deep-objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deeper-than-kept": b'{"name":"x","settings":{"a":' + b"[" * 150 + b"]" * 150 + b"}}",
    "null-character": b'{"name": "a\\u0000b"}',
    "null-in-a-key": b'{"name": "x", "settings": {"a\\u0000": 1}}',
    "raw-null": b'{"name": "a\x00b"}',
    "surrogate": b'{"name": "\\ud800"}',
    "not-utf-8": b'{"name": "\xff"}',
    "utf-16": '{"name": "x"}'.encode("utf-16"),
    "bom": b"\xef\xbb\xbf{}",
}


@pytest.mark.parametrize("name", NOT_JSON)
async def test_a_body_that_is_not_json(api, name):
    headers = {"Content-Type": "application/json"}
    answer = checked(await api("POST", "workspaces", raw=NOT_JSON[name], headers=headers))
    assert (answer.status, answer.json["code"]) == (400, "not-json")
    assert (await api("GET", "workspaces")).json["total"] == 1


@pytest.mark.parametrize("body", [None, [], "x", 1, True, [{"name": "x"}]])
async def test_a_body_that_is_no_object(api, body):
    raw, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
    answer = checked(await api("POST", "workspaces", raw=raw, headers=headers))
    assert (answer.status, answer.json["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"]
)
async def test_another_content_type(api, kind):
    answer = checked(await api("POST", "workspaces", {}, headers={"Content-Type": kind}))
    assert (answer.status, answer.json["code"]) == (415, "not-json")


async def test_a_content_type_in_other_letters(api):
    kind = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert (await api("POST", "workspaces", {"name": "x"}, headers=kind)).status == 201


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("workspaces", {"name": 1}, "name"),
        ("workspaces", {"name": None}, "name"),
        ("workspaces", {"name": "x", "settings": 3}, "settings"),
        ("workspaces", {"name": "x" * 10_000}, "name"),
        ("workspaces", {"name": " \t "}, "name"),
        ("workspaces", {"name": "a\u202eb\u0007"}, "name"),
        ("workspaces", {"name": "x", "descripton": "y"}, "descripton"),
        ("workspaces", {"name": "x", "description": "y" * 100_001}, "description"),
        ("pages", {"name": "x"}, "workspace_id"),
        ("pages", {"name": "x", "workspace_id": "1"}, "workspace_id"),
        ("pages", {"name": "x", "workspace_id": str(uuid.uuid4()), "nodes": {}}, "nodes"),
        ("runs", {"page_id": 7}, "page_id"),
        ("runs", {"options": {"preview_rows": 10**6}}, "options.preview_rows"),
        ("preview", {"node": "x", "rows": 0}, "rows"),
        ("validate", {"parameters": {"x": None}}, "parameters.x.bool"),
        ("join", {}, "token"),
        ("dags", {"edges": [{"source": 1}]}, "workspace_id"),
    ],
)
async def test_a_wrong_value_is_told_with_its_field(api, path, body, field):
    answer = checked(await api("POST", path, body))
    assert (answer.status, answer.json["code"]) == (422, "invalid")
    assert answer.json["field"] == field
    assert answer.json["errors"][0]["field"] == field


async def test_a_body_that_is_too_large(api):
    raw = b'{"name": "' + b"x" * 33_600_000 + b'"}'
    answer = await api("POST", "workspaces", raw=raw, headers={"Content-Type": "application/json"})
    assert (checked(answer).status, answer.json["code"]) == (413, "too-large")
    assert "33,554,432" in answer.json["detail"]
    answer = checked(await api("POST", "import", raw=b"P" * 33_554_433))
    assert answer.status == 413


IDS = ["1", "x" * 1000, "0", "-1", "%00", "..", "null", "a b", "ä", "%2e%2e", "'; drop table pages"]


@pytest.mark.parametrize("id_", IDS)
async def test_an_id_that_is_none(api, id_):
    for path in ("workspaces/{}", "pages/{}", "schemas/{}", "dags/{}", "runs/{}", "connections/{}",
                 "pages/{}/versions", "dags/{}/runs"):  # fmt: skip
        answer = checked(await api("GET", path.format(id_)))
        assert (answer.status, answer.json["code"]) == (404, "not-found")
    page = uuid.uuid4()
    assert checked(await api("GET", f"pages/{page}/versions/{id_}")).status == 404


@pytest.mark.parametrize("path", ["", "nothing", "pages/x/y/z", "workspaces/x/y", "../x"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_an_unknown_path(api, path, method):
    answer = await api(method, path, {} if method in ("POST", "PUT", "PATCH") else None)
    if path == "../x":  # is outside
        assert answer.status == 404
        return
    assert (checked(answer).status, answer.json["code"]) == (404, "not-found")


async def test_a_wrong_method_is_told_the_right_ones(api):
    paths: dict[str, set[str]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, set()).add(route.method)
    for path, known in paths.items():
        named = path.lstrip("/").replace("{version}", "1")
        for part in ("workspace_id", "user_id", "link_id", "page_id", "schema_id", "dag_id",
                     "run_id", "connection_id"):  # fmt: skip
            named = named.replace(f"{{{part}}}", str(uuid.uuid4()))
        for method in {"GET", "POST", "PATCH", "DELETE", "PUT", "PROPFIND"} - known:
            answer = checked(await api(method, named, {}))
            assert (answer.status, answer.json["code"]) == (405, "method-not-allowed"), path
            assert set(answer.headers["Allow"].split(", ")) == known
    head = await api("HEAD", "me")
    assert (head.status, head.headers["Allow"]) == (405, "GET, PATCH")


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("pages", {"unknown": "1"}, "unknown"),
        ("me", {"limit": "1"}, "limit"),
        ("pages", {"limit": "0"}, "limit"),
        ("pages", {"limit": "501"}, "limit"),
        ("pages", {"limit": "-1"}, "limit"),
        ("pages", {"limit": "1.5"}, "limit"),
        ("pages", {"limit": "1e2"}, "limit"),
        ("pages", {"limit": ""}, "limit"),
        ("pages", {"limit": "1_0"}, "limit"),
        ("pages", {"limit": "٣"}, "limit"),
        ("pages", {"limit": "9" * 5000}, "limit"),
        ("pages", {"offset": "-1"}, "offset"),
        ("pages", {"offset": "1000000001"}, "offset"),
        ("pages", {"offset": "99999999999999999999"}, "offset"),
        ("pages", {"search": "%" * 256}, "search"),
        ("pages", {"search": "_" * 50_000}, "search"),
        ("pages", {"sort": "nodes"}, "sort"),
        ("pages", {"sort": "name;drop"}, "sort"),
        ("pages", {"sort": "--name"}, "sort"),
        ("pages", {"sort": "name," * 100}, "sort"),
        ("pages", {"fields": "name,nodes"}, "fields"),
        ("pages", {"fields": "x," * 1000}, "fields"),
        ("pages", {"workspace_id": "1"}, "workspace_id"),
        ("pages", {"deleted": "perhaps"}, "deleted"),
        ("runs", {"status": "gone"}, "status"),
        ("runs", {"page_id": "x"}, "page_id"),
    ],
)
async def test_a_wrong_query(api, path, query, field):
    answer = checked(await api("GET", path, **query))
    assert (answer.status, answer.json["code"], answer.json["field"]) == (422, "invalid", field)


async def test_queries_at_the_edge(api, workspace):
    for query in ({"offset": 10**9}, {"limit": 500}, {"search": "x" * 255}, {"fields": ""},
                  {"sort": "name,-name,name"}, {"fields": "name,name"}, {"sort": ","},
                  {"search": "\\%_'\"["}, {"deleted": "TRUE"}):  # fmt: skip
        answer = await api("GET", "pages", **query)
        assert (answer.status, answer.json["items"]) == (200, []), query


@pytest.mark.parametrize("query", ["search=%ff", "%ff=1", "limit=%ed%a0%80", "%00=1"])
async def test_a_query_that_is_no_text(api, jp_auth_header, jp_base_url, jp_http_port, query):
    # As bytes, since no HTTP client sends such things.
    headers = "".join(f"{name}: {value}\r\n" for name, value in jp_auth_header.items())
    text = (
        f"GET {jp_base_url}etlab/api/pages?{query} HTTP/1.1\r\nHost: 127.0.0.1:{jp_http_port}\r\n"
        f"{headers}Connection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
    writer.write(text.encode())
    found = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    assert int(found.split()[1]) in (400, 422), found
    assert b"problem+json" in found


async def test_a_query_parameter_of_jupyters_does_no_harm(api):
    assert (await api("GET", "pages", no_track_activity="1")).status == 200


@pytest.mark.parametrize(
    "version",
    [
        "",
        "x",
        '"x"',
        "-1",
        "0",
        '"0"',
        "1.0",
        "1e3",
        '"1", "2"',
        "9" * 10,
        '"' * 1000,
        "²",
        "\xff",
    ],
)
async def test_a_version_that_is_none(api, workspace, version):
    page = (await api("POST", "pages", {"workspace_id": workspace, "name": "x"})).json
    path = f"pages/{page['id']}"
    headers = {"If-Match": version, "Content-Type": "application/json"}
    for answer in (
        await api("PATCH", path, {"name": "y"}, headers=headers),
        await api("DELETE", path, headers=headers),
    ):
        assert checked(answer).status == 422
        assert answer.json["field"] == "If-Match"
    assert (await api("GET", path)).json["name"] == "x"


@pytest.mark.parametrize("version", ['W/"1"', "1", ' "1" ', "*"])
async def test_a_version_in_other_spellings(api, workspace, version):
    page = (await api("POST", "pages", {"workspace_id": workspace, "name": "x"})).json
    headers = {"If-Match": version}
    done = await api("PATCH", f"pages/{page['id']}", {"name": "y"}, headers=headers)
    assert (done.status, done.json["version"]) == (200, 2)


async def test_huge_numbers_and_odd_texts_in_a_page(api, workspace):
    node = {"id": "\u202e\U0001f600\n", "type": "source", "position": {"x": 1e308, "y": -(10**300)},
            "data": {"kind": "rows", "config": {"n": 2**70, "f": 5e-324, "s": "\u2028\x7f"}},
            "extra": None}  # fmt: skip
    body = {"workspace_id": workspace, "name": "x", "nodes": [node, node]}
    made = await api("POST", "pages", body)
    assert made.status == 201, made.content
    assert made.json["nodes"] == [node, node]
    path = f"pages/{made.json['id']}"
    assert (await api("GET", path)).json == made.json
    changed = await api("PATCH", path, {"nodes": [node]}, version=1)
    assert changed.status == 200
    assert (await api("GET", f"{path}/compare", base=1, other=2)).status == 200
    source = {"page_id": made.json["id"]}
    for look in ("validate", "columns"):
        assert (await api("POST", look, source)).status == 200
    checked(await api("POST", "code", source))
    checked(await api("POST", "runs", source))
    assert (await api("GET", f"workspaces/{workspace}/export")).status == 200


async def test_a_page_as_deep_as_may_be(api, workspace):
    value: object = 1
    for _ in range(94):
        value = [value]
    node = {"id": "a", "type": "source", "data": {"kind": "rows", "config": {"x": value}}}
    body = {"workspace_id": workspace, "name": "x", "nodes": [node]}
    made = await api("POST", "pages", body)
    assert made.status == 201, made.content
    path = f"pages/{made.json['id']}"
    assert (await api("GET", path)).json["nodes"] == [node]
    node["data"] = {"kind": "rows", "config": {"x": [value, 2]}}
    assert (await api("PATCH", path, {"nodes": [node]}, version=1)).status in (200, 400)
    await api("GET", f"{path}/compare", base=1, other=1)
    assert (await api("GET", f"workspaces/{workspace}/export")).status == 200
    checked(await api("POST", "code", {"page_id": made.json["id"]}))


async def test_half_a_request_does_no_harm(api, jp_serverapp, jp_http_port):
    with socket.create_connection(("127.0.0.1", jp_http_port)) as sock:
        sock.sendall(b"POST /etlab/api/pages HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
    assert (await api("GET", "me")).status == 200

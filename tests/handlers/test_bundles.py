"""Export and import over REST."""

from __future__ import annotations

import io
import json
import stat
import uuid
import zipfile
from typing import Any

import pytest

from tests.handlers.test_pages import body as page_body

HEAD = {"etlab_workspace": 1, "name": "In"}


def archive(files, method=zipfile.ZIP_DEFLATED):
    """A zip archive of texts, bytes or values by path."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for path, content in files.items():
            plain = isinstance(content, (str, bytes))
            made.writestr(path, content if plain else json.dumps(content))
    return buffer.getvalue()


def unpack(content):
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {path: found.read(path).decode() for path in found.namelist()}


@pytest.fixture
def filled(api, workspace, jp_asyncio_loop):
    """A workspace with a page, a schema and two DAGs that name each other and the page."""

    async def fill():
        await api("PATCH", f"workspaces/{workspace}", {"description": "All\nof it"})
        page = (await api("POST", "pages", page_body(workspace, name='a/b: "c"'))).json
        await api("POST", "pages", page_body(workspace, name="A_b_ _c_"))
        gone = (await api("POST", "pages", page_body(workspace, name="gone"))).json
        await api("DELETE", f"pages/{gone['id']}", version=1)
        columns = [{"name": "id", "type": "integer", "unit": "none"}]
        schema = {"workspace_id": workspace, "name": "Größe", "columns": columns}
        await api("POST", "schemas", schema)
        for name, other in (("first", "second"), ("second", "first")):
            tasks = [
                {"id": "first", "type": "spark_submit", "name": "first",
                 "config": {"page_id": page["id"], "nested": [{"p": page["id"]}], "w": "first"}},
                {"id": "t", "type": "trigger", "name": "t", "config": {"trigger_dag_id": other}},
            ]  # fmt: skip
            dag = {"workspace_id": workspace, "dag_id": name, "name": name, "tasks": tasks,
                   "edges": [{"source": "first", "target": "t"}],
                   "schedule": {"interval": None, "start_date": "2024-01-01"}}  # fmt: skip
            assert (await api("POST", "dags", dag)).status == 201
        return page["id"]

    return jp_asyncio_loop.run_until_complete(fill())


async def contents(api, workspace):
    """What an export holds of a workspace, by name."""
    found = {}
    for kind in ("pages", "schemas", "dags"):
        rows = (await api("GET", kind, workspace_id=workspace)).json["items"]
        for row in rows:
            found[kind, row["name"]] = (await api("GET", f"{kind}/{row['id']}")).json
    return found


async def test_an_export_has_one_file_for_each_thing_and_the_same_bytes_twice(
    api, workspace, filled
):
    done = await api("GET", f"workspaces/{workspace}/export")
    assert (done.status, done.headers["Content-Type"]) == (200, "application/zip")
    files = unpack(done.content)
    assert sorted(files) == [
        "dags/first.dag.json", "dags/second.dag.json",
        "pages/A_b_ _c_.etlab.json", f"pages/a_b_ _c_-{filled[:8]}.etlab.json",
        "schemas/Größe.schema.json", "workspace.json",
    ]  # fmt: skip
    assert not any(path.startswith(("/", ".")) or ".." in path for path in files)
    assert "Größe" in files["schemas/Größe.schema.json"]
    again = await api("GET", f"workspaces/{workspace}/export")
    assert again.content == done.content


async def test_an_import_beside_the_original_gets_new_ids_everywhere(api, workspace, filled):
    content = (await api("GET", f"workspaces/{workspace}/export")).content
    done = await api("POST", "import", raw=content)
    assert done.status == 201, done.content
    told = done.json
    assert (told["pages"], told["schemas"], told["dags"]) == (2, 1, 2)
    assert told["workspace"]["role"] == "owner"
    assert told["workspace"]["description"] == "All\nof it"
    assert told["new_ids"][workspace] == told["workspace"]["id"]
    old = await contents(api, workspace)
    new = await contents(api, told["workspace"]["id"])
    assert old.keys() == new.keys()
    for key, thing in old.items():
        assert told["new_ids"][thing["id"]] == new[key]["id"]
        for field in ("nodes", "edges", "metadata", "columns", "schedule"):
            assert thing.get(field) == new[key].get(field)
    dag = new["dags", "first"]
    assert (dag["dag_id"], told["new_ids"]["first"]) == ("first_2", "first_2")
    page = told["new_ids"][filled]
    config = {"page_id": page, "nested": [{"p": page}], "w": "first"}
    assert [(task["id"], task["config"]) for task in dag["tasks"]] == [
        ("first", config), ("t", {"trigger_dag_id": "second_2"}),
    ]  # fmt: skip
    # Names are free in the new workspace; the same archive comes in again and again.
    third = (await api("POST", "import", raw=content)).json
    assert third["new_ids"]["first"] == "first_3"


async def test_an_import_where_the_ids_are_free_keeps_them(api, workspace, filled):
    content = (await api("GET", f"workspaces/{workspace}/export")).content
    old = await contents(api, workspace)
    await api("DELETE", f"workspaces/{workspace}")
    await api("DELETE", f"workspaces/{workspace}", purge="true")
    done = await api("POST", "import", raw=content)
    assert (done.json["new_ids"], done.json["workspace"]["id"]) == ({}, workspace)
    new = await contents(api, workspace)
    assert {key: thing["id"] for key, thing in new.items()} == {
        key: thing["id"] for key, thing in old.items()
    }
    assert (await api("GET", f"workspaces/{workspace}/export")).content == content


async def test_an_archive_made_by_hand(api):
    files = {
        "proj/workspace.json": HEAD,
        "proj/pages/a.etlab.json": {"etlab": 1, "name": "same", "nodes": [], "edges": []},
        "proj/pages/b.etlab.json": {"name": "same"},
        "proj/README.md": "not ours",
        "proj/pages/notes.txt": b"\xff",
        "__MACOSX/pages/._a.etlab.json": b"\xff\xfe",
        "proj/pages/": "",
    }
    done = await api("POST", "import", raw=archive(files))
    assert (done.status, done.json["pages"]) == (201, 2), done.content
    listed = (await api("GET", "pages", workspace_id=done.json["workspace"]["id"])).json
    assert [row["name"] for row in listed["items"]] == ["same", "same (2)"]


WRONG_FILES = [
    ({}, "workspace.json"),
    ({"workspace.json": "{"}, "workspace.json"),
    ({"workspace.json": []}, "workspace.json"),
    ({"workspace.json": {"etlab_workspace": 1}}, "workspace.json"),
    ({"workspace.json": {**HEAD, "etlab_workspace": 2}}, "workspace.json"),
    ({"workspace.json": {**HEAD, "name": "a\nb"}}, "workspace.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": "{"}, "pages/x.etlab.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": b"\xff\xfe"}, "pages/x.etlab.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": '{"name": NaN}'}, "pages/x.etlab.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": '{"name": "\\ud800"}'}, "pages/x.etlab.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": '{"name": "x", "k": "\\u0000"}'},
     "pages/x.etlab.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": "[" * 100_000}, "pages/x.etlab.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": {"name": "x", "etlab": 99}},
     "pages/x.etlab.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": {"name": "x", "nodes": [{"id": "a"}]}},
     "pages/x.etlab.json"),
    ({"workspace.json": HEAD, "schemas/x.schema.json":
      {"name": "x", "columns": [{"name": "a", "type": "?"}]}}, "schemas/x.schema.json"),
    ({"workspace.json": HEAD, "dags/x.dag.json": {"name": "x", "dag_id": "a b"}},
     "dags/x.dag.json"),
    ({"workspace.json": HEAD, "dags/x.dag.json":
      {"name": "x", "dag_id": "x", "edges": [{"source": "a", "target": "b"}]}},
     "dags/x.dag.json"),
    ({"workspace.json": HEAD, "a/workspace.json": HEAD}, "workspace.json"),
    ({"workspace.json": HEAD, "pages/x.etlab.json": {"name": "x"},
      "a/pages/x.etlab.json": {"name": "x"}}, "pages/x.etlab.json"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "field"), WRONG_FILES)
async def test_a_wrong_file_is_named_and_nothing_is_imported(api, files, field):
    refused = await api("POST", "import", raw=archive(files))
    assert (refused.status, refused.json["code"]) == (422, "invalid"), refused.content
    assert refused.json["field"] == field
    assert field in refused.json["detail"]
    assert (await api("GET", "workspaces")).json["total"] == 1


def encrypted():
    content = bytearray(archive({"workspace.json": HEAD}))
    content[6] |= 1  # the flag in the file's header and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def broken_data():
    content = bytearray(archive({"workspace.json": {**HEAD, "description": "x" * 5000}}))
    start = 30 + len("workspace.json")
    content[start : start + 10] = b"\xff" * 10
    return bytes(content)


def with_size(size):
    content = bytearray(archive({"workspace.json": HEAD}))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = size.to_bytes(4, "little")
    return bytes(content)


HOSTILE = {
    "empty": b"",
    "not-a-zip": b"PK but no archive",
    "cut": archive({"workspace.json": HEAD})[:-10],
    "encrypted": encrypted(),
    "broken-data": broken_data(),
    "wrong-size": with_size(5),
    "huge-size": with_size(2**32 - 2),
    "bomb": archive({"workspace.json": HEAD, "pages/x.etlab.json": b" " * 33 * 1024 * 1024}),
    "bombs": archive({"workspace.json": HEAD,
                      **{f"pages/{n}.etlab.json": b" " * 2**25 for n in range(17)}}),
    "lzma": archive({"workspace.json": HEAD}, zipfile.ZIP_LZMA),
    "bzip2": archive({"workspace.json": HEAD}, zipfile.ZIP_BZIP2),
    "many": archive({"workspace.json": HEAD, **{f"{n}.txt": "" for n in range(50_001)}}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_archive_is_refused(api, name):
    refused = await api("POST", "import", raw=HOSTILE[name])
    assert (refused.status, refused.json["code"]) == (422, "invalid"), refused.content
    assert (await api("GET", "workspaces")).json["total"] == 1


async def test_paths_that_lead_elsewhere_lead_nowhere(api, tmp_path):
    page = {"name": "x"}
    files: dict[Any, Any] = {"workspace.json": HEAD}
    for path in ("../pages/escaped.etlab.json", "/pages/escaped.etlab.json", "../../etc/passwd",
                 "C:\\pages\\escaped.etlab.json", "pages/../pages/escaped.etlab.json"):  # fmt: skip
        files[path] = page
    link = zipfile.ZipInfo("pages/link.etlab.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    done = await api("POST", "import", raw=archive(files))
    assert (done.status, done.json["pages"]) == (201, 0), done.content
    assert list(tmp_path.parent.rglob("*escaped.etlab.json")) == []
    files = {"workspace.json": HEAD, link: "/etc/passwd"}
    refused = await api("POST", "import", raw=archive(files))
    assert (refused.status, refused.json["field"]) == (422, "pages/link.etlab.json")
    assert b"root" not in refused.content


async def test_an_export_of_what_is_not_there(api):
    gone = await api("GET", f"workspaces/{uuid.uuid4()}/export")
    assert (gone.status, gone.headers["Content-Type"]) == (404, "application/problem+json")


async def files_of(api, workspace):
    """The single files of all that is in a workspace, as an import takes them."""
    found = []
    for kind in ("pages", "schemas", "dags"):
        for row in (await api("GET", kind, workspace_id=workspace)).json["items"]:
            done = await api("GET", f"{kind}/{row['id']}/export")
            assert done.headers["Content-Type"].startswith("application/json")
            found.append({"name": f"{row['name']} (1).json", "text": done.content.decode()})
    return found


async def test_single_files_are_those_of_the_archive_and_come_in_beside_the_originals(
    api, workspace, filled
):
    archived = unpack((await api("GET", f"workspaces/{workspace}/export")).content)
    del archived["workspace.json"]
    files = await files_of(api, workspace)
    assert sorted(file["text"] for file in files) == sorted(archived.values())
    before = await contents(api, workspace)
    done = await api("POST", f"workspaces/{workspace}/import", {"files": files})
    assert done.status == 201, done.content
    added = done.json
    after = await contents(api, workspace)
    assert {key for key in after if key not in before} == {
        ("pages", 'a/b: "c" (2)'), ("pages", "A_b_ _c_ (2)"), ("schemas", "Größe (2)"),
        ("dags", "first (2)"), ("dags", "second (2)"),
    }  # fmt: skip
    new = {thing["id"] for key, thing in after.items() if key not in before}
    assert {*added["pages"], *added["schemas"], *added["dags"]} == new
    dag = after["dags", "first (2)"]
    page = added["new_ids"][filled]
    assert dag["tasks"][0]["config"]["page_id"] == page
    assert dag["tasks"][1]["config"] == {"trigger_dag_id": "second_2"}


async def test_a_page_file_without_a_name_is_called_after_its_file(api, workspace):
    file = {"name": "drawn.etlab.json", "text": '{"etlab": 1, "nodes": [], "edges": []}'}
    done = await api("POST", f"workspaces/{workspace}/import", {"files": [file]})
    (id_,) = done.json["pages"]
    assert (await api("GET", f"pages/{id_}")).json["name"] == "drawn"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "wrong.json cannot be read"),
        ("[]", "wrong.json is no page, schema or DAG"),
        ('{"cells": []}', "wrong.json is no page, schema or DAG"),
        ('{"etlab": 1, "nodes": [{"id": "a"}]}', "wrong.json: nodes.0"),
        ('{"dag_id": "x", "edges": [{"source": "a", "target": "b"}]}', "wrong.json: "),
    ],
)
async def test_one_wrong_file_and_none_comes_in(api, workspace, text, told):
    files = [{"name": "a.etlab.json", "text": '{"etlab": 1}'}, {"name": "wrong.json", "text": text}]
    refused = await api("POST", f"workspaces/{workspace}/import", {"files": files})
    assert (refused.status, refused.json["field"]) == (422, "wrong.json")
    assert refused.json["detail"].startswith(told)
    assert (await api("GET", "pages", workspace_id=workspace)).json["total"] == 0

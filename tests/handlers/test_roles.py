"""Who may call what: every route against every role, on a server for a team."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import parse_qsl

import pytest
from jupyter_server.auth import IdentityProvider, User

from etlab_jupyter.db import migrate
from etlab_jupyter.db import models as m
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url
from etlab_jupyter.handlers.routes import ROUTES
from tests.handlers.test_bundles import HEAD, archive

HEADER = "X-Test-User"
ROLES = ("owner", "editor", "viewer")
PEOPLE = (*ROLES, "stranger", "nobody")
OK, NOT_ALLOWED, HIDDEN = "2xx", "403", "404"


class HeaderIdentity(IdentityProvider):
    """Whoever the header says."""

    def get_user(self, handler):
        name = handler.request.headers.get(HEADER)
        return None if name is None else User(username=name)

    def is_token_authenticated(self, handler):
        return True  # or else a cookie against forged requests is asked for


@pytest.fixture
def jp_server_config():
    return {
        "ServerApp": {
            "jpserver_extensions": {"etlab_jupyter": True},
            "identity_provider_class": HeaderIdentity,
        },
        "ETLabApp": {"mode": "team"},
    }


@pytest.fixture
def database(jp_environ, jp_asyncio_loop):
    """The database as a team's administrator leaves it."""
    made = Store(database_url())
    jp_asyncio_loop.run_until_complete(migrate.upgrade(made))
    yield made
    jp_asyncio_loop.run_until_complete(made.close())


@pytest.fixture
def jp_serverapp(database, jp_server_config, jp_argv, jp_configurable_serverapp):
    return jp_configurable_serverapp(config=jp_server_config, argv=jp_argv)


@pytest.fixture
def people(database, jp_asyncio_loop):
    """Accounts by name; `gone` is switched off."""
    names = (*PEOPLE[:-1], "guest", "new", "gone")
    found = {
        name: m.User(email=f"{name}@x.org", password_hash="!", is_active=name != "gone")
        for name in names
    }

    async def add():
        async with database.write() as session:
            session.add_all(found.values())

    jp_asyncio_loop.run_until_complete(add())
    return found


@pytest.fixture
def fill(database, people):
    """Makes one of each thing, in a new workspace of an owner, an editor and two viewers."""

    async def go():
        owner, unique = people["owner"].id, uuid.uuid4().hex
        workspace = m.Workspace(id=uuid.uuid4(), name="Ours", owner_id=owner)
        own = {"workspace_id": workspace.id}
        page = {"name": "page", "nodes": [], "edges": [], "metadata_": {}}
        made: dict[str, Any] = {
            "workspace": workspace,
            "page": m.Page(id=uuid.uuid4(), live_name="page", **page, **own),
            "schema": m.SchemaDefinition(name="schema", live_name="schema", columns=[], **own),
            "dag": m.DagDefinition(
                id=uuid.uuid4(), dag_id=unique, name="dag", live_name="dag", tasks=[], **own
            ),
            "link": m.WorkspaceShareLink(token=unique, role="viewer", **own),
            "connection": m.SparkConnection(
                id=uuid.uuid4(), user_id=owner, name=unique, connection_type="local", config={}
            ),
        }
        made["dag_run"] = m.DagExecution(dag_definition_id=made["dag"].id, status="success")
        made["run"] = m.ExecutionHistory(
            user_id=owner, page_id=made["page"].id, connection_id=made["connection"].id,
            code="", status="completed",
        )  # fmt: skip
        roles = {**dict(zip(ROLES, ROLES, strict=True)), "guest": "viewer"}
        members = [m.WorkspaceMember(user_id=people[n].id, role=r, **own) for n, r in roles.items()]
        async with database.write() as session:
            for group in (
                [workspace],
                [*members, *(made[name] for name in ("page", "schema", "dag", "link"))],
                [m.PageRevision(page_id=made["page"].id, version=1, **page)],
                [made["connection"], made["dag_run"]],
                [made["run"]],
            ):
                session.add_all(group)
                await session.flush()
        ids = {name: str(thing.id) for name, thing in made.items()}
        return {**ids, "guest": str(people["guest"].id), "token": unique}

    return go


@pytest.fixture
def call(api):
    """Calls a route as one of the people, with the ids of things in path and body."""

    async def go(person, route, ids):
        path, body, _ = TABLE[route.name]
        path, _, query = _filled(path, ids).partition("?")
        headers = {"If-Match": "*"} if route.versioned else {}
        if person != "nobody":
            headers[HEADER] = f"{person}@x.org"
        raw = archive({"workspace.json": HEAD}) if route.raw_body else None
        return await api(
            route.method, path, _filled(body, ids), raw=raw, headers=headers,
            **dict(parse_qsl(query)),
        )  # fmt: skip

    return go


def _filled(value, ids):
    if isinstance(value, str):
        return re.sub(r"<(\w+)>", lambda match: ids[match[1]], value)
    if isinstance(value, dict):
        return {key: _filled(part, ids) for key, part in value.items()}
    return value


ALL = dict.fromkeys(PEOPLE[:-1], OK)
MEMBERS = {"owner": OK, "editor": OK, "viewer": OK, "stranger": HIDDEN}
EDITORS = {"owner": OK, "editor": OK, "viewer": NOT_ALLOWED, "stranger": HIDDEN}
OWNERS = {"owner": OK, "editor": NOT_ALLOWED, "viewer": NOT_ALLOWED, "stranger": HIDDEN}
OWN = {"owner": OK, "editor": HIDDEN, "viewer": HIDDEN, "stranger": HIDDEN}
# Who may read the empty page hears that it cannot run, and of the old run that nobody knows how.
RUNNERS = {"owner": "422", "editor": "422", "viewer": "422", "stranger": HIDDEN}
LISTED = {"owner": "422", "editor": "422", "viewer": "422", "stranger": HIDDEN}
AGAIN = {"owner": "409", "editor": "409", "viewer": "409", "stranger": HIDDEN}
OWN_SEEN = {"owner": OK, "editor": NOT_ALLOWED, "viewer": NOT_ALLOWED, "stranger": HIDDEN}

SOURCE = {"page_id": "<page>"}
NOWHERE = {"master": "spark://127.0.0.1:1"}
OVER = {"event": "run_finished", "run_id": "x", "seq": 1, "time": "2026-01-31T00:00:00Z",
        "status": "completed", "seconds": 1}  # fmt: skip
WS = "workspaces/<workspace>"
TABLE: dict[str, tuple[str, Any, dict[str, str]]] = {
    "get_me": ("me", None, ALL),
    "change_me": ("me", {"name": "New"}, ALL),
    "list_workspaces": ("workspaces", None, ALL),
    "create_workspace": ("workspaces", {"name": "New"}, ALL),
    "get_workspace": (WS, None, MEMBERS),
    "change_workspace": (WS, {"name": "New"}, OWNERS),
    "delete_workspace": (WS, None, OWNERS),
    "restore_workspace": (f"{WS}/restore", None, OWNERS),
    "list_members": (f"{WS}/members", None, MEMBERS),
    "add_member": (f"{WS}/members", {"email": "new@x.org", "role": "viewer"}, OWNERS),
    "change_member": (f"{WS}/members/<guest>", {"role": "editor"}, OWNERS),
    "remove_member": (f"{WS}/members/<guest>", None, OWNERS),
    "list_share_links": (f"{WS}/share-links", None, OWNERS),
    "create_share_link": (f"{WS}/share-links", {"role": "viewer"}, OWNERS),
    "change_share_link": (f"{WS}/share-links/<link>", {"is_active": True}, OWNERS),
    "delete_share_link": (f"{WS}/share-links/<link>", None, OWNERS),
    "join_workspace": ("join", {"token": "<token>"}, ALL),
    "export_workspace": (f"{WS}/export", None, MEMBERS),
    "import_workspace": ("import", None, ALL),
    "import_files": (
        f"{WS}/import",
        {"files": [{"name": "new.etlab.json", "text": '{"etlab": 1}'}]},
        EDITORS,
    ),
    "export_page": ("pages/<page>/export", None, MEMBERS),
    "export_schema": ("schemas/<schema>/export", None, MEMBERS),
    "export_dag": ("dags/<dag>/export", None, MEMBERS),
    "list_pages": ("pages?workspace_id=<workspace>", None, MEMBERS),
    "create_page": ("pages", {"workspace_id": "<workspace>", "name": "new"}, EDITORS),
    "get_page": ("pages/<page>", None, MEMBERS),
    "change_page": ("pages/<page>", {"name": "new"}, EDITORS),
    "delete_page": ("pages/<page>", None, EDITORS),
    "restore_page": ("pages/<page>/restore", None, EDITORS),
    "duplicate_page": ("pages/<page>/duplicate", {}, EDITORS),
    "move_page": ("pages/<page>/move", {"workspace_id": "<workspace>"}, EDITORS),
    "list_page_versions": ("pages/<page>/versions", None, MEMBERS),
    "get_page_version": ("pages/<page>/versions/1", None, MEMBERS),
    "restore_page_version": ("pages/<page>/versions/1/restore", None, EDITORS),
    "compare_page_versions": ("pages/<page>/compare?base=1&other=1", None, MEMBERS),
    "list_schemas": ("schemas?workspace_id=<workspace>", None, MEMBERS),
    "create_schema": ("schemas", {"workspace_id": "<workspace>", "name": "new"}, EDITORS),
    "get_schema": ("schemas/<schema>", None, MEMBERS),
    "change_schema": ("schemas/<schema>", {"name": "new"}, EDITORS),
    "move_schema": ("schemas/<schema>/move", {"workspace_id": "<workspace>"}, EDITORS),
    "delete_schema": ("schemas/<schema>", None, EDITORS),
    "restore_schema": ("schemas/<schema>/restore", None, EDITORS),
    "list_connections": ("connections", None, ALL),
    "create_connection": ("connections", {"name": "new", "connection_type": "local"}, ALL),
    "get_connection": ("connections/<connection>", None, OWN),
    "change_connection": ("connections/<connection>", {"name": "n"}, OWN),
    "duplicate_connection": ("connections/<connection>/duplicate", None, OWN),
    "delete_connection": ("connections/<connection>", None, OWN),
    "check_connection": ("connections/<connection>/test", {"config": NOWHERE}, OWN),
    "check_new_connection": (
        "test-connection",
        {"connection_type": "standalone", "config": NOWHERE},
        ALL,
    ),
    "list_connection_types": ("connection-types", None, ALL),
    "list_dags": ("dags?workspace_id=<workspace>", None, MEMBERS),
    "create_dag": ("dags", {"workspace_id": "<workspace>", "name": "n", "dag_id": "n"}, EDITORS),
    "get_dag": ("dags/<dag>", None, MEMBERS),
    "change_dag": ("dags/<dag>", {"name": "new"}, EDITORS),
    "delete_dag": ("dags/<dag>", None, EDITORS),
    "restore_dag": ("dags/<dag>/restore", None, EDITORS),
    "duplicate_dag": ("dags/<dag>/duplicate", {}, EDITORS),
    "move_dag": ("dags/<dag>/move", {"workspace_id": "<workspace>"}, EDITORS),
    "get_dag_schema": ("dag-schema", None, ALL),
    "list_dag_runs": ("dags/<dag>/runs", None, MEMBERS),
    "get_dag_run": ("dags/<dag>/runs/<dag_run>", None, MEMBERS),
    "validate_page": ("validate", SOURCE, MEMBERS),
    "page_code": ("code", SOURCE, RUNNERS),
    "page_notebook": ("notebook", SOURCE, RUNNERS),
    "sync_notebook": ("notebook/sync", {"notebook": {"cells": []}, **SOURCE}, RUNNERS),
    "page_columns": ("columns", SOURCE, MEMBERS),
    "compare_documents": ("compare", {"base": {}, "other": {}}, ALL),
    "preview_page": ("preview", {"node": "x", **SOURCE}, RUNNERS),
    "list_path": ("list-path", {**SOURCE, "path": "\n"}, LISTED),
    "read_columns": ("read-columns", {"ddl": "a INT"}, ALL),
    "list_functions": ("functions", None, ALL),
    "list_node_types": ("node-types", None, ALL),
    "list_runs": ("runs", None, ALL),
    "start_run": ("runs", SOURCE, RUNNERS),
    "record_run": ("runs/record", {"code": "", "events": [OVER], **SOURCE}, MEMBERS),
    "run_again": ("runs/<run>/again", None, AGAIN),
    "get_run": ("runs/<run>", None, MEMBERS),
    "delete_run": ("runs/<run>", None, OWN_SEEN),
    "cancel_run": ("runs/<run>/cancel", None, OWN_SEEN),
    "stop_kernel": ("stop-kernel", SOURCE, ALL),
    "openapi_document": ("openapi.json", None, ALL),
}


def test_the_table_has_every_route():
    assert sorted(TABLE) == sorted(route.name for route in ROUTES)
    assert all(set(expected) == set(PEOPLE[:-1]) for _, _, expected in TABLE.values())


def _told(status):
    return OK if 200 <= status < 300 else str(status)


@pytest.mark.parametrize("person", PEOPLE[:-1])
async def test_what_each_role_may(person, call, fill):
    wrong = {}
    for route in ROUTES:
        answer = await call(person, route, await fill())
        expected = TABLE[route.name][2][person]
        if _told(answer.status) != expected:
            wrong[route.name] = (answer.status, expected, answer.content[:300])
        if answer.status >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json["status"] == answer.status
            assert answer.json["code"]
    assert wrong == {}


async def test_who_is_not_signed_in_gets_nothing(call, fill):
    ids = await fill()
    for route in ROUTES:
        answer = await call("nobody", route, ids)
        assert answer.status in (401, 403), route.name
        assert answer.json["code"] in ("unauthenticated", "forbidden")
        assert set(answer.json) == {"type", "title", "status", "code", "detail"}
        assert not any(id_.encode() in answer.content for id_ in ids.values())
    # And nothing has happened.
    for name in ("get_workspace", "get_page", "get_schema", "get_dag", "get_run"):
        (route,) = (route for route in ROUTES if route.name == name)
        assert (await call("owner", route, ids)).status == 200


@pytest.mark.parametrize("person", ["gone", "unheard-of"])
async def test_who_has_no_active_account_is_told_so(person, call, fill):
    ids = await fill()
    for route in ROUTES:
        answer = await call(person, route, ids)
        assert (answer.status, answer.json["code"]) == (403, "forbidden"), route.name
        assert "no active ETLab account" in answer.json["detail"]


async def test_lists_hold_only_what_one_may_see(api, fill):
    ids = await fill()

    async def total(person, path):
        return (await api("GET", path, headers={HEADER: f"{person}@x.org"})).json["total"]

    for path in ("workspaces", "pages", "schemas", "dags", "runs"):
        assert [await total(person, path) for person in ("viewer", "stranger")] == [1, 0], path
    assert [await total(person, "connections") for person in ("owner", "viewer")] == [1, 0]
    for person, name in (("owner", ids["token"]), ("viewer", None)):  # one's own connection's
        headers = {HEADER: f"{person}@x.org"}
        (listed,) = (await api("GET", "runs", headers=headers)).json["items"]
        run = (await api("GET", f"runs/{ids['run']}", headers=headers)).json
        assert (listed["connection_name"], run["connection_name"]) == (name, name)
    headers = {HEADER: "stranger@x.org"}
    mine = (await api("POST", "workspaces", {"name": "Mine"}, headers=headers)).json["id"]
    # What is in one workspace cannot be drawn into another from outside.
    for copy in (f"pages/{ids['page']}/duplicate", f"dags/{ids['dag']}/duplicate"):
        refused = await api("POST", copy, {"workspace_id": mine}, headers=headers)
        assert refused.status == 404
    page = {"workspace_id": mine, "name": "x"}
    page = (await api("POST", "pages", page, headers=headers)).json["id"]
    away = {"workspace_id": ids["workspace"]}
    schema = {"workspace_id": mine, "name": "x"}
    schema = (await api("POST", "schemas", schema, headers=headers)).json["id"]
    dag = (await api("POST", "dags", {"workspace_id": mine, "name": "x"}, headers=headers)).json[
        "id"
    ]
    headers["If-Match"] = "*"
    for path in (f"pages/{page}/move", f"schemas/{schema}/move", f"dags/{dag}/move"):
        assert (await api("POST", path, away, headers=headers)).status == 404


@pytest.mark.parametrize("kind", ["page", "dag"])
async def test_a_viewer_copies_into_a_workspace_of_the_own(api, fill, kind):
    ids = await fill()
    headers = {HEADER: "viewer@x.org"}
    mine = (await api("POST", "workspaces", {"name": "Mine"}, headers=headers)).json["id"]
    copy = f"{kind}s/{ids[kind]}/duplicate"
    done = await api("POST", copy, {"workspace_id": mine}, headers=headers)
    assert (done.status, done.json["workspace_id"]) == (201, mine)


@pytest.mark.parametrize("kind", ["page", "schema", "dag"])
async def test_only_editors_delete_for_good(api, fill, kind):
    ids = await fill()
    path = f"{kind}s/{ids[kind]}"
    people = {name: {HEADER: f"{name}@x.org", "If-Match": "*"} for name in PEOPLE[:-1]}
    assert (await api("DELETE", path, headers=people["editor"])).status == 204
    for name, status in (("viewer", 403), ("stranger", 404), ("editor", 204)):
        assert (await api("DELETE", path, purge="true", headers=people[name])).status == status
    assert (await api("GET", path, headers=people["owner"])).status == 404


def test_a_team_server_does_not_start_on_an_old_database(
    jp_environ, jp_server_config, jp_argv, jp_configurable_serverapp, jp_asyncio_loop
):
    old = Store(database_url())

    async def make():
        await migrate.upgrade(old, "0001")
        await old.close()

    jp_asyncio_loop.run_until_complete(make())
    with pytest.raises(SystemExit, match="run: etlab db upgrade"):
        jp_configurable_serverapp(config=jp_server_config, argv=jp_argv)
    assert jp_asyncio_loop.run_until_complete(migrate.current(old)) == "0001"

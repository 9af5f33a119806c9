"""DAGs and what Airflow told of their runs, over REST."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from jsonschema import Draft202012Validator

from etlab_jupyter.api.enums import DagRunStatus, SyncStatus
from etlab_jupyter.db.models import DagDefinition, DagExecution

SCHEDULE = {"interval": "@daily", "start_date": "2024-01-01", "catchup": False}


def task(id_, **config):
    return {"id": id_, "type": "spark_submit", "name": f"process {id_}", "config": config}


@pytest.fixture
def body(workspace):
    return {
        "workspace_id": workspace,
        "dag_id": "daily-orders.v1",
        "name": "Daily orders",
        "schedule": SCHEDULE,
        "default_args": {"retries": 2, "email": None},
        "tasks": [task("a", page_id=str(uuid.uuid4()), connection_id=None), task("b")],
        "edges": [{"source": "a", "target": "b"}],
    }


async def test_a_dag_is_made_read_changed_listed_and_deleted(api, body):
    made = await api("POST", "dags", body)
    dag, path = made.json, f"dags/{made.json['id']}"
    assert (made.status, dag["version"], dag["sync_status"]) == (201, 1, "pending")
    assert {key: dag[key] for key in body} == body
    assert (await api("GET", path)).json == dag
    changed = await api("PATCH", path, {"schedule": None, "description": "x"}, version=1)
    assert (changed.status, changed.json["version"], changed.json["schedule"]) == (200, 2, None)
    assert changed.json["tasks"] == body["tasks"]
    listed = (await api("GET", "dags", search="DAILY-orders")).json
    assert [row["name"] for row in listed["items"]] == ["Daily orders"]
    assert "tasks" not in listed["items"][0]
    assert (await api("PATCH", path, {"name": "x"}, version=1)).json["code"] == "stale-version"
    assert (await api("PATCH", path, {"name": "x"})).status == 428
    assert (await api("DELETE", path, version=2)).status == 204
    gone = await api("PATCH", path, {"name": "x"}, version=2)
    assert (gone.status, gone.json["detail"]) == (404, "There is no such DAG.")


async def test_a_deleted_dag_comes_back_from_the_trash_with_its_runs(api, body, store):
    path = f"dags/{(await api('POST', 'dags', body)).json['id']}"
    async with store.write() as session:
        session.add(
            DagExecution(dag_definition_id=uuid.UUID(path[5:]), status=DagRunStatus.SUCCESS)
        )
    assert (await api("DELETE", path, version=1)).status == 204
    assert (await api("GET", "dags")).json["total"] == 0
    assert (await api("GET", "dags", deleted="true")).json["total"] == 1
    # Its name is free meanwhile, its Airflow id is not.
    taken = await api("POST", "dags", body)
    assert (taken.status, taken.json["field"]) == (409, "dag_id")
    assert "trash" in taken.json["detail"]
    assert (await api("POST", "dags", {**body, "dag_id": "other"})).status == 201
    back = await api("POST", f"{path}/restore")
    assert (back.status, back.json["name"]) == (200, "Daily orders (2)")
    assert (back.json["dag_id"], back.json["tasks"]) == (body["dag_id"], body["tasks"])
    assert (await api("GET", f"{path}/runs")).json["total"] == 1
    assert (await api("DELETE", path, version=1)).status == 204
    assert (await api("DELETE", path, purge="true")).status == 204
    assert (await api("GET", f"{path}/runs")).status == 404
    assert (await api("POST", "dags", {**body, "name": "again"})).status == 201


async def test_a_dag_is_copied_with_a_name_and_an_id_of_its_own(api, body):
    path = f"dags/{(await api('POST', 'dags', body)).json['id']}"
    copy = await api("POST", f"{path}/duplicate", {})
    assert (copy.status, copy.json["name"]) == (201, "Daily orders (2)")
    assert (copy.json["dag_id"], copy.json["version"]) == ("daily-orders.v1_2", 1)
    for field in ("schedule", "default_args", "tasks", "edges"):
        assert copy.json[field] == body[field]
    other = (await api("POST", "workspaces", {"name": "Other"})).json["id"]
    there = await api("POST", f"{path}/duplicate", {"workspace_id": other})
    assert (there.json["name"], there.json["dag_id"]) == ("Daily orders", "daily-orders.v1_3")
    taken = await api("POST", f"{path}/duplicate", {"dag_id": body["dag_id"]})
    assert (taken.status, taken.json["field"]) == (409, "dag_id")
    away = await api("POST", f"{path}/duplicate", {"workspace_id": str(uuid.uuid4())})
    assert away.status == 404


async def test_a_dag_is_moved_where_its_name_is_free(api, body):
    path = f"dags/{(await api('POST', 'dags', body)).json['id']}/move"
    other = (await api("POST", "workspaces", {"name": "Other"})).json["id"]
    assert (await api("POST", path, {"workspace_id": other})).status == 428
    assert (await api("POST", path, {"workspace_id": other}, version=2)).status == 412
    moved = await api("POST", path, {"workspace_id": other}, version=1)
    assert (moved.status, moved.json["workspace_id"]) == (200, other)
    assert moved.json["dag_id"] == body["dag_id"]
    await api("POST", "dags", {**body, "dag_id": "other"})
    back = await api("POST", path, {"workspace_id": body["workspace_id"]}, version=1)
    assert (back.status, back.json["code"], back.json["field"]) == (409, "name-taken", "name")


async def test_a_dag_without_an_id_gets_one_of_its_name(api, workspace):
    found = []
    for name in ("Täglich: die Aufträge!", "täglich die aufträge", "日次", "x" * 255, "y" * 255):
        made = await api("POST", "dags", {"workspace_id": workspace, "name": name})
        assert (made.status, made.json["name"]) == (201, name)
        found.append(made.json["dag_id"])
    assert found[:3] == ["taglich_die_auftrage", "taglich_die_auftrage_2", "dag"]
    assert [len(dag_id) for dag_id in found[3:]] == [240, 240]


async def test_airflow_has_an_older_one_after_a_change(api, body, store):
    path = f"dags/{(await api('POST', 'dags', body)).json['id']}"
    async with store.write() as session:
        row = await session.get_one(DagDefinition, uuid.UUID(path[5:]))
        row.sync_status, row.generated_code = SyncStatus.SYNCED, "old"
    same = (await api("PATCH", path, {"name": body["name"]}, version=1)).json
    assert (same["sync_status"], same["version"], same["generated_code"]) == ("synced", 1, "old")
    changed = (await api("PATCH", path, {"name": "New"}, version=1)).json
    assert (changed["sync_status"], changed["generated_code"]) == ("modified", None)


async def test_a_dag_id_is_unique_everywhere_and_a_name_in_its_workspace(api, body):
    await api("POST", "dags", body)
    taken = await api("POST", "dags", {**body, "name": "Other"})
    assert (taken.status, taken.json["code"], taken.json["field"]) == (409, "name-taken", "dag_id")
    taken = await api("POST", "dags", {**body, "dag_id": "other"})
    assert (taken.status, taken.json["field"]) == (409, "name")
    second = (await api("POST", "workspaces", {"name": "Second"})).json["id"]
    taken = await api("POST", "dags", {**body, "workspace_id": second})
    assert (taken.status, taken.json["field"]) == (409, "dag_id")
    made = await api("POST", "dags", {**body, "workspace_id": second, "dag_id": "other"})
    assert made.status == 201
    taken = await api("PATCH", f"dags/{made.json['id']}", {"dag_id": body["dag_id"]}, version=1)
    assert (taken.status, taken.json["field"]) == (409, "dag_id")


async def test_what_airflow_would_not_take_is_refused(api, body):
    for change, field in (
        ({"dag_id": "with space"}, "dag_id"),
        ({"dag_id": ""}, "dag_id"),
        ({"dag_id": "x\n"}, "dag_id"),
        ({"dag_id": "x" * 251}, "dag_id"),
        ({"tasks": [task("a"), task("a")]}, "tasks"),
        ({"edges": [{"source": "a", "target": "z"}]}, "edges.0.target"),
        ({"edges": [{"source": "a"}]}, "edges.0.target"),
        ({"edges": [{"source": "a", "target": "b"}, {"source": "b", "target": "a"}]}, "edges"),
        ({"edges": [{"source": "a", "target": "a"}]}, "edges"),
        ({"schedule": {"start_date": "soon"}}, "schedule.start_date"),
        ({"tasks": [{"id": "a"}]}, "tasks.0.name"),
    ):
        refused = await api("POST", "dags", {**body, **change})
        assert (refused.status, refused.json["field"]) == (422, field), change
    path = f"dags/{(await api('POST', 'dags', body)).json['id']}"
    cut = await api("PATCH", path, {"tasks": [task("a")]}, version=1)
    assert (cut.status, cut.json["field"]) == (422, "edges.0.target")
    assert (await api("GET", path)).json["version"] == 1


async def test_the_runs_of_a_dag(api, body, store):
    dag = (await api("POST", "dags", body)).json["id"]
    other = {**body, "dag_id": "other", "name": "Other"}
    other = (await api("POST", "dags", other)).json["id"]
    start = datetime(2024, 1, 15, 10, 30, tzinfo=UTC)
    states = {"a": {"state": "success", "duration": 45.2}, "b": {"state": "queued"}}
    async with store.write() as session:
        for day in range(3):
            session.add(
                DagExecution(
                    dag_definition_id=uuid.UUID(dag), dag_run_id=f"scheduled__{day}",
                    status=DagRunStatus.RUNNING, task_states=states,
                    started_at=start + timedelta(days=day), created_at=start + timedelta(days=day),
                )
            )  # fmt: skip
    listed = (await api("GET", f"dags/{dag}/runs", limit=2)).json
    assert [row["dag_run_id"] for row in listed["items"]] == ["scheduled__2", "scheduled__1"]
    run = listed["items"][1]
    assert (run["status"], run["task_states"]) == ("running", states)
    assert run["started_at"] == "2024-01-16T10:30:00Z"
    assert (await api("GET", f"dags/{dag}/runs/{run['id']}")).json == run
    assert (await api("GET", f"dags/{other}/runs/{run['id']}")).status == 404
    assert (await api("GET", f"dags/{dag}/runs/{uuid.uuid4()}")).status == 404


async def test_a_form_can_be_made_of_the_schema(api, body):
    schema = (await api("GET", "dag-schema")).json
    assert list(schema["properties"])[:2] == ["name", "dag_id"]
    assert "workspace_id" not in schema["properties"]
    Draft202012Validator.check_schema(schema)
    document = {key: value for key, value in body.items() if key != "workspace_id"}
    document["tasks"][0]["config"]["connection_id"] = str(uuid.uuid4())
    Draft202012Validator(schema).validate(document)

"""DAGs and DAG runs."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from etlab_jupyter.api import dags as api
from etlab_jupyter.api.workspaces import Move
from etlab_jupyter.handlers.pages import WORKSPACE
from etlab_jupyter.handlers.route import Call, Routes
from etlab_jupyter.handlers.workspaces import DELETED, PURGE
from etlab_jupyter.services import dags

routes = Routes("dags")
ONE = "/dags/{dag_id}"


@routes.list("/dags", api.DagRow, workspace_id=WORKSPACE, deleted=DELETED)
async def list_dags(call: Call) -> object:
    """DAGs, without their tasks."""
    found = await dags.find_all(
        call.context.store, call.actor, call.listing,
        workspace_id=call.uuid("workspace_id"), deleted=call.flag("deleted"),
    )  # fmt: skip
    return found.body()


@routes.add("POST", "/dags", body=api.DagIn, answer=api.Dag, status=201)
async def create_dag(call: Call) -> api.Dag:
    """Make a DAG."""
    return await dags.create(call.context.store, call.actor, call.body)


@routes.add("GET", ONE, answer=api.Dag)
async def get_dag(call: Call) -> api.Dag:
    """A DAG with its tasks, also from the trash."""
    return await dags.get(call.context.store, call.actor, call.id("dag_id"))


@routes.add("PATCH", ONE, body=api.DagChange, answer=api.Dag, versioned=True)
async def change_dag(call: Call) -> api.Dag:
    """Save what changed of a DAG as its next version."""
    id_ = call.id("dag_id")
    return await dags.change(call.context.store, call.actor, id_, call.body, call.based_on)


@routes.add("DELETE", ONE, status=204, versioned=True, query={"purge": PURGE})
async def delete_dag(call: Call) -> None:
    """Put a DAG into the trash, or delete one in the trash for good."""
    if call.flag("purge"):
        await dags.purge(call.context.store, call.actor, call.id("dag_id"))
    else:
        await dags.delete(call.context.store, call.actor, call.id("dag_id"), call.based_on)


@routes.add("POST", f"{ONE}/restore", answer=api.Dag)
async def restore_dag(call: Call) -> api.Dag:
    """Take a DAG out of the trash."""
    return await dags.restore(call.context.store, call.actor, call.id("dag_id"))


@routes.add("POST", f"{ONE}/duplicate", body=api.DagDuplicate, answer=api.Dag, status=201)
async def duplicate_dag(call: Call) -> api.Dag:
    """Copy a DAG, with a name and an Airflow id of its own."""
    return await dags.duplicate(call.context.store, call.actor, call.id("dag_id"), call.body)


@routes.add("POST", f"{ONE}/move", body=Move, answer=api.Dag, versioned=True)
async def move_dag(call: Call) -> api.Dag:
    """Put a DAG into another workspace."""
    id_ = call.id("dag_id")
    return await dags.move(call.context.store, call.actor, id_, call.body, call.based_on)


@routes.add("GET", "/dag-schema", answer=dict[str, Any])
async def get_dag_schema(call: Call) -> dict[str, Any]:
    """What a DAG holds, as a JSON Schema for forms."""
    return await asyncio.to_thread(_schema)


@cache
def _schema() -> dict[str, Any]:
    schema = api.DagIn.model_json_schema()
    del schema["properties"]["workspace_id"]
    return {**schema, "required": ["name", "dag_id"]}


@routes.list(f"{ONE}/runs", api.DagRunRow)
async def list_dag_runs(call: Call) -> object:
    """The runs of a DAG, the newest first."""
    id_ = call.id("dag_id")
    return (await dags.find_runs(call.context.store, call.actor, id_, call.listing)).body()


@routes.add("GET", f"{ONE}/runs/{{run_id}}", answer=api.DagRunRow)
async def get_dag_run(call: Call) -> api.DagRunRow:
    """One run of a DAG."""
    ids = call.id("dag_id"), call.id("run_id")
    return await dags.get_run(call.context.store, call.actor, *ids)

"""DAGs and what Airflow told of their runs."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Container
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.dags import Dag, DagChange, DagDuplicate, DagIn, DagRunRow
from etlab_jupyter.api.enums import Role, SyncStatus
from etlab_jupyter.api.workspaces import Move
from etlab_jupyter.db import models
from etlab_jupyter.db.base import utc_now
from etlab_jupyter.db.store import Store
from etlab_jupyter.services import trash
from etlab_jupyter.services.access import Actor, load_row, require_role, within
from etlab_jupyter.services.errors import InvalidError, NameTakenError, NotFoundError
from etlab_jupyter.services.listing import Found, ListQuery, find
from etlab_jupyter.services.versions import apply, is_duplicate, require_version

D, X = models.DagDefinition, models.DagExecution
COLUMNS: dict[str, Any] = {
    "id": D.id, "workspace_id": D.workspace_id, "dag_id": D.dag_id, "name": D.name,
    "description": D.description, "schedule": D.schedule, "sync_status": D.sync_status,
    "last_synced_at": D.last_synced_at, "created_at": D.created_at, "updated_at": D.updated_at,
    "version": D.version, "deleted_at": D.deleted_at,
}  # fmt: skip
RUN_COLUMNS: dict[str, Any] = {
    "id": X.id, "dag_definition_id": X.dag_definition_id, "dag_run_id": X.dag_run_id,
    "status": X.status, "task_states": X.task_states, "started_at": X.started_at,
    "completed_at": X.completed_at, "error": X.error, "created_at": X.created_at,
}  # fmt: skip
NULLABLE = ("description", "schedule", "default_args")
COPIED = ("description", "schedule", "default_args", "tasks", "edges")
STEM = 240  # of an id's 250 characters, before a number
TAKEN = "The workspace has a DAG of this name already."


async def create(store: Store, actor: Actor, body: DagIn) -> Dag:
    """Make a DAG. Without a `dag_id` it gets one made of its name."""
    values = body.model_dump(mode="json", exclude={"workspace_id"}, exclude_unset=True)
    values = {"tasks": [], "edges": [], **values}
    check_edges(values["tasks"], values["edges"])
    async with store.write() as session:
        await require_role(session, actor, body.workspace_id, Role.EDITOR)
        return _dag(await _add(session, body.workspace_id, values))


async def find_all(
    store: Store,
    actor: Actor,
    query: ListQuery,
    *,
    workspace_id: uuid.UUID | None = None,
    deleted: bool = False,
) -> Found:
    """DAGs, without their tasks, of one workspace or of all of the actor's.

    With `deleted` those in the trash.
    """
    base = select(D.id).where(trash.where(D, deleted))
    async with store.read() as session:
        base = base.where(await within(session, actor, D.workspace_id, workspace_id))
        return await find(
            session, base, COLUMNS, query, search=[D.name, D.dag_id],
            sortable=("name", "dag_id", "created_at", "updated_at"), default="name",
        )  # fmt: skip


async def get(store: Store, actor: Actor, id_: uuid.UUID) -> Dag:
    """A DAG with its tasks, also from the trash."""
    async with store.read() as session:
        return _dag(await load_row(session, actor, D, id_, Role.VIEWER, in_trash=True))


async def change(
    store: Store, actor: Actor, id_: uuid.UUID, body: DagChange, based_on: int | None
) -> Dag:
    """Save what changed of a DAG as its next version; Airflow has the one before until a sync."""
    values = {
        field: value
        for field, value in body.model_dump(mode="json", exclude_unset=True).items()
        if value is not None or field in NULLABLE
    }
    async with store.write() as session:
        row = await load_row(session, actor, D, id_, Role.EDITOR, for_update=True)
        require_version(row, based_on)
        check_edges(values.get("tasks", row.tasks), values.get("edges", row.edges or []))
        if apply(row, values):
            row.live_name = row.name
            row.version += 1
            row.updated_at = utc_now()
            row.generated_code = None
            if row.sync_status is SyncStatus.SYNCED:
                row.sync_status = SyncStatus.MODIFIED
            await _flush(session)
        return _dag(row)


async def duplicate(store: Store, actor: Actor, id_: uuid.UUID, body: DagDuplicate) -> Dag:
    """Copy a DAG, with a name and an Airflow id of its own, also into another workspace."""
    async with store.write() as session:
        row = await load_row(session, actor, D, id_, Role.VIEWER)
        target = body.workspace_id or row.workspace_id
        await require_role(session, actor, target, Role.EDITOR)
        name = body.name or await trash.free_live_name(session, D, target, row.name)
        dag_id = body.dag_id or await _free_in(session, row.dag_id)
        copied = {field: getattr(row, field) for field in COPIED}
        return _dag(await _add(session, target, {**copied, "name": name, "dag_id": dag_id}))


async def move(store: Store, actor: Actor, id_: uuid.UUID, body: Move, based_on: int | None) -> Dag:
    """Put a DAG into another workspace; Airflow knows it by the same id as before."""
    async with store.write() as session:
        row = await load_row(session, actor, D, id_, Role.EDITOR, for_update=True)
        require_version(row, based_on)
        await require_role(session, actor, body.workspace_id, Role.EDITOR)
        row.workspace_id = body.workspace_id
        await _flush(session)
        await session.refresh(row)
        return _dag(row)


async def delete(store: Store, actor: Actor, id_: uuid.UUID, based_on: int | None) -> None:
    """Put a DAG into the trash. Its Airflow id stays taken until it is deleted for good."""
    await trash.put(store, actor, D, id_, based_on)


async def restore(store: Store, actor: Actor, id_: uuid.UUID) -> Dag:
    """Take a DAG out of the trash; where its name is taken by now, it gets a number."""
    async with store.write() as session:
        return _dag(await trash.take_out(session, actor, D, id_, TAKEN))


async def purge(store: Store, actor: Actor, id_: uuid.UUID) -> None:
    """Delete a DAG in the trash, and the history of its runs, for good."""
    await trash.purge(store, actor, D, id_)


async def find_runs(store: Store, actor: Actor, dag_id: uuid.UUID, query: ListQuery) -> Found:
    """The runs of a DAG, the newest first."""
    async with store.read() as session:
        await load_row(session, actor, D, dag_id, Role.VIEWER, in_trash=True)
        return await find(
            session, select(X.id).where(X.dag_definition_id == dag_id), RUN_COLUMNS, query,
            search=[X.dag_run_id], sortable=("created_at", "started_at", "completed_at"),
            default="-created_at",
        )  # fmt: skip


async def get_run(store: Store, actor: Actor, dag_id: uuid.UUID, id_: uuid.UUID) -> DagRunRow:
    """One run of a DAG."""
    async with store.read() as session:
        await load_row(session, actor, D, dag_id, Role.VIEWER, in_trash=True)
        row = await session.get(X, id_)
        if row is None or row.dag_definition_id != dag_id:
            raise NotFoundError("There is no such DAG run.")
        return DagRunRow.model_validate(row)


def free_dag_id(dag_id: str, taken: Container[str]) -> str:
    """The id, or with the next number that is free: `daily`, `daily_2`, `daily_3`."""
    number, found = 2, dag_id
    while found in taken:
        found = f"{dag_id[:STEM]}_{number}"
        number += 1
    return found


async def _free_in(session: AsyncSession, dag_id: str) -> str:
    taken = select(D.dag_id).where(D.dag_id.startswith(dag_id[:STEM], autoescape=True))
    return free_dag_id(dag_id, set(await session.scalars(taken)))


async def _add(
    session: AsyncSession, workspace_id: uuid.UUID, values: dict[str, Any]
) -> models.DagDefinition:
    name = values["name"]
    dag_id = values.get("dag_id") or await _free_in(session, _as_dag_id(name))
    given = {**values, "dag_id": dag_id, "live_name": name}
    row = D(workspace_id=workspace_id, version=1, **given)
    session.add(row)
    await _flush(session)
    return row


def _as_dag_id(name: str) -> str:
    """`Daily orders` as Airflow may know it: `daily_orders`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.-]+", "_", plain).strip("_.-")[:STEM] or "dag"


async def _flush(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        if "dag_id" in str(error.orig):
            raise NameTakenError(
                "Airflow knows a DAG by its id, and this one is taken (maybe by a DAG in the "
                "trash, or in a workspace that you do not see). Choose another.",
                field="dag_id",
            ) from None
        raise NameTakenError(TAKEN, field="name") from None


def check_edges(tasks: list[dict[str, Any]], edges: list[dict[str, Any]]) -> None:
    """Raises `InvalidError` for tasks that share an id, or wait for each other, or for no task."""
    known: set[str] = set()
    for task in tasks:
        if task["id"] in known:
            raise InvalidError(f"Two tasks have the id {task['id']!r}.", field="tasks")
        known.add(task["id"])
    for index, edge in enumerate(edges):
        for end in ("source", "target"):
            if edge[end] not in known:
                raise InvalidError(
                    f"The edge's {end} {edge[end]!r} is no task.", field=f"edges.{index}.{end}"
                )
    order: TopologicalSorter[str] = TopologicalSorter()
    for edge in edges:
        order.add(edge["target"], edge["source"])
    try:
        order.prepare()
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise InvalidError(f"These tasks wait for each other: {circle}.", field="edges") from None


def _dag(row: models.DagDefinition) -> Dag:
    return Dag(
        **{field: getattr(row, field) for field in COLUMNS},
        default_args=row.default_args,
        tasks=row.tasks,
        edges=row.edges or [],
        generated_code=row.generated_code,
    )

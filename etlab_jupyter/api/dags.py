"""DAGs and DAG runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, WithJsonSchema

from etlab_jupyter.api.common import Body, Name, Row, Stamped, Text, Version
from etlab_jupyter.api.enums import DagRunStatus, SyncStatus

DagId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=250)]
"""Airflow's rule for a DAG id: letters, digits, dashes, dots and underscores, 250 of them."""


class _Document(BaseModel):
    model_config = ConfigDict(extra="allow")


# So that forms know what to ask for.
_Value = Annotated[
    JsonValue,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": t} for t in ("string", "number", "boolean", "array", "object", "null")
            ],
            "default": "",
        }
    ),
]


class Schedule(_Document):
    """When the DAG runs: `interval` is a cron text, a preset such as `@daily`, or null."""

    interval: str | None = Field(
        None, description="A preset or five cron fields. Without one it runs when it is started.",
        examples=["@daily", "@hourly", "@weekly", "0 6 * * 1-5"],
    )  # fmt: skip
    start_date: date | None = Field(None, title="Start date", examples=["2024-01-01"])
    catchup: bool = Field(
        False, title="Catch up", description="Whether runs that were missed since then are made up."
    )


class Task(_Document):
    """One task; its `type` says what its `config` means."""

    id: str = Field(min_length=1, max_length=250, title="Id", description="How edges name it.")
    name: str = Field(max_length=255)
    type: str = Field(min_length=1, max_length=100, examples=["spark_submit"])
    config: dict[str, _Value] = Field(
        {},
        title="Settings",
        json_schema_extra={
            "x-open": True,
            "properties": {
                "page_id": {"type": "string", "format": "page", "title": "Page"},
                "connection_id": {"type": "string", "format": "connection", "title": "Connection"},
            },
        },
    )


class TaskEdge(_Document):
    """`target` waits for `source`."""

    source: str = Field(title="First", json_schema_extra={"format": "task"})
    target: str = Field(title="Then", json_schema_extra={"format": "task"})


class TaskState(_Document):
    """How far a task of a DAG run is; `duration` in seconds."""

    state: str
    duration: float | None = None
    started_at: datetime | None = None


class DagIn(Body):
    """A DAG to create; without a `dag_id` it gets one made of its name."""

    workspace_id: UUID
    name: Name
    dag_id: DagId | None = Field(
        None,
        title="Airflow id",
        description="Unlike all others in Airflow: letters, digits, dashes, dots and underscores.",
    )
    description: Text | None = None
    schedule: Schedule | None = None
    default_args: dict[str, _Value] | None = Field(
        None, title="Default arguments", description="Of all tasks, such as retries, as JSON."
    )
    tasks: list[Task] = []
    edges: list[TaskEdge] = Field([], title="Order", description="Which task waits for which.")


class DagChange(Body):
    """What to change in a DAG; what is left out stays as it is."""

    dag_id: DagId | None = None
    name: Name | None = None
    description: Text | None = None
    schedule: Schedule | None = None
    default_args: dict[str, JsonValue] | None = None
    tasks: list[Task] | None = None
    edges: list[TaskEdge] | None = None


class DagDuplicate(Body):
    """Where to put the copy and what to call it; without a name and an id they are found."""

    name: Name | None = None
    dag_id: DagId | None = None
    workspace_id: UUID | None = None


class DagRow(Stamped):
    """A DAG in a list."""

    workspace_id: UUID
    dag_id: str
    name: str
    description: str | None
    schedule: dict[str, Any] | None
    sync_status: SyncStatus
    last_synced_at: datetime | None
    version: Version
    deleted_at: datetime | None


class Dag(DagRow):
    """A DAG with its tasks."""

    default_args: dict[str, Any] | None
    tasks: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    generated_code: str | None


class DagRunRow(Row):
    """A run of a DAG, as Airflow told it."""

    id: UUID
    dag_definition_id: UUID
    dag_run_id: str | None
    status: DagRunStatus
    task_states: dict[str, Any] | None
    started_at: datetime | None
    completed_at: datetime | None
    error: str | None
    created_at: datetime


DagSort = Literal["name", "dag_id", "created_at", "updated_at"]

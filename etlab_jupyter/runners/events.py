"""What a run tells while it goes on: one small model per kind of event.

`RunEvent.to_dict` gives a JSON object, `RunEvent.from_dict` the event again; the key
`event` says which it is. The events of a run are numbered from 1 without gaps. They
need not end: a streaming page goes on until somebody cancels it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Schema = dict[str, Any]
"""A Spark StructType as its own JSON."""


class RunEvent(BaseModel):
    """What all events have: the run, the number in it, and when (UTC, ISO 8601)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run_id: str
    seq: int
    time: str

    def to_dict(self) -> dict[str, Any]:
        """The event as a JSON object."""
        return self.model_dump(mode="json")

    @staticmethod
    def from_dict(data: Any) -> AnyRunEvent:
        """The event that `to_dict` gave; `pydantic.ValidationError` if it is none."""
        return _ADAPTER.validate_python(data)


class PlannedNode(BaseModel):
    """Whether a node will run, and why it does or does not, for people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    node: str
    label: str
    action: Literal["run", "skip"]
    reason: str


class NodeEvent(RunEvent):
    """An event about one node; `setup` and `parameters` count as nodes here."""

    node: str
    label: str


class RunQueued(RunEvent):
    """The runner has taken the run and makes its kernel ready."""

    event: Literal["run_queued"] = "run_queued"
    nodes: tuple[str, ...]


class RunStarted(RunEvent):
    """The kernel is ready and it is decided what will run, in this order.

    `application` is the id of the Spark application that the kernel has already, if
    any.
    """

    event: Literal["run_started"] = "run_started"
    plan: tuple[PlannedNode, ...]
    application: str | None = None


class NodeStarted(NodeEvent):
    """The kernel has begun with the node's cell."""

    event: Literal["node_started"] = "node_started"


class Progress(NodeEvent):
    """How far Spark is with the jobs that the node has started so far.

    `fraction` (0 to 1) is there where only that is known, as on Livy; the counts are then 0.
    """

    event: Literal["progress"] = "progress"
    jobs_running: int
    jobs_done: int
    stages_done: int
    stages_total: int
    tasks_done: int
    tasks_total: int
    tasks_active: int
    tasks_failed: int
    fraction: float | None = None

    @property
    def told(self) -> str:
        """How far it is, for people."""
        if self.fraction is not None:
            return f"{self.fraction:.0%}"
        return f"{self.tasks_done}/{self.tasks_total} tasks"

    @property
    def share(self) -> float:
        """How far it is, from 0 to 1."""
        if self.fraction is not None:
            return self.fraction
        return self.tasks_done / self.tasks_total if self.tasks_total else 0.0


class Output(NodeEvent):
    """Lines that the cell wrote."""

    event: Literal["output"] = "output"
    stream: Literal["stdout", "stderr"]
    text: str


class Preview(NodeEvent):
    """The first rows of one of the node's outputs, as lists in the schema's order.

    `truncated` says that there may be more rows.
    """

    event: Literal["preview"] = "preview"
    port: str
    spark_schema: Schema
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool


class NodeSkipped(NodeEvent):
    """The node does not run."""

    event: Literal["node_skipped"] = "node_skipped"
    reason: str


class NodeFinished(NodeEvent):
    """The node's cell succeeded.

    `rows` is what a sink wrote, or, if counting was asked for, what the node's only
    output holds; None if it is not known. `schemas` and `output_rows` go by output
    port.
    """

    event: Literal["node_finished"] = "node_finished"
    seconds: float
    rows: int | None = None
    schemas: dict[str, Schema] = Field(default_factory=dict)
    output_rows: dict[str, int] = Field(default_factory=dict)


class NodeFailed(NodeEvent):
    """The node's cell failed, or its preview did.

    `error` is the class of the exception, `condition` Spark's error condition
    (`CAST_INVALID_INPUT`), `line` the line of the cell, counted from 1, and `traceback`
    the lines of the user's own code that led there.
    """

    event: Literal["node_failed"] = "node_failed"
    seconds: float
    error: str
    message: str
    condition: str | None = None
    line: int | None = None
    traceback: tuple[str, ...] = ()


class NodeCancelled(NodeEvent):
    """The node's cell was stopped because the run was cancelled."""

    event: Literal["node_cancelled"] = "node_cancelled"
    seconds: float


class RunFinished(RunEvent):
    """The run is over.

    `ran`, `skipped` and `failed` are node ids; `rows` goes by sink. `error` says why a
    run could not even start, or what ended it.
    """

    event: Literal["run_finished"] = "run_finished"
    status: Literal["completed", "failed", "cancelled"]
    seconds: float
    ran: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    rows: dict[str, int | None] = Field(default_factory=dict)
    application: str | None = None
    error: str | None = None


AnyRunEvent = Annotated[
    RunQueued
    | RunStarted
    | NodeStarted
    | Progress
    | Output
    | Preview
    | NodeSkipped
    | NodeFinished
    | NodeFailed
    | NodeCancelled
    | RunFinished,
    Field(discriminator="event"),
]
"""Any of the events; its JSON Schema is what front ends read."""

_ADAPTER: TypeAdapter[AnyRunEvent] = TypeAdapter(AnyRunEvent)

"""Runs: the rows of `execution_history`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from etlab_jupyter.api.common import Body, FilePath, Row
from etlab_jupyter.api.enums import RunStatus
from etlab_jupyter.api.pages import ParameterValues, Place, Source
from etlab_jupyter.page.document import Document
from etlab_jupyter.runners.events import AnyRunEvent


class RunOptionsIn(Body):
    """How to run; see `docs/runs.md`."""

    preview_rows: Annotated[int, Field(ge=0, le=1000)] = 0
    preview_nodes: list[str] | None = None
    count_rows: Literal["sinks", "all"] = "sinks"
    to_node: str | None = None
    force: bool = False
    reuse: bool = False


RunMode = Literal["interactive", "submit"]
"""Cells on a kernel or in a session, or all of the page as a job that goes on by itself."""


class RunIn(Source, Place):
    """A run to start, of a stored page or of a document that is not stored (yet).

    With `mode` "submit" it is a job on the connection, which outlives this server. A job shows no
    previews, and all of the page runs.
    """

    mode: RunMode = "interactive"
    options: RunOptionsIn = RunOptionsIn()


class OwnKernel(Body):
    """A page that has a kernel of its own: a stored one, or the file that it is in.

    With `connection_id` the one that it has for its runs on that connection.
    """

    page_id: UUID | None = None
    page_path: FilePath | None = None
    connection_id: UUID | None = None


class RunRecord(Source):
    """A run that is over, which the server did not make: of a notebook's kernel, say.

    `code` is what ran, `events` everything that the run told, numbered from 1. `page_path` is the
    file of a page that is not stored, `connection_id` the connection of one's own that it was on.
    """

    mode: RunMode = "interactive"
    page_path: FilePath | None = None
    connection_id: UUID | None = None
    code: str = Field(max_length=10_000_000)
    options: RunOptionsIn = RunOptionsIn()
    events: list[AnyRunEvent] = Field(min_length=1, max_length=100_000)


class NodeResult(BaseModel):
    """What became of a node in a run; `rows` where they are known."""

    status: Literal["completed", "failed", "cancelled", "skipped"]
    label: str = ""
    seconds: float | None = None
    rows: int | None = None
    reason: str | None = None


class RunSummary(BaseModel):
    """What a run did: rows by sink, seconds and rows by node, Spark's application id."""

    model_config = ConfigDict(extra="allow")

    seconds: float | None = None
    application: str | None = None
    rows: dict[str, int | None] = {}
    nodes: dict[str, NodeResult] = {}


class RunRequest(BaseModel):
    """What a run was asked for, kept so that it can be run again or picked up."""

    model_config = ConfigDict(extra="allow")

    document: Document
    parameters: ParameterValues = {}
    ansi: bool = True
    options: RunOptionsIn = RunOptionsIn()
    mode: RunMode = "interactive"
    kernel_id: str | None = None
    connection_id: UUID | None = None
    schemas: dict[str, list[dict[str, Any]]] = {}


class RunRow(Row):
    """A run in a list.

    `page_version` is null where the page had changes that were not saved; `page_path` is the file
    of a page that is not stored; `connection_name` is told to the connection's owner alone.
    """

    id: UUID
    user_id: UUID
    user_name: str | None
    page_id: UUID | None
    page_version: int | None
    page_name: str | None
    page_path: str | None
    connection_id: UUID | None
    connection_name: str | None
    status: RunStatus
    error: str | None
    result_summary: RunSummary | None
    started_at: datetime | None
    completed_at: datetime | None
    created_at: datetime


class Run(RunRow):
    """A run with its code and its logs."""

    mode: RunMode
    code: str
    logs: str | None


RunSort = Literal["created_at", "started_at", "completed_at", "status"]

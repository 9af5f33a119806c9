"""Pages, their versions, and what is made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    Field,
    JsonValue,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
)

from etlab_jupyter.api.common import Body, FilePath, Name, Row, Stamped, Text, Version
from etlab_jupyter.page.document import Document, Edge, Metadata, Node

ParameterValues = dict[str, StrictBool | StrictInt | StrictFloat | StrictStr]


class PageIn(Body):
    """A page to create."""

    workspace_id: UUID
    name: Name
    description: Text | None = None
    nodes: list[Node] = []
    edges: list[Edge] = []
    metadata: Metadata = Metadata()


class PageChange(Body):
    """What to change in a page; what is left out stays as it is."""

    name: Name | None = None
    description: Text | None = None
    nodes: list[Node] | None = None
    edges: list[Edge] | None = None
    metadata: Metadata | None = None


class PageDuplicate(Body):
    """Where to put the copy and what to call it; without a name one is found."""

    name: Name | None = None
    workspace_id: UUID | None = None


class PageRow(Stamped):
    """A page in a list: without its nodes."""

    workspace_id: UUID
    name: str
    description: str | None
    version: Version
    deleted_at: datetime | None


class Page(PageRow):
    """A page with all of it."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    metadata: dict[str, Any]
    generated_code: str | None


class RevisionRow(Row):
    """A saved version of a page in a list. `user_id` is who saved it, `user_name` their name."""

    id: UUID
    page_id: UUID
    version: Version
    name: str
    description: str | None
    user_id: UUID | None
    user_name: str | None
    created_at: datetime


class Revision(RevisionRow):
    """A saved version of a page with all of it."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    metadata: dict[str, Any]


class Change(BaseModel):
    """What differs in one node or edge: the dotted paths that do."""

    id: str
    label: str | None = None
    paths: list[str] = []


class Changes(BaseModel):
    """Nodes or edges that only one version has, and those that differ."""

    added: list[Change]
    removed: list[Change]
    changed: list[Change]


class Difference(BaseModel):
    """How one document differs from another; `text` is a unified diff."""

    nodes: Changes
    edges: Changes
    page: list[str] = Field(description="What differs in the page itself.")
    text: str


class Comparison(Difference):
    """How one version of a page differs from an older one."""

    base: Version
    other: Version


class DocumentPair(Body):
    """Two documents, stored or not, to be compared."""

    base: Document
    other: Document


class Source(Body):
    """A page that is stored (`page_id`) or one that is not (`document`).

    The document wins, so that a stored page with unsaved changes is looked at with the schemas of
    its workspace. `ansi` tells Spark's ANSI mode.
    """

    page_id: UUID | None = None
    document: Document | None = None
    parameters: ParameterValues = {}
    ansi: bool = True


class SchemaSource(Source):
    """With the node whose columns are wanted; all nodes' without one."""

    node: str | None = None


class Place(Body):
    """Where a page runs.

    `kernel_id` names a running kernel of this server. Without it the page has a kernel of its own,
    started with its first run; `page_path` tells the pages apart that are files and not stored: in
    the server's folder relative to it, however it was given.
    With `connection_id` that kernel starts the Spark of one's connection.
    """

    page_path: FilePath | None = None
    kernel_id: str | None = Field(None, max_length=255)
    connection_id: UUID | None = None


class PreviewSource(Source, Place):
    """With the node whose first rows are wanted, and how many."""

    node: str
    rows: Annotated[int, Field(ge=1, le=1000)] = 100


class PathSource(Source, Place):
    """With the path that is listed; without one, where relative paths start."""

    path: Annotated[str, Field(max_length=4096)] = ""


class PathEntry(BaseModel):
    """A file or folder."""

    name: str
    path: str
    folder: bool
    size: int | None
    modified: datetime | None


class PathListing(BaseModel):
    """What is in a folder; `truncated` where there is more."""

    path: str
    parent: str | None
    entries: list[PathEntry]
    truncated: bool


class ProblemRow(BaseModel):
    """A mistake in a page; see `docs/pages.md`."""

    code: str
    message: str
    hint: str | None = None
    severity: Literal["error", "warning"]
    node: str | None = None
    label: str | None = None
    field: str | None = None
    edge: str | None = None
    line: int | None = None
    column: int | None = None


class Validation(BaseModel):
    """All that is wrong with a page; `runnable` without errors."""

    runnable: bool
    problems: list[ProblemRow]


class CellRow(BaseModel):
    """One generated cell."""

    node: str
    kind: str
    label: str
    source: str
    key: str
    variables: dict[str, str] = Field(description="The DataFrame's name by output port.")


class Code(BaseModel):
    """The page as one script and as cells."""

    code: str
    cells: list[CellRow]


class ColumnRow(BaseModel):
    """A column; `type` in Spark's DDL."""

    name: str
    type: str
    nullable: bool


class NodeSchema(BaseModel):
    """The columns of one output of a node; null where they are known only in a run."""

    node: str
    port: str
    columns: list[ColumnRow] | None


class Schemas(BaseModel):
    """The outputs' columns, and what is wrong with the page."""

    schemas: list[NodeSchema]
    problems: list[ProblemRow]


class PreviewRows(BaseModel):
    """The first rows of a node's output."""

    node: str
    port: str
    spark_schema: dict[str, Any]
    rows: list[list[JsonValue]]
    truncated: bool


class PreviewResult(BaseModel):
    """What a preview found, by output port."""

    run_id: UUID
    previews: list[PreviewRows]


PageSort = Literal["name", "created_at", "updated_at"]
RevisionSort = Literal["version"]

"""Files of pages, schemas and DAGs, and what an import of them did."""

from __future__ import annotations

import uuid
from typing import Any

from pydantic import BaseModel, Field

from etlab_jupyter.api.workspaces import Workspace

NEW_IDS: Any = Field(
    {}, description="New ids by the old ones that were taken; DAG ids of Airflow among them."
)


class FileIn(BaseModel):
    """A page, schema or DAG as an export has written it, or a page file."""

    name: str = Field(max_length=255, description="The file's name; `orders.etlab.json`.")
    text: str = Field(max_length=32 * 1024 * 1024)


class FilesIn(BaseModel):
    """What is put into a workspace."""

    files: list[FileIn] = Field(min_length=1, max_length=1000)


class Added(BaseModel):
    """The ids of what an import put into a workspace."""

    pages: list[uuid.UUID]
    schemas: list[uuid.UUID]
    dags: list[uuid.UUID]
    new_ids: dict[str, str] = NEW_IDS


class Imported(BaseModel):
    """The workspace that an import made, how much is in it, and what could not keep its id."""

    workspace: Workspace
    pages: int
    schemas: int
    dags: int
    new_ids: dict[str, str] = NEW_IDS

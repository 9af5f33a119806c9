"""What an import did."""

from __future__ import annotations

from pydantic import BaseModel, Field

from etlab_jupyter.api.workspaces import Workspace


class Imported(BaseModel):
    """The workspace that an import made, how much is in it, and what could not keep its id."""

    workspace: Workspace
    pages: int
    schemas: int
    dags: int
    new_ids: dict[str, str] = Field(
        {}, description="New ids by the old ones that were taken; DAG ids of Airflow among them."
    )

"""One class per table."""

from etlab_jupyter.db.models.connections import SparkConnection
from etlab_jupyter.db.models.dags import DagDefinition, DagExecution
from etlab_jupyter.db.models.pages import Page, PageRevision
from etlab_jupyter.db.models.runs import ExecutionEvent, ExecutionHistory
from etlab_jupyter.db.models.schemas import SchemaDefinition
from etlab_jupyter.db.models.users import User
from etlab_jupyter.db.models.workspaces import Workspace, WorkspaceMember, WorkspaceShareLink

__all__ = [
    "DagDefinition", "DagExecution", "ExecutionEvent", "ExecutionHistory", "Page", "PageRevision",
    "SchemaDefinition", "SparkConnection", "User", "Workspace", "WorkspaceMember",
    "WorkspaceShareLink",
]  # fmt: skip

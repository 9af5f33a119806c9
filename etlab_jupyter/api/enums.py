"""The words that the database's ENUM columns hold."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member may do in a workspace, from the most to the least."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


class ConnectionType(StrEnum):
    """Where Spark runs."""

    LOCAL = "local"
    STANDALONE = "standalone"
    YARN = "yarn"
    KUBERNETES = "kubernetes"
    DATABRICKS = "databricks"
    LIVY = "livy"


class RunStatus(StrEnum):
    """How far a run is."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether the run has ended."""
        return self not in (RunStatus.PENDING, RunStatus.RUNNING)


class SyncStatus(StrEnum):
    """Whether Airflow has the DAG as it is here."""

    PENDING = "pending"
    SYNCED = "synced"
    ERROR = "error"
    MODIFIED = "modified"


class DagRunStatus(StrEnum):
    """How far a DAG run is, in Airflow's words."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"

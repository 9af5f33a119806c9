"""Databricks."""

from __future__ import annotations

from pydantic import Field, SecretStr

from etlab_jupyter.connections.base import ConnectionConfig, Line, Url


class DatabricksConfig(ConnectionConfig):
    """A cluster of a Databricks workspace."""

    host: Url = Field(title="Workspace", examples=["https://xxx.cloud.databricks.com"])
    token: SecretStr = Field(title="Access token")
    cluster_id: Line = Field(title="Cluster", examples=["0123-456789-abc123"])

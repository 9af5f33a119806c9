"""Databricks."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator

from etlab_jupyter.connections.base import ConnectionConfig, Line, Package, Url, is_secret_key
from etlab_jupyter.spark_session import DatabricksSettings


class DatabricksConfig(ConnectionConfig):
    """A cluster of a Databricks workspace."""

    host: Url = Field(title="Workspace", examples=["https://xxx.cloud.databricks.com"])
    token: SecretStr = Field(title="Access token")
    cluster_id: Line = Field(title="Cluster", examples=["0123-456789-abc123"])
    """A cluster for all purposes. It is started where it does not run."""

    packages: list[Package] = Field([], title="Packages")
    """What is installed on the cluster, for all who use it, where it is missing: JDBC drivers,
    Kafka, Avro (`group:artifact:version`). The token must be allowed to manage the cluster."""

    @field_validator("spark_conf")
    @classmethod
    def _without_secrets(cls, conf: dict[str, str]) -> dict[str, str]:
        # They would be part of a command, which Databricks writes to its audit log.
        secret = next(filter(is_secret_key, conf), None)
        if secret is not None:
            raise ValueError(
                f"{secret} looks like a secret; on Databricks, put it into a secret scope and "
                "refer to it in the cluster's settings"
            )
        return conf

    def session(self) -> DatabricksSettings:
        """Where pages run, and what their sessions are given."""
        return DatabricksSettings(
            address=self.host.rstrip("/"),
            cluster_id=self.cluster_id,
            token=self.token.get_secret_value(),
            packages=tuple(self.packages),
            conf=self.spark_conf,
        )

"""Databricks."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import (
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from etlab_jupyter.connections.base import ConnectionConfig, Line, Package, Url, is_secret_key
from etlab_jupyter.spark_session import DatabricksSettings

_ONE_WAY = PydanticCustomError(
    "sign-in",
    "enter either an access token, or the client ID of a service principal and its secret",
)


class DatabricksConfig(ConnectionConfig):
    """A cluster of a Databricks workspace."""

    host: Url = Field(title="Workspace", examples=["https://xxx.cloud.databricks.com"])
    token: SecretStr | None = Field(None, title="Access token")
    """A personal access token, or below a service principal: one of both."""
    client_id: Line | None = Field(
        None, title="Client ID", examples=["a1b2c3d4-e5f6-7890-abcd-ef1234567890"]
    )
    """The application ID of a service principal."""
    client_secret: SecretStr | None = Field(None, title="Secret of the client")
    """An OAuth secret of that service principal; Databricks gives tokens for an hour for it."""
    cluster_id: Line | None = Field(None, title="Cluster", examples=["0123-456789-abc123"])
    """A cluster for all purposes. It is started where it does not run. Without one pages run as
    jobs only, on serverless compute."""
    environment_version: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,3}$")] = Field(
        "4", title="Environment of serverless compute", examples=["4"]
    )
    """The version of the environment that jobs have there: it says which Python and which Spark."""

    packages: list[Package] = Field([], title="Packages")
    """What is installed on the cluster, for all who use it, where it is missing: JDBC drivers,
    Kafka, Avro (`group:artifact:version`). Who signs in must be allowed to manage the cluster."""

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

    @field_validator("packages")
    @classmethod
    def _on_a_cluster(cls, packages: list[str], info: ValidationInfo) -> list[str]:
        if packages and not info.data.get("cluster_id"):
            raise ValueError("serverless compute takes no packages from Maven; name a cluster")
        return packages

    @model_validator(mode="after")
    def _one_way_to_sign_in(self) -> Self:
        principal = (bool(self.client_id), bool(_plain(self.client_secret)))
        if any(principal) != all(principal) or any(principal) == bool(_plain(self.token)):
            # The form shows it at a field.
            told = InitErrorDetails(type=_ONE_WAY, loc=("token",), input=None)
            raise ValidationError.from_exception_data(type(self).__name__, [told])
        return self

    def session(self) -> DatabricksSettings:
        """Where pages run, and what their sessions are given."""
        return DatabricksSettings(
            address=self.host.rstrip("/"),
            cluster_id=self.cluster_id or "",
            environment_version=self.environment_version,
            token=_plain(self.token),
            client_id=self.client_id or "",
            client_secret=_plain(self.client_secret),
            packages=tuple(self.packages),
            conf=self.spark_conf,
        )


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()

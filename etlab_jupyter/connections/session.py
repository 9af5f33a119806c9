"""Connections on which a kernel of ours starts the session."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from pydantic import SecretStr

from etlab_jupyter.connections.base import ConnectionConfig, SparkConfig
from etlab_jupyter.connections.databricks import DatabricksConfig
from etlab_jupyter.connections.livy import LivyConfig
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.spark_session import DeployMode, Settings, SparkSettings

_UPLOAD = "spark.kubernetes.file.upload.path"


class SessionConfig(SparkConfig):
    """The base of their configs."""

    @abstractmethod
    def session(self) -> SparkSettings:
        """What the session is started with."""


class NoSessionError(ETLabError):
    """The connection's Spark has no driver that a kernel could be."""


def target_of(config: ConnectionConfig) -> Settings:
    """Where pages run on the connection; `NoSessionError` where they cannot."""
    if isinstance(config, DatabricksConfig) and not config.cluster_id:
        raise NoSessionError(
            "It has no cluster, and on serverless compute Databricks runs no commands. Submit the "
            "page as a job, or enter a cluster."
        )
    if isinstance(config, LivyConfig | DatabricksConfig):
        return config.session()
    return session_of(config)


def check_kernel(model: type[ConnectionConfig]) -> None:
    """`NoSessionError` for a type of connection whose sessions are never in a kernel."""
    if not issubclass(model, SessionConfig):
        raise NoSessionError(
            "Its Spark is reached over HTTP, so no kernel can start a session. "
            "%%etlab on runs a cell there, %etlab run --on a page."
        )


def job_target_of(config: ConnectionConfig) -> Settings:
    """Where jobs are submitted on the connection; `NoSessionError` where they cannot be."""
    if isinstance(config, DatabricksConfig):
        return config.session()
    if isinstance(config, LivyConfig):
        if not config.script_folder:
            raise NoSessionError(
                "Enter its “Folder for scripts”: Livy takes only scripts that its Spark can read."
            )
        return config.session()
    if not isinstance(config, SessionConfig):
        raise NoSessionError("Its Spark takes no jobs from here.")
    settings = config.session()
    if settings.remote:
        raise NoSessionError("Spark Connect takes no scripts.")
    mode: DeployMode = getattr(config, "deploy_mode", "client")
    kubernetes = str(settings.master).startswith("k8s")
    if mode == "cluster" and kubernetes and _UPLOAD not in settings.conf:
        raise NoSessionError(
            "Enter its “Folder for scripts”: a driver in the cluster reads its script from there."
        )
    return replace(settings, deploy_mode=mode)


def session_of(config: ConnectionConfig) -> SparkSettings:
    """What a kernel starts the connection's session with; `NoSessionError` where it cannot."""
    check_kernel(type(config))
    assert isinstance(config, SessionConfig)  # noqa: S101
    if getattr(config, "deploy_mode", "client") == "cluster":
        raise NoSessionError(
            "Its driver runs in the cluster, so no kernel can start a session. "
            "Submit the page as a job, or let the connection's driver run in the client."
        )
    return config.session()


def with_token(remote: str, token: SecretStr | None) -> str:
    """The address of a Spark Connect server with the token that it asks for."""
    if token is None:
        return remote
    separator = ";" if "/;" in remote else "/;"
    return f"{remote.rstrip('/')}{separator}token={token.get_secret_value()}"

"""The settings of a SparkSession on a connection."""

from __future__ import annotations

from typing import Any

from etlab_jupyter.connections.base import ConnectionConfig, SparkConfig
from etlab_jupyter.connections.kubernetes import KubernetesConfig
from etlab_jupyter.connections.local import LocalConfig
from etlab_jupyter.connections.standalone import StandaloneConfig
from etlab_jupyter.connections.yarn import YarnConfig
from etlab_jupyter.problems import ETLabError

Settings = dict[str, str]
_COMMON = {
    "driver_memory": "spark.driver.memory",
    "executor_memory": "spark.executor.memory",
    "executor_cores": "spark.executor.cores",
    "num_executors": "spark.executor.instances",
}
_YARN = {"queue": "spark.yarn.queue"}
_KUBERNETES = {
    "namespace": "spark.kubernetes.namespace",
    "image": "spark.kubernetes.container.image",
    "service_account": "spark.kubernetes.authenticate.serviceAccountName",
    "token": "spark.kubernetes.authenticate.oauthToken",
}


def session_settings(config: ConnectionConfig) -> Settings:
    """The settings of a session in this process; `ETLabError` where there can be none.

    `config` holds its secrets, and so may the settings.
    """
    match config:
        case LocalConfig(remote=str(remote)) | StandaloneConfig(remote=str(remote)):
            token = config.token.get_secret_value() if config.token else ""
            found = {"spark.remote": _with_token(remote, token)}
        case LocalConfig() | StandaloneConfig():
            found = {"spark.master": config.master, **_given(config, _COMMON)}
        case YarnConfig(deploy_mode="client"):
            found = {"spark.master": config.master, **_given(config, _COMMON | _YARN)}
        case KubernetesConfig(deploy_mode="client"):
            found = {"spark.master": config.master, **_given(config, _COMMON | _KUBERNETES)}
        case SparkConfig():
            raise ETLabError("Its driver runs in the cluster, so no session can be here.")
        case _:
            raise ETLabError("Its Spark is reached over HTTP, so no session can be here.")
    return {**found, **config.spark_conf}


def _with_token(remote: str, token: str) -> str:
    if not token:
        return remote
    path = remote if "/;" in remote else f"{remote.rstrip('/')}/"
    return f"{path};token={token}"


def _given(config: ConnectionConfig, names: dict[str, str]) -> Settings:
    found = {}
    for field, setting in names.items():
        value: Any = getattr(config, field)
        if value is not None:
            found[setting] = str(getattr(value, "get_secret_value", lambda v=value: v)())
    return found

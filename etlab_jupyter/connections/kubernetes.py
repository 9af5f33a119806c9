"""Spark on Kubernetes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from etlab_jupyter.connections.base import Line, SparkConfig


class KubernetesConfig(SparkConfig):
    """A Kubernetes cluster."""

    master: Line = Field(
        title="API server", pattern=r"^k8s://", examples=["k8s://https://host:6443"]
    )
    deploy_mode: Literal["client", "cluster"] = Field("client", title="Where the driver runs")
    namespace: Line = Field("default", title="Namespace")
    image: Line | None = Field(None, title="Container image", examples=["apache/spark:4.0.0"])
    service_account: Line | None = Field(None, title="Service account")
    token: SecretStr | None = Field(None, title="Token")

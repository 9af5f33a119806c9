"""Spark on Kubernetes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from etlab_jupyter.connections.base import Line, ScriptFolder, address
from etlab_jupyter.connections.session import SessionConfig
from etlab_jupyter.spark_session import SparkSettings


class KubernetesConfig(SessionConfig):
    """A Kubernetes cluster."""

    master: Annotated[str, address("k8s")] = Field(
        title="API server", examples=["k8s://https://host:6443"]
    )
    deploy_mode: Literal["client", "cluster"] = Field("client", title="Where the driver runs")
    namespace: Line = Field("default", title="Namespace")
    image: Line | None = Field(None, title="Container image", examples=["apache/spark:4.0.0"])
    service_account: Line | None = Field(None, title="Service account")
    context: Line | None = Field(None, title="Context of the kubeconfig", examples=["etl"])
    """Where no token is given, Spark signs in as the kubeconfig of the Jupyter server says (the
    file that `KUBECONFIG` names, else `~/.kube/config`), in this context or the current one."""
    token: SecretStr | None = Field(None, title="Token")
    script_folder: ScriptFolder | None = Field(
        None, title="Folder for scripts", examples=["s3a://bucket/etlab"]
    )
    """Where Spark puts the scripts of submitted pages, for a driver in the cluster to read them."""
    driver_pod_template: Line | None = Field(None, title="File of the driver's pod template")
    executor_pod_template: Line | None = Field(None, title="File of the executors' pod template")

    def session(self) -> SparkSettings:
        # In the cluster the driver signs in with its service account.
        client = self.deploy_mode == "client"
        token = f"spark.kubernetes.authenticate{'' if client else '.submission'}.oauthToken"
        named = {
            "spark.kubernetes.namespace": self.namespace,
            "spark.kubernetes.context": self.context,
            "spark.kubernetes.container.image": self.image,
            "spark.kubernetes.authenticate.driver.serviceAccountName": self.service_account,
            "spark.kubernetes.file.upload.path": self.script_folder,
            "spark.kubernetes.driver.podTemplateFile": self.driver_pod_template,
            "spark.kubernetes.executor.podTemplateFile": self.executor_pod_template,
            token: self.token and self.token.get_secret_value(),
        }
        given = {key: value for key, value in named.items() if value}
        return SparkSettings(master=self.master, conf={**given, **self.settings()})

"""Hadoop's cluster manager."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from etlab_jupyter.connections.base import Line
from etlab_jupyter.connections.session import SessionConfig
from etlab_jupyter.spark_session import SparkSettings


class YarnConfig(SessionConfig):
    """A YARN cluster; Hadoop's configuration files tell where it is."""

    master: Literal["yarn"] = "yarn"
    deploy_mode: Literal["client", "cluster"] = Field("client", title="Where the driver runs")
    queue: Line | None = Field(None, title="Queue")
    hadoop_conf_dir: Line | None = Field(None, title="Folder of Hadoop's configuration")

    def session(self) -> SparkSettings:
        queue = {"spark.yarn.queue": self.queue} if self.queue else {}
        folder = self.hadoop_conf_dir
        env = {"HADOOP_CONF_DIR": folder, "YARN_CONF_DIR": folder} if folder else {}
        return SparkSettings(master=self.master, conf={**queue, **self.settings()}, env=env)

"""Hadoop's cluster manager."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from etlab_jupyter.connections.base import Line, SparkConfig


class YarnConfig(SparkConfig):
    """A YARN cluster; Hadoop's configuration files tell where it is."""

    master: Literal["yarn"] = "yarn"
    deploy_mode: Literal["client", "cluster"] = Field("client", title="Where the driver runs")
    queue: Line | None = Field(None, title="Queue")
    hadoop_conf_dir: Line | None = Field(None, title="Folder of Hadoop's configuration")

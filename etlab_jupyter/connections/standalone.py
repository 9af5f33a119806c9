"""Spark's own cluster manager."""

from __future__ import annotations

from pydantic import Field, SecretStr

from etlab_jupyter.connections.base import Line, Remote, SparkConfig


class StandaloneConfig(SparkConfig):
    """A standalone cluster."""

    master: Line = Field(title="Master", pattern=r"^spark://", examples=["spark://host:7077"])
    remote: Remote | None = Field(None, title="Spark Connect", examples=["sc://host:15002"])
    """The address of a Spark Connect server of the cluster."""
    token: SecretStr | None = Field(None, title="Token for Spark Connect")

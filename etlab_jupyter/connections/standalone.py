"""Spark's own cluster manager."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr

from etlab_jupyter.connections.base import Remote, address
from etlab_jupyter.connections.session import SessionConfig, with_token
from etlab_jupyter.spark_session import SparkSettings


class StandaloneConfig(SessionConfig):
    """A standalone cluster."""

    master: Annotated[str, address("spark")] = Field(title="Master", examples=["spark://host:7077"])
    remote: Remote | None = Field(None, title="Spark Connect", examples=["sc://host:15002"])
    """The address of a Spark Connect server of the cluster."""
    token: SecretStr | None = Field(None, title="Token for Spark Connect")

    def session(self) -> SparkSettings:
        if self.remote:
            return SparkSettings(remote=with_token(self.remote, self.token), conf=self.spark_conf)
        return SparkSettings(master=self.master, conf=self.settings())

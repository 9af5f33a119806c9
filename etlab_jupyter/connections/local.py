"""Spark on the machine of the kernel."""

from __future__ import annotations

from pydantic import Field, SecretStr

from etlab_jupyter.connections.base import Line, Remote
from etlab_jupyter.connections.session import SessionConfig, with_token
from etlab_jupyter.spark_session import SparkSettings


class LocalConfig(SessionConfig):
    """Spark inside the kernel, or a Spark Connect server."""

    master: Line = Field("local[*]", title="Master", examples=["local[*]", "local[4]"])
    remote: Remote | None = Field(None, title="Spark Connect", examples=["sc://localhost:15002"])
    """The address of a Spark Connect server; with it, `master` does not count."""
    token: SecretStr | None = Field(None, title="Token for Spark Connect")

    def session(self) -> SparkSettings:
        if self.remote:
            return SparkSettings(remote=with_token(self.remote, self.token), conf=self.spark_conf)
        return SparkSettings(master=self.master, conf=self.settings())

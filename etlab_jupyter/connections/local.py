"""Spark on the machine of the kernel."""

from __future__ import annotations

from pydantic import Field

from etlab_jupyter.connections.base import Line, SparkConfig


class LocalConfig(SparkConfig):
    """Spark inside the kernel, or a Spark Connect server."""

    master: Line = Field("local[*]", title="Master", examples=["local[*]", "local[4]"])
    remote: Line | None = Field(None, title="Spark Connect", examples=["sc://localhost:15002"])
    """The address of a Spark Connect server; with it, `master` does not count."""

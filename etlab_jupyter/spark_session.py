"""What a Spark session is started with, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

DeployMode = Literal["client", "cluster"]
"""Where the driver of a job runs."""


@dataclass(frozen=True, slots=True)
class SparkSettings:
    """`remote` is the address of a Spark Connect server; without it there is a `master`.

    `conf` and `remote` hold secrets: they go to the process that starts Spark, nowhere else.
    With `deploy_mode` "cluster" the driver is in the cluster, which only a job's can be.
    """

    master: str | None = None
    remote: str | None = field(default=None, repr=False)
    conf: Mapping[str, str] = field(default_factory=dict, repr=False)
    env: Mapping[str, str] = field(default_factory=dict)
    deploy_mode: DeployMode = "client"

    @property
    def address(self) -> str:
        """Where the session's Spark is."""
        return self.remote or self.master or ""


@dataclass(frozen=True, slots=True)
class LivySettings:
    """A Livy server, how to sign in there, and what its sessions are started with.

    `session` is the body of `POST /sessions`, without kind and name; it and `password` are secret.
    The scripts of jobs are put into `script_folder`, which Livy's Spark reads.
    A request that may be repeated is, for `patience` seconds; one answer may take
    `answer_seconds`.
    """

    address: str
    auth: Literal["none", "basic", "kerberos"] = "none"
    username: str = ""
    password: str = field(default="", repr=False)
    verify_tls: bool = True
    session: Mapping[str, Any] = field(default_factory=dict, repr=False)
    script_folder: str = ""
    patience: float = 120.0
    answer_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class DatabricksSettings:
    """A cluster of a Databricks workspace, and how to sign in there.

    Without a `cluster_id` jobs run on serverless compute, in the environment of that version.
    With a `token`, or as the service principal `client_id` with `client_secret`; both are secret.
    `packages` are Maven coordinates of what the cluster must have, `conf` are settings of the
    session. A request that may be repeated is, for `patience` seconds; one answer may take
    `answer_seconds`, the start of the cluster `start_seconds`.
    """

    address: str
    cluster_id: str
    token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    environment_version: str = ""
    packages: tuple[str, ...] = ()
    conf: Mapping[str, str] = field(default_factory=dict)
    patience: float = 120.0
    answer_seconds: float = 20.0
    start_seconds: float = 1800.0


Settings = SparkSettings | LivySettings | DatabricksSettings
"""Where a page runs: a kernel starts the first kind of session, a service the others."""

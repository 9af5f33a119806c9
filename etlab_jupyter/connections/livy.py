"""Apache Livy."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, SecretStr

from etlab_jupyter.connections.base import Line, ScriptFolder, SparkConfig, Url
from etlab_jupyter.spark_session import LivySettings


class LivyConfig(SparkConfig):
    """A Livy server, which starts the Spark sessions."""

    url: Url = Field(title="Address", examples=["http://livy-server:8998"])
    auth: Literal["none", "basic", "kerberos"] = Field("none", title="Signing in")
    username: Line | None = Field(None, title="User")
    password: SecretStr | None = Field(None, title="Password")
    proxy_user: Line | None = Field(None, title="Run as")
    verify_tls: bool = Field(True, title="Check the server's certificate")
    queue: Line | None = Field(None, title="Queue")
    """The YARN queue of the sessions."""
    idle_timeout: Line | None = Field(None, title="Lifetime of idle sessions", examples=["30m"])
    """For this long Livy keeps a session that nobody uses; servers before 0.9 refuse it."""
    ttl: Line | None = Field(None, title="Lifetime of sessions", examples=["8h"])
    """After this long Livy ends a session, also one that is at work; Livy 0.8 ends only those that
    nobody uses (LIVY-989), and servers before it refuse it."""

    script_folder: ScriptFolder | None = Field(
        None, title="Folder for scripts", examples=["hdfs:///user/me/etlab"]
    )
    """Where the scripts of submitted pages are put, for Livy's Spark to read them: a folder in one
    of its file systems, or with `file:` one that the Jupyter server and Livy both see."""

    def session(self) -> LivySettings:
        """Where pages run, and what their sessions are started with."""
        # Livy refuses fields that it does not know: only what is given is sent.
        named = {
            "driverMemory": self.driver_memory,
            "executorMemory": self.executor_memory,
            "executorCores": self.executor_cores,
            "numExecutors": self.num_executors,
            "proxyUser": self.proxy_user,
            "queue": self.queue,
            "idleTimeout": self.idle_timeout,
            "ttl": self.ttl,
            "conf": self.conf(),
        }
        given: dict[str, Any] = {key: value for key, value in named.items() if value}
        return LivySettings(
            address=self.url,
            auth=self.auth,
            username=self.username or "",
            password=self.password.get_secret_value() if self.password else "",
            verify_tls=self.verify_tls,
            session=given,
            script_folder=self.script_folder or "",
        )

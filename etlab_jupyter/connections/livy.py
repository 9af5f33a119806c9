"""Apache Livy."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from etlab_jupyter.connections.base import Line, SparkConfig, Url


class LivyConfig(SparkConfig):
    """A Livy server, which starts the Spark sessions."""

    url: Url = Field(title="Address", examples=["http://livy-server:8998"])
    auth: Literal["none", "basic", "kerberos"] = Field("none", title="Signing in")
    username: Line | None = Field(None, title="User")
    password: SecretStr | None = Field(None, title="Password")
    proxy_user: Line | None = Field(None, title="Run as")
    verify_tls: bool = Field(True, title="Check the server's certificate")

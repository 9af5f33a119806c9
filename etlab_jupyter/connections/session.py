"""Connections on which a kernel of ours starts the session."""

from __future__ import annotations

from abc import abstractmethod

from pydantic import SecretStr

from etlab_jupyter.connections.base import SparkConfig
from etlab_jupyter.spark_session import SparkSettings


class SessionConfig(SparkConfig):
    """The base of their configs."""

    @abstractmethod
    def session(self) -> SparkSettings:
        """What the session is started with."""


def with_token(remote: str, token: SecretStr | None) -> str:
    """The address of a Spark Connect server with the token that it asks for."""
    if token is None:
        return remote
    separator = ";" if "/;" in remote else "/;"
    return f"{remote.rstrip('/')}{separator}token={token.get_secret_value()}"

"""What starts a Spark session: settings that every kernel, notebook or runner takes alike."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from etlab_jupyter.connections.base import SparkConfig


@dataclass(frozen=True, slots=True)
class Session:
    """`remote` is the address of a Spark Connect server; without it there is a `master`.

    `conf` and `remote` hold secrets: they go to the process that starts Spark, nowhere else.
    """

    master: str | None = None
    remote: str | None = None
    conf: Mapping[str, str] = field(default_factory=dict, repr=False)
    env: Mapping[str, str] = field(default_factory=dict)


class SessionConfig(SparkConfig):
    """A connection on which a kernel of ours starts the session."""

    @abstractmethod
    def session(self) -> Session:
        """What the session is started with."""


def with_token(remote: str, token: SecretStr | None) -> str:
    """The address of a Spark Connect server with the token that it asks for."""
    if token is None:
        return remote
    separator = ";" if "/;" in remote else "/;"
    return f"{remote.rstrip('/')}{separator}token={token.get_secret_value()}"

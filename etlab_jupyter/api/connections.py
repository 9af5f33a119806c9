"""Spark connections. Secrets go in and never come out again."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, JsonValue

from etlab_jupyter.api.common import Body, Name, Stamped
from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.problems import FailedAt

MASK = "********"
"""What stands for a secret in an answer; sent back, it leaves the secret as it is."""


class ConnectionIn(Body):
    """A connection to create; its type says what `config` holds."""

    name: Name
    connection_type: ConnectionType
    config: dict[str, JsonValue] = {}
    is_default: bool = False


class ConnectionChange(Body):
    """What to change in a connection; what is left out stays as it is."""

    name: Name | None = None
    config: dict[str, JsonValue] | None = None
    is_default: bool | None = None


class ConnectionRow(Stamped):
    """A connection in a list."""

    user_id: UUID
    name: str
    connection_type: ConnectionType
    is_default: bool


class Connection(ConnectionRow):
    """A connection with its config, secrets masked."""

    config: dict[str, Any]


class ConnectionTry(Body):
    """A connection to test that is not stored."""

    connection_type: ConnectionType
    config: dict[str, JsonValue] = {}


class ConnectionRetry(Body):
    """What to test of a stored connection: another config, or without it the stored one."""

    config: dict[str, JsonValue] | None = None


class ConnectionTest(BaseModel):
    """Whether a connection works, and what it found or what failed, for people.

    `latency_ms` is how long one request or one small job took. `failed` names the part that does
    not work, where that is known.
    """

    works: bool
    message: str
    failed: FailedAt | None = None
    spark_version: str | None = None
    master: str | None = None
    latency_ms: int | None = None


ConnectionSort = Literal["name", "connection_type", "created_at", "updated_at"]

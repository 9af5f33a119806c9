"""Spark connections. Each belongs to one user; nobody else sees it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from etlab_jupyter.api.connections import (
    MASK,
    Connection,
    ConnectionChange,
    ConnectionIn,
    ConnectionTest,
)
from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connection_checks import CheckError, check
from etlab_jupyter.connections import CONFIGS, ConnectionConfig, secret_paths
from etlab_jupyter.db import models
from etlab_jupyter.db.store import Store
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import BusyError, InvalidError, NotFoundError
from etlab_jupyter.services.listing import Found, ListQuery, find
from etlab_jupyter.services.names import free_name
from etlab_jupyter.services.vault import Vault
from etlab_jupyter.services.versions import flush

C = models.SparkConnection
COLUMNS: dict[str, Any] = {
    "id": C.id, "user_id": C.user_id, "name": C.name, "connection_type": C.connection_type,
    "is_default": C.is_default, "created_at": C.created_at, "updated_at": C.updated_at,
}  # fmt: skip
TAKEN = "You have a connection of this name already."
Config = dict[str, Any]
# A test may start a JVM: one at a time for each person.
_TESTING: set[uuid.UUID] = set()


async def create(store: Store, vault: Vault, actor: Actor, body: ConnectionIn) -> Connection:
    """Make a connection. The first one is the default."""
    config = _encrypt(vault, body.connection_type, body.config, {})
    async with store.write() as session:
        mine = select(C.id).where(C.user_id == actor.id).limit(1)
        first = (await session.execute(mine)).first() is None
        row = C(
            user_id=actor.id,
            name=body.name,
            connection_type=body.connection_type,
            config=config,
            is_default=False,
        )
        session.add(row)
        await flush(session, TAKEN)
        if body.is_default or first:
            await _make_default(session, actor, row)
        return _connection(row)


async def find_all(store: Store, actor: Actor, query: ListQuery) -> Found:
    """The actor's connections, without their configs."""
    async with store.read() as session:
        return await find(
            session, select(C.id).where(C.user_id == actor.id), COLUMNS, query, search=[C.name],
            sortable=("name", "connection_type", "created_at", "updated_at"), default="name",
        )  # fmt: skip


async def get(store: Store, actor: Actor, id_: uuid.UUID) -> Connection:
    """A connection, its secrets masked."""
    async with store.read() as session:
        return _connection(await load(session, actor, id_))


async def change(
    store: Store, vault: Vault, actor: Actor, id_: uuid.UUID, body: ConnectionChange
) -> Connection:
    """Change a connection. A masked secret stays as it is; `config` is replaced as a whole."""
    async with store.write() as session:
        row = await load(session, actor, id_, for_update=True)
        if body.name is not None:
            row.name = body.name
        if body.config is not None:
            row.config = _encrypt(vault, row.connection_type, body.config, row.config or {})
        if body.is_default:
            await _make_default(session, actor, row)
        elif body.is_default is False:
            row.is_default = False
        await flush(session, TAKEN)
        await session.refresh(row)
        return _connection(row)


async def duplicate(store: Store, actor: Actor, id_: uuid.UUID) -> Connection:
    """Copy a connection with its secrets, which stay encrypted, under a name of its own."""
    async with store.write() as session:
        row = await load(session, actor, id_)
        names = await session.scalars(select(C.name).where(C.user_id == actor.id))
        copy = C(
            user_id=actor.id,
            name=free_name(row.name, set(names)),
            connection_type=row.connection_type,
            config=row.config,
            is_default=False,
        )
        session.add(copy)
        await flush(session, TAKEN)
        return _connection(copy)


async def delete(store: Store, actor: Actor, id_: uuid.UUID) -> None:
    """Delete a connection. Runs on it stay in the history."""
    async with store.write() as session:
        await session.delete(await load(session, actor, id_, for_update=True))


async def with_secrets(
    store: Store, vault: Vault, actor: Actor, id_: uuid.UUID
) -> ConnectionConfig:
    """The config as a runner needs it. Never send it anywhere else."""
    async with store.read() as session:
        row = await load(session, actor, id_)
        kind, config = row.connection_type, row.config or {}
    return CONFIGS[kind].model_validate(_map_secrets(kind, config, vault.decrypt))


async def test(
    store: Store, vault: Vault, actor: Actor, id_: uuid.UUID, changed: Config | None, folder: Path
) -> ConnectionTest:
    """Connect as a stored connection says, or as it would with a changed config."""
    async with store.read() as session:
        row = await load(session, actor, id_)
        kind, stored = row.connection_type, row.config or {}
    config = stored if changed is None else _encrypt(vault, kind, changed, stored)
    return await _connect(actor, kind, _map_secrets(kind, config, vault.decrypt), folder)


async def test_new(
    vault: Vault, actor: Actor, kind: ConnectionType, given: Config, folder: Path
) -> ConnectionTest:
    """Connect as a config says that is not stored."""
    config = _map_secrets(kind, _encrypt(vault, kind, given, {}), vault.decrypt)
    return await _connect(actor, kind, config, folder)


async def _connect(
    actor: Actor, kind: ConnectionType, config: Config, folder: Path
) -> ConnectionTest:
    if actor.id in _TESTING:
        raise BusyError("A connection of yours is being tested already.")
    _TESTING.add(actor.id)
    try:
        found = await check(kind, config, folder=folder)
    except CheckError as error:
        return ConnectionTest(works=False, message=str(error), failed=error.failed)
    finally:
        _TESTING.discard(actor.id)
    return ConnectionTest(works=True, **asdict(found))


async def load(
    session: AsyncSession, actor: Actor, id_: uuid.UUID, *, for_update: bool = False
) -> models.SparkConnection:
    """The row of one of the actor's connections."""
    row = await session.get(C, id_, with_for_update=for_update or None)
    if row is None or row.user_id != actor.id:
        raise NotFoundError("There is no such connection.")
    return row


def _encrypt(vault: Vault, kind: ConnectionType, given: Config, before: Config) -> Config:
    """A valid config with its secrets encrypted; those that are masked are taken from before."""
    model = CONFIGS[kind]
    _check(model, given)
    old = {path: _get(before, path) for path in secret_paths(model, before)}
    masked = {path for path in secret_paths(model, given) if _get(given, path) == MASK}
    for path in masked - old.keys():
        raise InvalidError(
            f"{'.'.join(path)} is masked, but there is no secret to keep. Enter it.",
            field=f"config.{'.'.join(path)}",
        )
    config = deepcopy(given)
    for path in secret_paths(model, given):
        value = old[path] if path in masked else vault.encrypt(str(_get(given, path)))
        _set(config, path, value)
    return config


def _check(model: type[ConnectionConfig], given: Config) -> None:
    try:
        model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(["config", *map(str, first["loc"])])
        told = first["msg"].removeprefix("Value error, ")
        raise InvalidError(f"{field}: {told}", field=field) from None


def _map_secrets(kind: ConnectionType, config: Config, change: Callable[[str], str]) -> Config:
    found = deepcopy(config)
    for path in _paths(kind, config):
        _set(found, path, change(_get(config, path)))
    return found


def _paths(kind: ConnectionType, config: Config) -> Iterator[tuple[str, ...]]:
    return secret_paths(CONFIGS[kind], config)


def _get(config: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    return config[path[0]] if len(path) == 1 else config[path[0]][path[1]]


def _set(config: Config, path: tuple[str, ...], value: Any) -> None:
    inner = config if len(path) == 1 else config[path[0]]
    inner[path[-1]] = value


async def _make_default(session: AsyncSession, actor: Actor, row: models.SparkConnection) -> None:
    others = update(C).where(C.user_id == actor.id, C.id != row.id).values(is_default=False)
    await session.execute(others.execution_options(synchronize_session=False))
    row.is_default = True
    await session.flush()


def _connection(row: models.SparkConnection) -> Connection:
    config = _map_secrets(row.connection_type, row.config or {}, lambda _: MASK)
    return Connection(**{field: getattr(row, field) for field in COLUMNS}, config=config)

"""What a run goes on: kernels beside the server, and sessions that a connection leads to."""

from __future__ import annotations

import asyncio
import uuid

from etlab_jupyter.api.pages import Place
from etlab_jupyter.connections.session import NoSessionError, target_of
from etlab_jupyter.db.store import Store
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import KernelRunner, SessionRunner
from etlab_jupyter.runners.livy import LivyRunner
from etlab_jupyter.services import connections
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import InvalidError, NotFoundError
from etlab_jupyter.services.vault import Vault
from etlab_jupyter.spark_session import LivySettings, Settings

REACH_SECONDS = 10.0


async def settings_of(store: Store, vault: Vault, actor: Actor, place: Place) -> Settings | None:
    """What the place's connection starts Spark with; None where it names none."""
    if place.connection_id is None:
        return None
    if place.kernel_id is not None:
        raise InvalidError(
            "A run is on a kernel that runs or on a connection, not on both.", field="connection_id"
        )
    config = await connections.with_secrets(store, vault, actor, place.connection_id)
    try:
        return target_of(config)
    except NoSessionError as error:
        raise InvalidError(
            f"Pages do not run on this connection yet. {error}", field="connection_id"
        ) from None


async def settings_again(
    store: Store, vault: Vault, user_id: uuid.UUID, connection_id: uuid.UUID | None
) -> Settings | None:
    """The same for a run that a server before has started; None also where it is gone."""
    place = Place(connection_id=connection_id)
    try:
        return await settings_of(store, vault, Actor(user_id, ""), place)
    except (InvalidError, NotFoundError):
        return None


async def reach_again(address: str | None, settings: Settings | None) -> SessionRunner | None:
    """A runner on what a run of a server before was on, if that lives."""
    try:
        if isinstance(settings, LivySettings):
            livy = LivyRunner(settings, session=address or "")
            if await livy.alive():
                return livy
            await livy.close()
            return None
        kernel = KernelRunner.attach(address or "", adopt=True)
    except (ETLabError, OSError, ValueError):
        return None
    try:
        async with asyncio.timeout(REACH_SECONDS):
            await kernel.open()
    except (ETLabError, TimeoutError, OSError, ValueError):
        await kernel.close()
        return None
    return kernel

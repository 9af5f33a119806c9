"""What a run goes on: kernels beside the server, and sessions that a connection leads to."""

from __future__ import annotations

import asyncio
import uuid

from etlab_jupyter.api.pages import Place
from etlab_jupyter.api.runs import RunIn, RunMode, RunRequest
from etlab_jupyter.connections.session import NoSessionError, job_target_of, target_of
from etlab_jupyter.db.store import Store
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import KernelRunner, RunOptions, SessionRunner
from etlab_jupyter.runners.base import Resume
from etlab_jupyter.runners.choosing import service_runner
from etlab_jupyter.runners.statements.runner import StatementRunner
from etlab_jupyter.services import connections
from etlab_jupyter.services.access import Actor
from etlab_jupyter.services.errors import InvalidError, NotFoundError
from etlab_jupyter.services.vault import Vault
from etlab_jupyter.spark_session import Settings, SparkSettings

REACH_SECONDS = 10.0
OUTPUT_LIMIT = 990_000
"""Characters of a run's output: a log keeps more, so that what says that some is missing stays."""


async def settings_of(
    store: Store, vault: Vault, actor: Actor, place: Place, mode: RunMode = "interactive"
) -> Settings | None:
    """What the place's connection starts Spark with; None where it names none."""
    if place.connection_id is None:
        return None
    if place.kernel_id is not None:
        raise InvalidError(
            "A run is on a kernel that runs or on a connection, not on both.", field="connection_id"
        )
    config = await connections.with_secrets(store, vault, actor, place.connection_id)
    try:
        return target_of(config) if mode == "interactive" else job_target_of(config)
    except NoSessionError as error:
        what = "Pages do not run" if mode == "interactive" else "Jobs are not submitted"
        raise InvalidError(
            f"{what} on this connection yet. {error}", field="connection_id"
        ) from None


async def settings_again(
    store: Store, vault: Vault, user_id: uuid.UUID, request: RunRequest
) -> Settings | None:
    """The same for a run that a server before has started; None also where it is gone."""
    place = Place(connection_id=request.connection_id)
    try:
        return await settings_of(store, vault, Actor(user_id, ""), place, request.mode)
    except (InvalidError, NotFoundError):
        return None


def check_job(body: RunIn) -> None:
    """`InvalidError` where a run asks for what jobs do not have."""
    if body.connection_id is None:
        raise InvalidError("A job is submitted on a connection: name one.", field="connection_id")
    if body.options.preview_rows or body.options.preview_nodes:
        raise InvalidError("A job shows no previews.", field="options.preview_rows")
    if body.options.reuse:
        raise InvalidError(
            "A job keeps nothing for later runs: all of the page runs each time.",
            field="options.reuse",
        )


def options_of(request: RunRequest, run_id: uuid.UUID, resume: Resume | None) -> RunOptions:
    """The options of a run as a runner takes them."""
    given = request.options
    nodes = given.preview_nodes
    return RunOptions(
        run_id=run_id.hex,
        preview_rows=given.preview_rows,
        preview_nodes=None if nodes is None else frozenset(nodes),
        count_rows=given.count_rows,
        to_node=given.to_node,
        force=given.force,
        reuse=given.reuse,
        output_limit=OUTPUT_LIMIT,
        resume=resume,
    )


async def reach_again(address: str | None, settings: Settings | None) -> SessionRunner | None:
    """A runner on what a run of a server before was on, if that lives."""
    try:
        if settings is not None and not isinstance(settings, SparkSettings):
            return await _if_alive(service_runner(settings, address or ""))
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


async def _if_alive(runner: StatementRunner) -> SessionRunner | None:
    """The runner, or None, closed, where its session is gone."""
    try:
        alive = await runner.alive()
    except ETLabError:
        alive = False
    if not alive:
        await runner.close()
    return runner if alive else None

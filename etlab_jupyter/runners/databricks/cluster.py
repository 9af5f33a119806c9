"""A cluster that has to run, and what has to be installed on it."""

from __future__ import annotations

import asyncio
from typing import Any

from etlab_jupyter.runners.databricks.client import (
    DatabricksClient,
    DatabricksError,
    UncertainError,
)

PAUSE = 2.0
# As in Databricks' cluster life cycle; states that this list lacks are waited for.
_RUNS = frozenset({"RUNNING", "RESIZING"})
_MOVED_SECONDS = 60.0


async def start(client: DatabricksClient) -> list[str]:
    """Wait until the cluster runs and start it where it does not; what is to be told of that.

    `DatabricksError` with Databricks' reason where it does not come up.
    """
    settings, loop = client.settings, asyncio.get_running_loop()
    began = loop.time()
    asked: float | None = None
    moved, why = False, ""
    while True:
        info = await look(client)
        state = state_of(info)
        if state in _RUNS:
            break
        moved = moved or (asked is not None and state != "TERMINATED")
        late = asked is not None and loop.time() - asked > _MOVED_SECONDS
        if state == "ERROR" or (state == "TERMINATED" and (moved or late)):
            raise DatabricksError(f"{named(info)} did not start. {reason(info)}".strip())
        if state == "TERMINATED" and asked is None:
            asked, why = loop.time(), reason(info)
            await _start(client)
        if loop.time() - began > settings.start_seconds:
            raise DatabricksError(
                f"{named(info)} is not running after {settings.start_seconds:.0f} seconds; it is "
                f"{state.lower()}."
            )
        await asyncio.sleep(PAUSE)
    if asked is None:
        waited = loop.time() - began > PAUSE
        return [f"{named(info)} was starting already."] if waited else []
    return [f"{named(info)} was started for this run, as it was not running. {why}".strip()]


async def look(client: DatabricksClient) -> Any:
    """The cluster as it is now (`ClusterDetails` of the SDK)."""
    id_ = client.settings.cluster_id
    return await client.ask(lambda api: api.clusters.get(id_))


def state_of(info: Any) -> str:
    """The cluster's state; one that the SDK does not know is UNKNOWN."""
    return str(info.state.value) if info.state is not None else "UNKNOWN"


def named(info: Any) -> str:
    """What the cluster is called in sentences."""
    return f"The Databricks cluster “{info.cluster_name or info.cluster_id}”"


def reason(info: Any) -> str:
    """Why the cluster has ended, as sentences; empty where Databricks does not say."""
    said = " ".join(str(info.state_message or "").split()).rstrip(".")
    found = info.termination_reason
    code = found.code.value if found is not None and found.code is not None else ""
    parts = found.parameters or {} if found is not None else {}
    detail = parts.get("databricks_error_message", "")
    text = said if detail in said else ": ".join(filter(None, (said, detail.rstrip("."))))
    told = f"{text} ({code})" if text and code else text or code
    return f"Databricks says: {told}." if told else ""


async def install(client: DatabricksClient) -> list[str]:
    """Install the packages that the cluster lacks, and wait for them; what is to be told."""
    wanted = client.settings.packages
    if not wanted:
        return []
    loop = asyncio.get_running_loop()
    end = loop.time() + client.settings.start_seconds
    missing = [name for name in wanted if name not in await _statuses(client)]
    if missing:
        await _install(client, missing)
    while True:
        statuses = await _statuses(client)
        for name in wanted:
            state, messages = statuses.get(name, ("PENDING", ""))
            if state in ("FAILED", "SKIPPED"):
                raise DatabricksError(
                    f"The package {name} cannot be installed on the cluster: {messages or state}."
                )
        waiting = [n for n in wanted if statuses.get(n, ("",))[0] not in ("INSTALLED", "RESTORED")]
        if not waiting:
            break
        if loop.time() > end:
            raise DatabricksError(f"The package {waiting[0]} is still being installed.")
        await asyncio.sleep(PAUSE)
    if not missing:
        return []
    return [f"Installed on the cluster, for all who use it: {', '.join(missing)}."]


async def _start(client: DatabricksClient) -> None:
    id_ = client.settings.cluster_id
    try:
        await client.once(lambda api: api.clusters.start(id_))
    except UncertainError:
        return  # the state tells
    except DatabricksError:
        # Somebody else may have been faster, which Databricks calls an unexpected state.
        if state_of(await look(client)) == "TERMINATED":
            raise


async def _install(client: DatabricksClient, names: list[str]) -> None:
    id_ = client.settings.cluster_id
    await client.ask(lambda api: api.libraries.install(id_, list(map(api.maven, names))))


async def _statuses(client: DatabricksClient) -> dict[str, tuple[str, str]]:
    """State and messages of the packages that the cluster knows."""
    id_ = client.settings.cluster_id
    listed = await client.ask(lambda api: list(api.libraries.cluster_status(id_)))
    return {
        one.library.maven.coordinates: (
            one.status.value if one.status is not None else "PENDING",
            " ".join(one.messages or []).rstrip("."),
        )
        for one in listed
        if one.library is not None and one.library.maven is not None
    }

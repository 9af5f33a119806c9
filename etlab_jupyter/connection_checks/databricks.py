"""Asks a Databricks workspace for the cluster, and runs a small job where that runs."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from typing import Any

from etlab_jupyter.connection_checks.found import CheckError, Found
from etlab_jupyter.connection_checks.job import run_job
from etlab_jupyter.connections.databricks import DatabricksConfig
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.databricks import DatabricksClient
from etlab_jupyter.runners.databricks import cluster as clusters
from etlab_jupyter.runners.databricks.context import DatabricksContext

PATIENCE = 10.0
JOB_SECONDS = 45.0
# The runtime that first has Spark 3.5, which generated code needs.
OLDEST = 14


async def check(config: DatabricksConfig) -> Found:
    """The cluster's name and state; of one that runs Spark's version and how long a job takes.

    A cluster that does not run is not started for a test; nor is serverless compute.
    """
    settings = replace(config.session(), patience=PATIENCE)
    try:
        async with DatabricksClient(settings) as client:
            began = time.monotonic()
            if not settings.cluster_id:
                return await _serverless(client, began)
            info = await clusters.look(client)
            seconds = time.monotonic() - began
            state, runtime = clusters.state_of(info), str(info.spark_version or "")
            if info.cluster_id is None:
                raise _other(client)
            _new_enough(info, runtime)
            if state not in ("RUNNING", "RESIZING"):
                return Found(_idle(info, state), round(seconds * 1000), spark_version=runtime)
            spark, latency = await _job(client)
    except TimeoutError:
        raise CheckError(
            f"{clusters.named(info)} is running, but a job of one row did not end within "
            f"{JOB_SECONDS:.0f} seconds."
        ) from None
    except ETLabError as error:
        raise CheckError(str(error), failed=error.failed) from None
    message = f"{clusters.named(info)} is running ({runtime}), and a context ran a job."
    return Found(message, latency, spark_version=spark)


async def _serverless(client: DatabricksClient, began: float) -> Found:
    me = await client.ask(lambda api: api.users.me(attributes="userName"))
    if not me.user_name:
        raise _other(client)
    return Found(
        f"Databricks knows who signs in as {me.user_name}. Jobs run on serverless compute, which a "
        "test does not start.",
        round((time.monotonic() - began) * 1000),
    )


async def _job(client: DatabricksClient) -> tuple[str, int]:
    context = await DatabricksContext.open(client)
    try:
        async with asyncio.timeout(JOB_SECONDS):
            await context.starts()
            spark, latency, _ = await run_job(context, "A context")
    finally:
        await context.delete()
    return spark, latency


def _other(client: DatabricksClient) -> CheckError:
    return CheckError(f"What answers at {client.address} is not Databricks.", failed="address")


def _new_enough(info: Any, runtime: str) -> None:
    found = re.match(r"(\d+)\.", runtime)
    if found is not None and int(found[1]) < OLDEST:
        raise CheckError(
            f"{clusters.named(info)} has the runtime {runtime}; generated code needs Spark 3.5, "
            f"which comes with {OLDEST}.0.",
            failed="version",
        )


def _idle(info: Any, state: str) -> str:
    told = f"{clusters.named(info)} is {state.lower()}."
    return f"{told} The next run starts it, which takes some minutes."

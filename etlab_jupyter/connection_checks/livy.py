"""Asks a Livy server who it is, starts a session, runs a small job, and ends the session."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from etlab_jupyter.connection_checks.address import reach
from etlab_jupyter.connection_checks.found import CheckError, Found, check_version
from etlab_jupyter.connection_checks.job import run_job
from etlab_jupyter.connections.livy import LivyConfig
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.livy import LivyClient
from etlab_jupyter.runners.livy.client import NoSuchThingError
from etlab_jupyter.runners.livy.session import LivySession

SESSION_SECONDS = 50.0
PATIENCE = 10.0


async def check(config: LivyConfig) -> Found:
    """Livy's version, Spark's version and master, and how long a job of one row takes."""
    settings = replace(config.session(), patience=PATIENCE)
    await reach(settings)
    try:
        async with LivyClient(settings) as client:
            version = await _version(client)
            session = await LivySession.create(client, settings.session)
            try:
                async with asyncio.timeout(SESSION_SECONDS):
                    await session.starts()
                    spark, latency, master = await run_job(
                        session, "A session", "spark.sparkContext.master"
                    )
            finally:
                await session.delete()
    except TimeoutError:
        raise CheckError(
            f"Livy {version} answers, but a session did not start within "
            f"{SESSION_SECONDS:.0f} seconds. Is there room for it in the cluster?"
        ) from None
    except ETLabError as error:
        raise CheckError(str(error), failed=error.failed) from None
    check_version(spark)
    return Found(
        f"Livy {version} answers, and a session ran a job.", latency,
        spark_version=spark, master=master,
    )  # fmt: skip


async def _version(client: LivyClient) -> str:
    try:
        return str((await client.get("/version"))["version"])
    except (NoSuchThingError, KeyError):
        told = f"What answers at {client.address} is not a Livy server."
        raise CheckError(told, failed="address") from None

"""Starts a Spark session in a fresh kernel, runs a small job, and stops the kernel."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace

from etlab_jupyter.connection_checks.address import reach
from etlab_jupyter.connection_checks.found import CheckError, Found, check_version
from etlab_jupyter.runners import session
from etlab_jupyter.runners.connection import KernelConnection, KernelEndedError
from etlab_jupyter.runners.evaluate import EvaluationError, evaluate
from etlab_jupyter.spark_session import SparkSettings

_JOB_SECONDS = 25.0
_DEFAULTS = {"spark.app.name": "ETLab test", "spark.ui.enabled": "false"}
# The first job also warms Spark up.
_JOB = """
def _etlab_job():
    import time
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    spark.range(1).collect()
    began = time.monotonic()
    spark.range(1).collect()
    return round((time.monotonic() - began) * 1000)
"""


async def check(settings: SparkSettings, folder: str | os.PathLike[str]) -> Found:
    """Spark's version, its master, and how long a job of one row takes."""
    await reach(settings)
    if settings.remote is None:
        settings = replace(settings, conf={**_DEFAULTS, **settings.conf})
    env = {**session.hidden(), **session.environment(settings)}
    connection = KernelConnection(cwd=folder, env=env)
    try:
        await connection.open()
        version, master = await session.start(connection) or ("", None)
        try:
            async with asyncio.timeout(_JOB_SECONDS):
                latency = await evaluate(connection, _JOB, "_etlab_job()")
        except TimeoutError:
            raise CheckError(
                f"The session started (Spark {version}), but a job of one row did not end within "
                f"{_JOB_SECONDS:.0f} seconds. Are there workers with free cores and memory?"
            ) from None
    except EvaluationError as error:
        raise CheckError(f"Spark started, but a job failed: {str(error).splitlines()[0]}") from None
    except KernelEndedError as error:
        raise CheckError(str(error), failed=error.failed) from None
    finally:
        await connection.close()
    check_version(version)
    return Found("Spark answers.", latency, spark_version=version, master=master)

"""Asks a Livy server who it is, starts a session, runs a small job, and ends the session."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

from etlab_jupyter.connection_checks.address import reach
from etlab_jupyter.connection_checks.found import CheckError, Found
from etlab_jupyter.connections.livy import LivyConfig
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.livy import LivyClient
from etlab_jupyter.runners.livy.client import NoSuchThingError
from etlab_jupyter.runners.livy.session import LivySession
from etlab_jupyter.runners.statements.session import answer

SESSION_SECONDS = 50.0
PATIENCE = 10.0
# The first job also warms Spark up.
_JOB = """\
import json, time
spark.range(1).count()
began = time.monotonic()
spark.range(1).count()
found = [spark.version, spark.sparkContext.master, round((time.monotonic() - began) * 1000)]
print("[{mark}[" + json.dumps(found) + "]{mark}]")
"""


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
                    spark, master, latency = await _job(session)
            finally:
                await session.delete()
    except TimeoutError:
        raise CheckError(
            f"Livy {version} answers, but a session did not start within "
            f"{SESSION_SECONDS:.0f} seconds. Is there room for it in the cluster?"
        ) from None
    except ETLabError as error:
        raise CheckError(str(error)) from None
    return Found(
        f"Livy {version} answers, and a session ran a job.", latency,
        spark_version=spark, master=master,
    )  # fmt: skip


async def _version(client: LivyClient) -> str:
    try:
        return str((await client.get("/version"))["version"])
    except (NoSuchThingError, KeyError):
        raise CheckError(f"What answers at {client.address} is not a Livy server.") from None


async def _job(session: LivySession) -> tuple[str, str, int]:
    mark = uuid.uuid4().hex
    sent = await session.send(_JOB.replace("{mark}", mark), mark)
    seen = await session.result(sent, mark)
    found = answer(seen.text, mark)
    if found is None:
        name, text = seen.error or ("No answer", "")
        raise CheckError(f"A session started, but a job failed: {text or name}")
    spark, master, latency = found
    return spark, master, latency

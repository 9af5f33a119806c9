"""Asks a Livy server who it is, starts a session, runs a small job, and ends the session."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any

from etlab_jupyter.connection_checks.found import CheckError, Found
from etlab_jupyter.connection_checks.http import Answer, get, unexpected
from etlab_jupyter.connections.livy import LivyConfig
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.livy import LivyClient
from etlab_jupyter.runners.livy.session import LivySession
from etlab_jupyter.runners.statements.session import answer

WHAT = "a Livy server"
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
    version = await _version(config)
    try:
        async with LivyClient(replace(config.session(), patience=PATIENCE)) as client:
            session = await LivySession.create(client, config.session().session)
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


async def _version(config: LivyConfig) -> str:
    url = config.url.rstrip("/")
    found = await get(f"{url}/version", **_options(config))
    if found.status == 401 and config.auth != "kerberos":
        raise _refused(config, found)
    if found.status == 403:
        raise CheckError("The Livy server does not allow this user to use it.")
    if found.status == 200 and isinstance(found.data, dict):
        return str(found.data.get("version"))
    if config.auth == "kerberos":
        return "(version unknown)"
    raise unexpected(WHAT, url, found)


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


def _options(config: LivyConfig) -> dict[str, Any]:
    options: dict[str, Any] = {"validate_cert": config.verify_tls}
    if config.auth == "basic":
        password = config.password.get_secret_value() if config.password else ""
        options |= {"auth_username": config.username or "", "auth_password": password}
    return options


def _refused(config: LivyConfig, found: Answer) -> CheckError:
    if config.auth == "basic":
        return CheckError("The Livy server refuses this user name and password.")
    way = found.headers.get("WWW-Authenticate", "").split(" ")[0] or "a way that it does not name"
    return CheckError(f"The Livy server asks to sign in ({way}); choose how under “Signing in”.")

"""Starts a Spark session in a fresh kernel, runs a small job, and stops the kernel."""

from __future__ import annotations

import asyncio
import json
import os
import re
from typing import Any

from etlab_jupyter.connection_checks.address import reach
from etlab_jupyter.connection_checks.found import CheckError, Found
from etlab_jupyter.connections.session import Session
from etlab_jupyter.runners.connection import KernelConnection, KernelEndedError
from etlab_jupyter.runners.evaluate import EvaluationError, evaluate

_VARIABLE = "ETLAB_CHECKED_SESSION"
_JOB_SECONDS = 25.0
_LAUNCHER = re.compile(r"^(?:Exception in thread \"main\"|Error:) *([^\n]+)", re.MULTILINE)

# Spark's own processes do not inherit what the session is made of.
_START = f"""
import json, os, time
_given = json.loads(os.environ.pop({_VARIABLE!r}))
from pyspark.sql import SparkSession
_builder = SparkSession.builder
for _key, _value in _given["conf"].items():
    _builder = _builder.config(_key, _value)
if _given["remote"]:
    _spark = _builder.remote(_given["remote"]).getOrCreate()
    _found = [_spark.version, None]
else:
    _builder = _builder.config("spark.ui.enabled", "false").config("spark.app.name", "ETLab test")
    _spark = _builder.master(_given["master"]).getOrCreate()
    _found = [_spark.version, _spark.sparkContext.master]
"""
# The first job also warms Spark up.
_JOB = """
_spark.range(1).collect()
_began = time.monotonic()
_spark.range(1).collect()
_found = round((time.monotonic() - _began) * 1000)
"""


async def check(session: Session, folder: str | os.PathLike[str]) -> Found:
    """Spark's version, its master, and how long a job of one row takes."""
    await reach(session)
    given = {"master": session.master, "remote": session.remote, "conf": dict(session.conf)}
    # The server's own database and keys are no business of a kernel.
    hidden = {name: "" for name in os.environ if name.startswith("ETLAB_")}
    env = {**hidden, **session.env, _VARIABLE: json.dumps(given)}
    connection = KernelConnection(cwd=folder, env=env)
    try:
        await connection.open()
        version, master = await _run(connection, _START)
        try:
            async with asyncio.timeout(_JOB_SECONDS):
                latency = await _run(connection, _JOB)
        except TimeoutError:
            raise CheckError(
                f"The session started (Spark {version}), but a job of one row did not end within "
                f"{_JOB_SECONDS:.0f} seconds. Are there workers with free cores and memory?"
            ) from None
    except KernelEndedError as error:
        raise CheckError(str(error)) from None
    finally:
        await connection.close()
    return Found("Spark answers.", latency, spark_version=version, master=master)


async def _run(connection: KernelConnection, code: str) -> Any:
    """Run code in the kernel; what it left in `_found`."""
    try:
        return await evaluate(connection, code, "_found")
    except EvaluationError as error:
        raise CheckError(_words(error.name, str(error), error.printed)) from None


def _words(name: str, text: str, printed: str) -> str:
    """What Spark says, without Java's classes and stack."""
    if name == "ModuleNotFoundError":
        return f"PySpark is not installed where the kernels run: {text}."
    # Where the JVM did not start at all, only its launcher has said why.
    said = _LAUNCHER.findall(printed) if "JAVA_GATEWAY_EXITED" in text else []
    causes = said or re.findall(r"^(?:Caused by)?: *([^\n]+)", text, re.MULTILINE)
    found = causes[-1] if causes else text.strip().split("\n")[0]
    found = re.sub(r"^(?:[a-z][\w$]*\.)+[A-Z][\w$]*: *", "", found).strip()
    return f"Spark cannot be started: {found or name}"

"""Starts a connection's Spark session in a kernel, before any cell of a page."""

from __future__ import annotations

import asyncio
import json
import os
import re
from contextlib import suppress
from importlib.resources import files

from etlab_jupyter.runners.connection import KernelConnection, KernelEndedError
from etlab_jupyter.runners.evaluate import EvaluationError, evaluate
from etlab_jupyter.spark_session import SparkSettings

_VARIABLE = "ETLAB_SESSION"
_MISSING = "What Spark Connect needs is in etlab-jupyter[connect]."
_DETAILS = re.compile(r'^\s*details = "(.*)"$', re.MULTILINE)
_LAUNCHER = re.compile(r"^(?:Exception in thread \"main\"|Error:) *([^\n]+)", re.MULTILINE)

# What Java says of the other side's messages.
_OTHER_VERSION = re.compile(
    r"InvalidClassException: org\.apache\.spark\.[^\n]*local class incompat"
)

# Spark's own processes do not inherit what the session is made of. It stays until the session is
# there: what runs after a failure must not find a Spark of its own.
_START = f"""
def _etlab_start(code):
    import json, os

    text = os.environ.pop({_VARIABLE!r}, None)
    if text is None:
        return None
    names = {{"__name__": "_etlab_starting"}}
    try:
        exec(code, names)
        spark = names["begin"](json.loads(text))
    except BaseException:
        os.environ[{_VARIABLE!r}] = text
        raise
    return [spark.version, getattr(getattr(spark, "_sc", None), "master", None)]
"""


# Of the classes that stop a session only Spark Connect's own knows it.
_STOP = """
def _etlab_stop():
    import sys

    sql = sys.modules.get("pyspark.sql")
    context = sql and sys.modules["pyspark"].SparkContext._active_spark_context
    session = context or sql and sql.SparkSession.getActiveSession()
    if session:
        session.stop()
"""
STOP_SECONDS = 20.0


class SessionError(KernelEndedError):
    """Spark could not be started."""


def environment(settings: SparkSettings) -> dict[str, str]:
    """What `start` needs in the environment of the kernel; holds secrets."""
    given = {"master": settings.master, "remote": settings.remote, "conf": dict(settings.conf)}
    return {**settings.env, _VARIABLE: json.dumps(given)}


def hidden() -> dict[str, str]:
    """What blanks ETLab's own settings in the environment of a kernel.

    The server's database and keys are no business of the code that people run.
    """
    return {name: "" for name in os.environ if name.startswith("ETLAB_")}


async def start(connection: KernelConnection) -> tuple[str, str | None] | None:
    """Start the session in a kernel with that `environment`: Spark's version and master.

    There is no master with Spark Connect. None where this kernel's session was started before.
    `SessionError` says what Spark says.
    """
    try:
        code = files("etlab_jupyter.runners").joinpath("starting.py").read_text("utf-8")
        found = await evaluate(connection, _START, f"_etlab_start({code!r})", heed=_heed)
    except EvaluationError as error:
        raise SessionError(words(error.name, str(error), error.printed)) from None
    return None if found is None else tuple(found)


async def stop(connection: KernelConnection) -> None:
    """End the session of a kernel that is about to be stopped, if it ends soon.

    Only so does the driver take its executors with it where they are not its own processes: on
    Kubernetes their pods would stay.
    """
    with suppress(EvaluationError, KernelEndedError, TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            await evaluate(connection, _STOP, "_etlab_stop()")


def _heed(printed: str) -> None:
    """`SessionError` at once where Spark would try again for a minute, in vain."""
    if _OTHER_VERSION.search(printed):
        raise SessionError(
            "The cluster's Spark has another version than the PySpark of the kernel, which cannot "
            "talk to it. Install the same version where kernels run.",
            failed="version",
        )


def words(name: str, text: str, printed: str = "") -> str:
    """What Spark says, without the classes and stacks of Java and gRPC.

    `name` is the class of the error, `text` what it says, `printed` what the kernel printed.
    """
    if name == "ModuleNotFoundError":
        return f"PySpark is not installed where the kernels run: {text}."
    if name == "PySparkImportError":
        return f"{text.strip()} {_MISSING}"
    if name == "ConnectionError":
        return text
    if details := _DETAILS.search(text):
        return f"Spark cannot be started: {details[1]}"
    # Where the JVM did not start at all, only its launcher has said why.
    said = _LAUNCHER.findall(printed) if "JAVA_GATEWAY_EXITED" in text else []
    causes = said or re.findall(r"^(?:Caused by)?: *([^\n]+)", text, re.MULTILINE)
    found = causes[-1] if causes else text.strip().split("\n")[0]
    found = re.sub(r"^(?:[a-z][\w$]*\.)+[A-Z][\w$]*: *", "", found).strip()
    return f"Spark cannot be started: {found or name}"

"""`%etlab connect`: a SparkSession on a connection."""

from __future__ import annotations

import copy
import os
import sys
from typing import Any

import click
from pydantic import ValidationError

from etlab_jupyter.api.connections import MASK
from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connections import CONFIGS, ConnectionConfig, secret_paths
from etlab_jupyter.connections.session import NoSessionError, check_kernel, session_of
from etlab_jupyter.magics.arguments import Named, pass_session
from etlab_jupyter.magics.session import Session
from etlab_jupyter.opening import connected
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.in_process import InProcessRunner
from etlab_jupyter.runners.session import words
from etlab_jupyter.runners.starting import begin
from etlab_jupyter.spark_session import SparkSettings

VARIABLE = "spark"


@click.command()
@click.argument("name", type=Named("connections"))
@click.option("--replace", is_flag=True, help="Stop the session that runs here now.")
@pass_session
def connect(session: Session, name: str, replace: bool) -> None:
    """Put a SparkSession on the connection NAME into `spark`.

    Passwords and tokens of the connection are asked for: the server never tells them to a kernel.
    """
    row = session.client.connection(name)
    kind = ConnectionType(row["connection_type"])
    try:
        check_kernel(CONFIGS[kind])
        settings = session_of(_with_secrets(row["name"], kind, row["config"]))
    except NoSessionError as error:
        raise ETLabError(f"{row['name']}: {error}") from None
    _stop_running(replace)
    os.environ.update(settings.env)
    session.shell.push({VARIABLE: _start(row["name"], settings)})
    if hasattr(session.shell, "kernel"):
        connected[InProcessRunner(session.shell).application or ""] = row["id"]
    click.echo(f"spark: {row['name']} ({row['connection_type']})")


def _with_secrets(name: str, kind: ConnectionType, config: dict[str, Any]) -> ConnectionConfig:
    model, filled = CONFIGS[kind], copy.deepcopy(config)
    for path in list(secret_paths(model, config)):
        inner = filled if len(path) == 1 else filled[path[0]]
        if inner[path[-1]] == MASK:
            inner[path[-1]] = _ask(name, ".".join(path))
    try:
        return model.model_validate(filled)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise ETLabError(f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def _ask(name: str, secret: str) -> str:
    from getpass import getpass

    from IPython.core.error import StdinNotImplementedError

    try:
        return getpass(f"{name}, {secret}: ")
    except StdinNotImplementedError:
        raise ETLabError(
            f"{name} has a secret ({secret}) that must be entered, and nobody can be asked here."
        ) from None


def _stop_running(replace: bool) -> None:
    running = _running()
    if running is None:
        return
    if not replace:
        raise ETLabError("A SparkSession runs here already. --replace stops it first.")
    running.stop()


def _running() -> Any:
    sql = sys.modules.get("pyspark.sql")
    return None if sql is None else sql.SparkSession.getActiveSession()


def _start(name: str, settings: SparkSettings) -> Any:
    if settings.remote is None and "SPARK_CONNECT_MODE_ENABLED" in os.environ:
        raise ETLabError(
            f"{name}: PySpark is on Spark Connect here, and knows no way back. Restart the kernel."
        )
    conf = {"spark.app.name": "ETLab", **settings.conf}
    try:
        return begin({"conf": conf, "master": settings.master, "remote": settings.remote})
    except Exception as error:  # whatever Spark raises
        raise ETLabError(f"{name}: no session: {words(type(error).__name__, str(error))}") from None


COMMANDS = (connect,)

"""Starts a Spark session. Kernels are sent this module's text, so it imports nothing of ETLab."""

from __future__ import annotations

import atexit
import logging
import re
import socket
from contextlib import suppress
from typing import Any

REACH_SECONDS = 5.0
# Half a minute; Spark's own policy is 10 minutes, in which a cell would just stand still.
_RETRIES, _LONGEST = 7, 15_000
_PLACE = re.compile(r"sc://(\[[^]]+\]|[^:/;]+)(?::(\d{1,5}))?(?:[/;]|$)")


def begin(given: dict[str, Any]) -> Any:
    """The session: on the Spark Connect server `remote`, else by the `master`, with `conf`.

    Nothing of `given` is kept. Raises what Spark raises, and `ConnectionError` where nothing
    listens at the server's address.
    """
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    for key, value in given["conf"].items():
        builder = builder.config(key, value)
    if not given["remote"]:
        return (builder.master(given["master"]) if given["master"] else builder).getOrCreate()
    reach(given["remote"])
    session = builder.remote(given["remote"]).getOrCreate()
    _ready(session)
    return session


def reach(remote: str) -> None:
    """`ConnectionError` where nothing listens at the address of a Spark Connect server."""
    found = _PLACE.match(remote)
    if found is None:
        return  # Spark says what is wrong with it
    host, port = found[1].strip("[]"), int(found[2] or 15002)
    try:
        socket.create_connection((host, port), REACH_SECONDS).close()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ConnectionError(f"Nothing answers at {host}:{port}: {why}.") from None


def _ready(session: Any) -> None:
    from pyspark.sql import SparkSession

    with suppress(ImportError):  # before Spark 4
        from pyspark.sql.connect.client.retries import DefaultPolicy

        policy = DefaultPolicy(max_retries=_RETRIES, max_backoff=_LONGEST)
        session.client.set_retry_policies([policy])
    session.version  # noqa: B018  (the first thing that the server is asked)
    # `SparkSession.builder` asks for an address again; Connect's own finds the session.
    SparkSession.Builder = type(session).Builder  # type: ignore[misc]
    # It logs each error, with Java's stack, that the cell then raises.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    # Else the server keeps it for an hour.
    atexit.register(session.stop)

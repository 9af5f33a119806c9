"""Folders as the Spark of a kernel sees them, in any file system that Hadoop knows."""

from __future__ import annotations

import asyncio
import re
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from etlab_jupyter.api.pages import PathEntry, PathListing
from etlab_jupyter.connection_checks import CheckError
from etlab_jupyter.runners.connection import KernelEndedError
from etlab_jupyter.runners.evaluate import EvaluationError
from etlab_jupyter.running.kernels import Slot
from etlab_jupyter.services.errors import BusyError, InvalidError

SECONDS = 60.0
LIMIT = 1000
_CAUSE = re.compile(r"^: *(?:[a-z][\w$]*\.)+\w+: *([^\n]+)", re.MULTILINE)

_CODE = """
def _etlab_list(text, limit):
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    path = spark._jvm.org.apache.hadoop.fs.Path(text)
    system = path.getFileSystem(spark._jsc.hadoopConfiguration())
    found = system.listStatus(path)
    parent = system.makeQualified(path).getParent()
    return [
        system.makeQualified(path).toString(),
        None if parent is None else parent.toString(),
        len(found) > limit,
        [
            [
                one.getPath().getName(), one.getPath().toString(), one.isDirectory(),
                one.getLen(), one.getModificationTime(),
            ]
            for one in list(found)[:limit]
        ],
    ]
"""


async def list_path(
    kernel: AbstractAsyncContextManager[Slot], session: str, path: str
) -> PathListing:
    """A folder's entries, folders first. `session` is the code that starts the page's Spark."""
    if not path.isprintable():
        raise InvalidError("A path is one line of text.", field="path")
    call = f"_etlab_list({path or '.'!r}, {LIMIT})"
    try:
        async with asyncio.timeout(SECONDS), kernel as slot:
            await slot.runner.open()
            found = await slot.runner.evaluate(f"{session}\n{_CODE}", call)
    except TimeoutError:
        told = f"There was no answer within {SECONDS:.0f} seconds; the page may be running."
        raise BusyError(told) from None
    except (CheckError, KernelEndedError) as error:
        raise BusyError(str(error)) from None
    except EvaluationError as error:
        raise InvalidError(_words(error), field="path") from None
    where, parent, truncated, rows = found
    entries = [
        PathEntry(
            name=name, path=full, folder=folder, size=None if folder else size,
            modified=datetime.fromtimestamp(time / 1000, UTC) if time > 0 else None,
        )
        for name, full, folder, size, time in rows
    ]  # fmt: skip
    entries.sort(key=lambda entry: (not entry.folder, entry.name.lower()))
    return PathListing(path=where, parent=parent, truncated=truncated, entries=entries)


def _words(error: EvaluationError) -> str:
    """What Hadoop says, without Java's classes and stack."""
    text = str(error)
    if "JVM_ATTRIBUTE_NOT_SUPPORTED" in text:
        return "This page runs on Spark Connect, which shows no file systems. Type the path."
    cause = _CAUSE.search(text)
    return f"The path cannot be listed: {cause[1] if cause else text.splitlines()[0]}"

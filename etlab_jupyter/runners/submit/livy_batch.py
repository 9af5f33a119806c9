"""Jobs as batches of an Apache Livy server (https://livy.apache.org/docs/latest/rest-api.html)."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from etlab_jupyter.runners.evaluate import EvaluationError
from etlab_jupyter.runners.livy.client import (
    Json,
    LivyClient,
    LivyError,
    NoSuchThingError,
    UncertainError,
)
from etlab_jupyter.runners.livy.driver_log import overlap
from etlab_jupyter.runners.livy.runner import LivyRunner
from etlab_jupyter.runners.output import Stream, Text
from etlab_jupyter.runners.submit.job import Job, JobError, JobState, Phase, UncertainJobError
from etlab_jupyter.runners.submit.place import JobPlace
from etlab_jupyter.spark_session import LivySettings

LOOK_UP_SECONDS = 60.0
LOOK_UP_PAUSE = 1.0
ALL = 1_000_000
# What SessionState in Livy has for batches that are over.
_OVER = {"success": True, "dead": False, "error": False, "killed": False, "shutting_down": None}
_STREAMS: dict[str, Stream] = {"stdout: ": "stdout", "stderr: ": "stderr"}
_WRITE = """
def _etlab_write(name, text):
    import base64
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    hadoop = spark._jvm.org.apache.hadoop
    path = hadoop.fs.Path(name)
    system = path.getFileSystem(spark._jsc.hadoopConfiguration())
    out = system.create(path, False)
    out.write(bytearray(base64.b64decode(text)))
    out.close()
    system.setPermission(path, hadoop.fs.permission.FsPermission("600"))
    return system.makeQualified(path).toString()
"""
_REMOVE = """
import atexit

def remove():
    from pyspark import SparkContext

    context = SparkContext._active_spark_context
    path = context._jvm.org.apache.hadoop.fs.Path(__file__)
    path.getFileSystem(context._jsc.hadoopConfiguration()).delete(path, False)

atexit.register(remove)
"""
# A batch lives as long as it takes.
_OF_SESSIONS = {"idleTimeout", "ttl"}


class LivyBatchJob(Job):
    """A batch, known by its name: Livy numbers from 0 again when it is restarted.

    Livy keeps the newest lines of each stream only (`livy.cache-log.size`, 200).
    """

    def __init__(self, settings: LivySettings, place: JobPlace) -> None:
        self._settings = settings
        self._client = LivyClient(settings)
        self._name = f"etlab-{place.run_id}"
        self._id: int | None = None
        self._cancelled = False
        self._before: dict[Stream, list[str]] = {"stdout": [], "stderr": []}

    @property
    def address(self) -> str:
        """The batch's name."""
        return f"livy-batch:{self._name}"

    async def start(self, script: str) -> None:
        """Put the script where Livy reads it, and ask for the batch, once."""
        file = await self._put(script)
        settings = self._settings.session.items()
        options = {key: value for key, value in settings if key not in _OF_SESSIONS}
        body = {"file": file, "name": self._name, **options}
        try:
            self._id = int((await self._client.post("/batches", body))["id"])
        except UncertainError as error:
            self._id = await self._look_up()
            if self._id is None:
                raise UncertainJobError(
                    f"{error} Whether it runs the job is not known; it is not asked again."
                ) from None

    async def find(self) -> None:
        """Find the batch by its name."""
        self._id = await self._named()
        if self._id is None:
            raise UncertainJobError(
                "The Livy server does not know the job's batch. It was never started, was ended "
                "there, is over for long, or the server was restarted."
            )

    async def state(self) -> JobState:
        """The batch's state; Livy forgets those that are over after a while."""
        if self._cancelled:
            return JobState(Phase.OVER)
        try:
            found = await self._info()
        except NoSuchThingError:
            told = (
                "The Livy server does not know the job's batch any more: it was restarted, "
                "somebody has ended the batch, or it is over for long. Whether the job goes on "
                "is not known."
            )
            return JobState(Phase.OVER, None, told)
        state, application = str(found["state"]), found.get("appId")
        if state not in _OVER:
            phase = Phase.WAITING if state in ("not_started", "starting") else Phase.RUNNING
            return JobState(phase, application=application)
        told = f"Livy's batch {self._id} has ended ({state})."
        return JobState(Phase.OVER, _OVER[state], told, application)

    async def news(self) -> Sequence[Text]:
        """New lines among those that Livy has."""
        if self._cancelled:
            return []
        with suppress(NoSuchThingError):
            found = await self._client.get(f"/batches/{self._id}/log", **{"from": 0, "size": ALL})
            streams = _streams([str(line) for line in found.get("log") or []])
            return [(name, text) for name in streams if (text := self._new(name, streams[name]))]
        return []

    async def cancel(self) -> None:
        """Delete the batch: Livy ends its application."""
        if self._id is None:
            self._id = await self._named()
        if self._id is None:
            return
        with suppress(NoSuchThingError):
            await self._info()
            await self._client.delete(f"/batches/{self._id}")
        self._cancelled = True

    async def close(self) -> None:
        """Close the connections to Livy."""
        await self._client.close()

    async def forget(self) -> None:
        """Remove the script from a folder of this machine; from others it removes itself."""
        if (folder := _shared(self._settings.script_folder)) is not None:
            with suppress(OSError):
                await asyncio.to_thread((folder / f"{self._name}.py").unlink)

    def _new(self, name: Stream, lines: list[str]) -> str:
        before, self._before[name] = self._before[name], lines
        return "".join(f"{line}\n" for line in lines[overlap(before, lines) :])

    async def _info(self) -> Json:
        found = await self._client.get(f"/batches/{self._id}")
        if found.get("name", self._name) != self._name:
            raise NoSuchThingError("The Livy server has another batch of that number.")
        return found

    async def _named(self) -> int | None:
        found = await self._client.get("/batches", **{"from": 0, "size": ALL})
        ids = [int(one["id"]) for one in found["sessions"] if one.get("name") == self._name]
        return max(ids, default=None)

    async def _look_up(self) -> int | None:
        """The batch whose request had no answer, looked for for a while."""
        end = asyncio.get_running_loop().time() + LOOK_UP_SECONDS
        while True:
            found = None
            with suppress(LivyError):
                found = await self._named()
            if found is not None or asyncio.get_running_loop().time() > end:
                return found
            await asyncio.sleep(LOOK_UP_PAUSE)

    async def _put(self, script: str) -> str:
        """Write the script; its address for Livy."""
        folder = _shared(self._settings.script_folder)
        if folder is None:
            return await self._put_by_session(script)
        file = folder / f"{self._name}.py"
        try:
            await asyncio.to_thread(_write, file, script)
        except OSError as error:
            raise JobError(f"The job's script cannot be written: {error}") from None
        return file.as_uri()

    async def _put_by_session(self, script: str) -> str:
        """Let a session write the script: whatever file system Livy's Spark has, it reaches it."""
        name = f"{self._settings.script_folder.rstrip('/')}/{self._name}.py"
        text = base64.b64encode(f"exec({_REMOVE!r}, {{'__file__': {name!r}}})\n{script}".encode())
        runner = LivyRunner(self._settings)
        try:
            found: str = await runner.evaluate(_WRITE, f"_etlab_write({name!r}, {text!r})")
        except EvaluationError as error:
            told = str(error).strip().split("\n")[0]
            raise JobError(f"The job's script cannot be written to {name}: {told}") from None
        finally:
            await runner.close()
        return found


def _shared(folder: str) -> Path | None:
    """The folder for scripts, where it is one of this machine too."""
    parts = urlsplit(folder)
    path = Path(unquote(parts.path))
    return path if parts.scheme == "file" and path.is_dir() else None


def _write(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)


def _streams(lines: Sequence[str]) -> dict[Stream, list[str]]:
    """The lines of both streams, which Livy puts one after the other under headings."""
    found: dict[Stream, list[str]] = {"stderr": [], "stdout": []}
    name: Stream | None = None
    for line in lines:
        if line.lstrip("\n") in _STREAMS:
            name = _STREAMS[line.lstrip("\n")]
        elif name is not None:
            found[name].append(line)
    return found

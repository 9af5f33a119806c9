"""Jobs whose driver runs in a YARN cluster.

https://spark.apache.org/docs/latest/running-on-yarn.html, and the REST APIs of YARN's
ResourceManager and NodeManager.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx

from etlab_jupyter.runners.output import Stream, Text
from etlab_jupyter.runners.submit.job import JobError, JobState, Phase, UncertainJobError
from etlab_jupyter.runners.submit.place import JobPlace
from etlab_jupyter.runners.submit.spark_submit import SparkSubmitJob, spark_home
from etlab_jupyter.spark_session import SparkSettings

ANSWER_SECONDS = 10.0
KILL_SECONDS = 60.0
LOG_SECONDS = 3.0
_ID = re.compile(r"\bSubmitted application (application_\d+_\d+)")
_WAITING = ("NEW", "NEW_SAVING", "SUBMITTED", "ACCEPTED")
_SUCCEEDED = {"SUCCEEDED": True, "FAILED": False, "KILLED": False}
# What Hadoop puts before a log since 2.9 (`LogToolUtils`); as much of its own comes behind it.
_HEADER = re.compile(rb"(?:[^\n]*\n){0,10}?LogLength:(\d+)\nLogContents:\n")
_CLI = "org.apache.hadoop.yarn.client.cli.ApplicationCLI"
Json = dict[str, Any]


class YarnClusterJob(SparkSubmitJob):
    """`spark-submit` waits here, and the driver is in the application's first container.

    What the driver prints is asked of that container's NodeManager, as far as it can be reached.
    """

    follows = False
    pause = 1.0

    def __init__(self, settings: SparkSettings, place: JobPlace) -> None:
        super().__init__(settings, place)
        self._tag = f"etlab-{place.run_id}"
        self._http = httpx.AsyncClient(timeout=ANSWER_SECONDS)
        self._managers = list(resource_managers(self._environment()))
        self._id: str | None = None
        self._found: Json = {}
        self._read: dict[Stream, int] = {"stdout": 0, "stderr": 0}
        self._looked = 0.0
        self._over = False

    async def find(self) -> None:
        """As for other processes; but the application goes on without the one that waits for it."""
        try:
            await super().find()
        except UncertainJobError:
            if self._submitted() is None:
                raise

    async def state(self) -> JobState:
        """What `spark-submit` says, or YARN where it is no more."""
        ended = self._process.ended()
        found = await self._application()
        state, final = str(found.get("state")), str(found.get("finalStatus"))
        if ended is not None and ended.code is not None:
            succeeded = ended.code == 0
        elif final in _SUCCEEDED:
            succeeded = _SUCCEEDED[final]
        elif ended is not None and not found:
            raise JobError("YARN's ResourceManager cannot be asked what has become of the job.")
        else:
            waiting = self._id is None or state in _WAITING
            return JobState(Phase.WAITING if waiting else Phase.RUNNING, application=self._id)
        self._over = True
        told = f"The YARN application {self._id or ''} has ended ({final.lower()})."
        words = " ".join(str(found.get("diagnostics") or "").split())[:500]
        return JobState(Phase.OVER, succeeded, f"{told} {words}".strip(), self._id)

    async def news(self) -> Sequence[Text]:
        """What `spark-submit` has written, and what the driver has in its container."""
        news = [*await super().news()]
        if self._over or time.monotonic() - self._looked > LOG_SECONDS:
            self._looked = time.monotonic()
            news += [(name, await self._container_log(name)) for name in self._read]
        return [(name, text) for name, text in news if text]

    async def cancel(self) -> None:
        """Let `spark-submit` submit nothing more, and kill the application."""
        await super().cancel()
        found = await self._application()
        if self._id is None or found.get("finalStatus") in _SUCCEEDED:
            return
        done = await asyncio.to_thread(self._kill, self._id)
        if done.returncode and (await self._application()).get("finalStatus") not in _SUCCEEDED:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise JobError(f"YARN did not kill {self._id}: {(lines or ['no reason given'])[-1]}")

    async def close(self) -> None:
        """Close the connections to YARN."""
        await self._http.aclose()

    def _conf(self) -> dict[str, str]:
        given = super()._conf()
        tags = [tag for tag in (given.get("spark.yarn.tags"), self._tag) if tag]
        return {
            # YARN would start a driver that has failed again, and with it all that it had written.
            "spark.yarn.maxAppAttempts": "1",
            **given,
            "spark.yarn.tags": ",".join(tags),
            "spark.yarn.submit.waitAppCompletion": "true",
        }

    def _submitted(self) -> str | None:
        """The application's id, as `spark-submit` has told it."""
        with suppress(FileNotFoundError):
            text = (self._process.folder / "err").read_text("utf-8", errors="replace")
            found = _ID.search(text)
            return found and found[1]
        return None

    async def _application(self) -> Json:
        """The application as YARN sees it, the last time that it was asked."""
        self._id = self._id or await asyncio.to_thread(self._submitted)
        for manager in self._managers:
            url = f"{manager}/ws/v1/cluster/apps"
            with suppress(httpx.HTTPError, ValueError):
                if self._id is None:
                    answer = await self._http.get(url, params={"applicationTags": self._tag})
                    apps = (answer.json().get("apps") or {}).get("app") or [{}]
                    self._found, self._id = apps[0], apps[0].get("id")
                else:
                    answer = await self._http.get(f"{url}/{self._id}")
                    self._found = answer.json().get("app") or self._found
                return self._found
        return {}

    async def _container_log(self, name: Stream) -> str:
        """What is new of a stream of the driver; nothing where it cannot be read (now)."""
        address = urlsplit(str(self._found.get("amContainerLogs") or ""))
        parts = address.path.split("/")
        if "containerlogs" not in parts:
            return ""
        container = parts[parts.index("containerlogs") + 1]
        root = f"{address.scheme}://{address.netloc}"
        with suppress(httpx.HTTPError):
            url = f"{root}/ws/v1/node/containerlogs/{container}/{name}"
            answer = await self._http.get(url, follow_redirects=True)
            if answer.status_code == 200:
                whole = _contents(answer.content)
                end = len(whole) if self._over else whole.rfind(b"\n") + 1
                new = whole[self._read[name] : end]
                self._read[name] = max(end, self._read[name])
                return new.decode("utf-8", "replace")
        return ""

    def _kill(self, application: str) -> subprocess.CompletedProcess[str]:
        # Hadoop's own client signs in as `spark-submit` does; over REST YARN takes it for anybody.
        command = [str(spark_home() / "bin" / "spark-class"), _CLI, "application", "-kill"]
        return subprocess.run(  # noqa: S603
            [*command, application], env=self._environment(), capture_output=True, text=True,
            timeout=KILL_SECONDS, check=False,
        )  # fmt: skip


def _contents(answer: bytes) -> bytes:
    """A log without what a NodeManager adds to it."""
    header = _HEADER.match(answer)
    return answer if header is None else answer[header.end() :][: int(header[1])]


def resource_managers(env: Mapping[str, str]) -> Iterator[str]:
    """The addresses of the REST API, as Hadoop's configuration has them (`yarn-default.xml`)."""
    folder = env.get("HADOOP_CONF_DIR") or env.get("YARN_CONF_DIR") or os.curdir
    try:
        root = ElementTree.parse(Path(folder) / "yarn-site.xml").getroot()  # noqa: S314 (our own)
    except (OSError, ElementTree.ParseError):
        return
    site = {one.findtext("name", ""): one.findtext("value", "") for one in root.iter("property")}
    name = "yarn.resourcemanager"
    secure = site.get("yarn.http.policy") == "HTTPS_ONLY"
    what, scheme, port = ("https.address", "https", 8090) if secure else ("address", "http", 8088)
    ids = [f".{one.strip()}" for one in site.get(f"{name}.ha.rm-ids", "").split(",") if one.strip()]
    for id_ in ids or [""]:
        host = site.get(f"{name}.hostname{id_}")
        found = site.get(f"{name}.webapp.{what}{id_}") or (f"{host}:{port}" if host else None)
        if found:
            yield f"{scheme}://{found.replace(f'${{{name}.hostname}}', host or '')}"

"""Jobs whose driver runs in a YARN cluster.

https://spark.apache.org/docs/latest/running-on-yarn.html, and the REST APIs of YARN's
ResourceManager and NodeManager.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx

from etlab_jupyter.runners.output import Stream, Text
from etlab_jupyter.runners.submit import collected_log
from etlab_jupyter.runners.submit.job import JobError, JobState, Phase, UncertainJobError
from etlab_jupyter.runners.submit.place import JobPlace
from etlab_jupyter.runners.submit.spark_submit import SparkSubmitJob, spark_home
from etlab_jupyter.spark_session import SparkSettings

ANSWER_SECONDS = 10.0
KILL_SECONDS = 60.0
LOG_SECONDS = 3.0
COLLECTED_SECONDS = 60.0
_ID = re.compile(r"\bSubmitted application (application_\d+_\d+)")
_WAITING = ("NEW", "NEW_SAVING", "SUBMITTED", "ACCEPTED")
_SUCCEEDED = {"SUCCEEDED": True, "FAILED": False, "KILLED": False}
# What Hadoop puts before a log since 2.9 (`LogToolUtils`); as much of its own comes behind it.
_HEADER = re.compile(rb"(?:[^\n]*\n){0,10}?LogLength:(\d+)\nLogContents:\n")
_CLI = "org.apache.hadoop.yarn.client.cli.ApplicationCLI"
Json = dict[str, Any]


class YarnClusterJob(SparkSubmitJob):
    """`spark-submit` waits here, and the driver is in the application's first container.

    What the driver prints is asked of that container's NodeManager, as far as it can be reached;
    at the end the rest is in the logs that YARN has collected, where it does.
    """

    follows = False
    pause = 1.0

    def __init__(self, settings: SparkSettings, place: JobPlace) -> None:
        super().__init__(settings, place)
        self._tag = f"etlab-{place.run_id}"
        self._http = httpx.AsyncClient(timeout=ANSWER_SECONDS)
        site = yarn_site(self._environment())
        self._managers = list(resource_managers(site))
        self._collects = site.get("yarn.log-aggregation-enable") == "true"
        self._id: str | None = None
        self._found: Json = {}
        self._read: dict[Stream, int] = {"stdout": 0, "stderr": 0}
        self._looked = 0.0
        self._over = False
        self._cancelled = False

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
            news += await self._driver_news()
        return [(name, text) for name, text in news if text]

    async def _driver_news(self) -> Sequence[Text]:
        found = {name: await self._container_log(name) for name in self._read}
        missing = [name for name in found if found[name] is None]
        told = ""
        if missing and self._over and self._collects and self._id and not self._cancelled:
            collected, told = await asyncio.to_thread(self._collected, self._id)
            found |= {name: self._new(name, collected[name]) for name in missing if collected}
        return [*((name, text or "") for name, text in found.items()), ("stderr", told)]

    async def cancel(self) -> None:
        """Let `spark-submit` submit nothing more, and kill the application."""
        self._cancelled = True
        try:
            await super().cancel()
            await self._end()
        except BaseException:
            self._cancelled = False
            raise

    async def _end(self) -> None:
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

    async def _container_log(self, name: Stream) -> str | None:
        """What is new of a stream of the driver; None where its NodeManager does not give it."""
        address = urlsplit(str(self._found.get("amContainerLogs") or ""))
        parts = address.path.split("/")
        if "containerlogs" not in parts:
            return None
        container = parts[parts.index("containerlogs") + 1]
        root = f"{address.scheme}://{address.netloc}"
        with suppress(httpx.HTTPError):
            url = f"{root}/ws/v1/node/containerlogs/{container}/{name}"
            answer = await self._http.get(url, follow_redirects=True)
            if answer.status_code == 200:
                return self._new(name, _contents(answer.content))
        return None

    def _new(self, name: Stream, content: bytes) -> str:
        """What was not read before of a stream's content."""
        end = len(content) if self._over else content.rfind(b"\n") + 1
        new = content[self._read[name] : end]
        self._read[name] = max(end, self._read[name])
        return new.decode("utf-8", "replace")

    def _collected(self, application: str) -> tuple[dict[str, bytes], str]:
        """The streams of the driver as YARN has collected them; none, and why, where it has not."""
        python = {"PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}
        command = [str(spark_home() / "bin" / "spark-submit"), "--master", "local"]
        script = ["--deploy-mode", "client", collected_log.__file__, application]
        with tempfile.TemporaryDirectory() as folder:
            try:
                subprocess.run(  # noqa: S603
                    [*command, *script, folder, str(COLLECTED_SECONDS)],
                    env={**self._environment(), **python}, capture_output=True, text=True,
                    timeout=COLLECTED_SECONDS + KILL_SECONDS, check=True,
                )  # fmt: skip
            except subprocess.SubprocessError as error:
                lines = [one for one in str(getattr(error, "stderr", "")).splitlines() if one]
                why = lines[-1] if lines else str(error)
                return {}, f"The log that YARN has collected cannot be read: {why[:500]}\n"
            files = [file.read_bytes() for file in Path(folder).rglob("container_*")]
        return collected_log.streams(b"".join(files)), ""

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


def yarn_site(env: Mapping[str, str]) -> dict[str, str]:
    """What Hadoop's configuration says of YARN, without the defaults."""
    folder = env.get("HADOOP_CONF_DIR") or env.get("YARN_CONF_DIR") or os.curdir
    try:
        root = ElementTree.parse(Path(folder) / "yarn-site.xml").getroot()  # noqa: S314 (our own)
    except (OSError, ElementTree.ParseError):
        return {}
    return {one.findtext("name", ""): one.findtext("value", "") for one in root.iter("property")}


def resource_managers(site: Mapping[str, str]) -> Iterator[str]:
    """The addresses of the REST API, as Hadoop's configuration has them (`yarn-default.xml`)."""
    name = "yarn.resourcemanager"
    secure = site.get("yarn.http.policy") == "HTTPS_ONLY"
    what, scheme, port = ("https.address", "https", 8090) if secure else ("address", "http", 8088)
    ids = [f".{one.strip()}" for one in site.get(f"{name}.ha.rm-ids", "").split(",") if one.strip()]
    for id_ in ids or [""]:
        host = site.get(f"{name}.hostname{id_}")
        found = site.get(f"{name}.webapp.{what}{id_}") or (f"{host}:{port}" if host else None)
        if found:
            yield f"{scheme}://{found.replace(f'${{{name}.hostname}}', host or '')}"

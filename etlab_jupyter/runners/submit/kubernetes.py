"""Jobs whose driver is a pod.

https://spark.apache.org/docs/latest/running-on-kubernetes.html#cluster-mode, and Kubernetes' REST
API (`v1/Pod`).
"""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import Sequence
from contextlib import suppress

import httpx
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from etlab_jupyter.runners.output import Text
from etlab_jupyter.runners.submit.job import JobError, JobState, Phase, UncertainJobError
from etlab_jupyter.runners.submit.kubernetes_api import Json, NoAnswerError, api_of, asked
from etlab_jupyter.runners.submit.place import JobPlace
from etlab_jupyter.runners.submit.spark_submit import SparkSubmitJob
from etlab_jupyter.spark_session import SparkSettings

GONE_SECONDS = 60.0
PAUSE = 0.5
SILENT_TRIES = 3
_PHASES = {"Succeeded": True, "Failed": False}


class KubernetesClusterJob(SparkSubmitJob):
    """`spark-submit` makes the driver's pod and waits; the pod has a name that we give it.

    The pod is looked at with the sign-in that Spark makes it with (`kubernetes_api`).
    """

    pause = 1.0

    def __init__(self, settings: SparkSettings, place: JobPlace) -> None:
        super().__init__(settings, place)
        self._pod = f"etlab-{place.run_id}-driver"
        namespace = settings.conf.get("spark.kubernetes.namespace", "default")
        self._path = f"/api/v1/namespaces/{namespace}/pods/{self._pod}"
        self._http, self._sign_in = api_of(settings)
        self._log = ""
        self._done = 0
        self._reading: asyncio.Task[None] | None = None

    async def start(self, script: str) -> None:
        """Start `spark-submit`, unless there is no way to look at what it makes."""
        await self._sign_in.prepare()
        await super().start(script)

    async def find(self) -> None:
        """As for other processes; but the pod goes on without the one that waits for it."""
        try:
            await super().find()
        except UncertainJobError:
            if await self._asked() is None:
                raise
        # All that was told before is read before anything that is new.
        await self._read(follow=False)

    async def state(self) -> JobState:
        """The pod's phase; before there is one, what `spark-submit` says."""
        ended = self._process.ended()
        pod = await self._asked()
        if pod is None:
            if ended is None:
                return JobState(Phase.WAITING)
            told = "The job's driver has no pod: spark-submit failed, or somebody has deleted it."
            return JobState(Phase.OVER, False if ended.code else None, told)
        status = pod.get("status") or {}
        labels = pod["metadata"].get("labels") or {}
        phase, application = status.get("phase"), labels.get("spark-app-selector")
        if phase in _PHASES:
            await self._read_all()
            told = f"The driver's pod {self._pod} has {phase.lower()}{_exit(status)}."
            return JobState(Phase.OVER, _PHASES[phase], told, application)
        if phase != "Running":
            return JobState(Phase.WAITING, application=application)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        return JobState(Phase.RUNNING, application=application)

    async def news(self) -> Sequence[Text]:
        """What `spark-submit` has written, and the log of the driver's pod."""
        log, self._log = self._log, ""
        # Kubernetes gives both streams of a pod as one, line by line.
        both: list[Text] = [("stdout", log)] if log else []
        return [*await super().news(), *both]

    async def cancel(self) -> None:
        """Let `spark-submit` make nothing more, and delete the pod: its executors go with it."""
        await super().cancel()
        with suppress(NoAnswerError):
            await asked(self._http, "DELETE", self._path)
        end = asyncio.get_running_loop().time() + GONE_SECONDS
        while await self._there():
            if asyncio.get_running_loop().time() > end:
                raise JobError(f"Kubernetes has not deleted the pod {self._pod}.")
            await asyncio.sleep(PAUSE)

    async def close(self) -> None:
        """Close the connections to Kubernetes."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._http.aclose()

    def _conf(self) -> dict[str, str]:
        return {
            **super()._conf(),
            "spark.kubernetes.driver.pod.name": self._pod,
            "spark.kubernetes.submission.waitAppCompletion": "true",
        }

    async def _asked(self) -> Json | None:
        """The pod, None where there is none."""
        return await asked(self._http, "GET", self._path)

    @retry(
        retry=retry_if_exception_type(NoAnswerError), stop=stop_after_attempt(SILENT_TRIES),
        wait=wait_fixed(PAUSE), reraise=True,
    )  # fmt: skip
    async def _there(self) -> bool:
        """Whether there is the pod; one lost answer does not leave that open."""
        return await self._asked() is not None

    async def _read(self, *, follow: bool = True) -> None:
        """Read the pod's log until it ends, which may be before the pod does."""
        done, self._done = self._done, 0
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        params = {"follow": "true"} if follow else {}
        with suppress(httpx.HTTPError, OSError, JobError):
            async with self._http.stream(
                "GET", f"{self._path}/log", params=params, timeout=None
            ) as answer:
                if answer.status_code != 200:
                    self._done = done
                    return
                async for data in answer.aiter_bytes():
                    text = decoder.decode(data)
                    self._log += text[max(0, done - self._done) :]
                    self._done += len(text)
        self._done = max(done, self._done)

    async def _read_all(self) -> None:
        """Read what is left of the log of a pod that is over."""
        if self._reading is not None:
            await asyncio.gather(self._reading, return_exceptions=True)
        self._reading = None
        await self._read()


def _exit(status: Json) -> str:
    for one in status.get("containerStatuses") or []:
        ended = (one.get("state") or {}).get("terminated") or {}
        if ended:
            reason = f", {ended['reason']}" if ended.get("reason") else ""
            return f" (exit status {ended.get('exitCode')}{reason})"
    return ""

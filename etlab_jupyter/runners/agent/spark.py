"""What the agent asks Spark, without importing pyspark: the user's cells do that."""

from __future__ import annotations

import re
import sys
import threading
import time
from contextlib import suppress
from typing import Any, Iterator  # noqa: UP035
from weakref import WeakKeyDictionary

from . import connect

LEAVE_SECONDS = 20.0
# To ask the JVM once for each context is enough.
_applications: WeakKeyDictionary[Any, str] = WeakKeyDictionary()

_PROPERTIES = (
    "spark.jobGroup.id",
    "spark.job.description",
    "spark.job.interruptOnCancel",
)
_COUNTS = (
    "jobs_running",
    "jobs_done",
    "stages_total",
    "stages_done",
    "tasks_total",
    "tasks_done",
    "tasks_active",
    "tasks_failed",
)
_WRITES = re.compile(
    r"Execute (InsertInto\w*|SaveInto\w*|Optimized\w*)|AppendData|OverwriteByExpression"
    r"|OverwritePartitionsDynamic|AtomicCreateTable\w*|AtomicReplaceTable\w*|WriteDelta"
    r"|ReplaceData"
)


def context() -> Any:
    """The SparkContext of this process, None without one (as with Spark Connect)."""
    pyspark = sys.modules.get("pyspark")
    cls = getattr(pyspark, "SparkContext", None)
    return getattr(cls, "_active_spark_context", None)


def application() -> str | None:
    """The id of the running Spark application, None without one."""
    sc = context()
    if sc is not None:
        if sc not in _applications:
            _applications[sc] = str(sc.applicationId)
        return _applications[sc]
    found = connect.session()
    return None if found is None else connect.application(found)


def identity() -> str | None:
    """What all DataFrames of this process belong to: an application, or a session of Connect."""
    found = connect.session() if context() is None else None
    return application() if found is None else connect.identity(found)


def job_group() -> str | None:
    """The job group of this thread, None without one."""
    sc = context()
    return None if sc is None else sc.getLocalProperty("spark.jobGroup.id")


def ended() -> bool:
    """Whether the Spark that this process had started or joined has ended."""
    return jvm_ended() or connect.ended()


def jvm_ended() -> bool:
    """Whether a driver JVM that this process had started or joined has ended."""
    cls = getattr(sys.modules.get("pyspark"), "SparkContext", None)
    gateway = getattr(cls, "_gateway", None)
    if gateway is None:
        return False
    process = getattr(gateway, "proc", None)
    try:
        gateway.jvm.System.nanoTime()
    except Exception:
        # The sockets of a killed process close a moment before it can be waited for.
        deadline = time.monotonic() + 1
        while process is not None and process.poll() is None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True
    return False


def forget() -> None:
    """Clear what pyspark remembers of Spark that has ended: it can start anew."""
    with suppress(Exception):
        connect.leave()
    cls = sys.modules["pyspark"].SparkContext
    cls._active_spark_context = cls._gateway = cls._jvm = None
    sql = sys.modules.get("pyspark.sql")
    if sql is not None:
        session = sql.SparkSession
        session._instantiatedSession = session._activeSession = None
        sql.SQLContext._instantiatedContext = None


def leave_cluster() -> None:
    """End the session of another master than `local`, which ends with this process anyway.

    Kubernetes keeps the pods of a driver that is killed, Spark Connect its client's session.
    """
    sc = context()
    if sc is not None and str(sc.master).startswith("local"):
        return
    stop = connect.leave if sc is None else sc.stop
    stopping = threading.Thread(target=stop, name="etlab-leave", daemon=True)
    stopping.start()
    stopping.join(LEAVE_SECONDS)


class JobGroup:
    """Everything that this thread asks of Spark inside the `with` has one job group.

    Without `restore` that remains so afterwards.
    """

    def __init__(self, group: str, description: str, restore: bool = True) -> None:
        self._group = group
        self._description = description
        self._restore = restore
        self._saved: dict[str, Any] = {}

    def __enter__(self) -> None:
        sc = context()
        with suppress(Exception):  # the JVM has ended, as the cell will find out
            if sc is not None:
                if self._restore:
                    self._saved = {name: sc.getLocalProperty(name) for name in _PROPERTIES}
                sc.setJobGroup(self._group, self._description, True)

    def __exit__(self, *error: object) -> None:
        sc = context()
        with suppress(Exception):
            if sc is not None and self._restore:
                for name in _PROPERTIES:
                    sc.setLocalProperty(name, self._saved.get(name))


def cancel(group: str) -> None:
    """Cancel the group's jobs, also, from Spark 4 on, those that it will yet start."""
    sc = context()
    if sc is None:
        return
    if int(sc.version.partition(".")[0]) >= 4:
        sc._jsc.sc().cancelJobGroupAndFutureJobs(group)
        return
    tracker = sc.statusTracker()
    jobs = map(tracker.getJobInfo, tracker.getJobIdsForGroup(group))
    if any(job is not None and job.status == "RUNNING" for job in jobs):
        sc.cancelJobGroup(group)


def groupless_jobs() -> set[int]:
    """The jobs that belong to no group.

    A call that an interrupt has broken off makes py4j go on over another connection, whose
    thread in the JVM knows nothing of the group that was set.
    """
    sc = context()
    return set() if sc is None else set(sc.statusTracker().getJobIdsForGroup(None))


def cancel_jobs(jobs: set[int]) -> None:
    """Cancel those of the jobs that run."""
    sc = context()
    if sc is None:
        return
    for job in jobs & set(sc.statusTracker().getActiveJobsIds()):
        sc._jsc.sc().cancelJob(job)


def active_streams() -> list[Any]:
    """The streaming queries that are running in this process' session."""
    session = _session() or connect.session()
    return [] if session is None else list(session.streams.active)


class Progress:
    """Counts of the jobs, stages and tasks of a job group."""

    def __init__(self, group: str) -> None:
        self._group = group
        self._ended: dict[int, dict[str, int]] = {}
        self._last: dict[str, int] | None = None

    def close(self) -> None:
        """Nothing is left behind."""

    def poll(self) -> dict[str, int] | None:
        """The counts, None if they have not changed or there is no job yet."""
        sc = context()
        if sc is None:
            return None
        store = sc._jsc.sc().statusStore()
        total = dict.fromkeys(_COUNTS, 0)
        for job in sc.statusTracker().getJobIdsForGroup(self._group):
            for name, value in self._job(store, job).items():
                total[name] += value
        if total == self._last or not any(total.values()):
            return None
        self._last = total
        return total

    def _job(self, store: Any, job: int) -> dict[str, int]:
        """The counts of a job, from the store: the tracker needs three times as many calls."""
        if job in self._ended:
            return self._ended[job]
        try:
            data = store.job(job)
        except Exception:  # one of very many, that Spark has forgotten meanwhile
            return {}
        ended = str(data.status()) in ("SUCCEEDED", "FAILED")
        counts = {"jobs_done": 1} if ended else {"jobs_running": 1}
        # Spark skips a stage whose output it still has; such a stage never runs a task.
        counts["stages_total"] = data.stageIds().size() - data.numSkippedStages()
        counts["stages_done"] = data.numCompletedStages()
        counts["tasks_total"] = data.numTasks() - data.numSkippedTasks()
        counts["tasks_done"] = data.numCompletedIndices()
        counts["tasks_active"] = 0 if ended else data.numActiveTasks()
        counts["tasks_failed"] = data.numFailedTasks()
        if ended:
            self._ended[job] = counts
        return counts


class WrittenRows:
    """How many rows are written from now on, by Spark's own metrics: without a job."""

    def __init__(self, group: str, description: str) -> None:
        self._group = group
        self._description = description
        self._store = _sql_store()
        self._first = 0 if self._store is None else self._store.executionsCount()

    def count(self) -> int | None:
        """The rows written since this object was made, None if Spark does not say."""
        if self._store is None:
            self._store = _sql_store()
        if self._store is None:
            return None
        rows = [row for run in self._executions() for row in self._written(run)]
        return sum(rows) if rows else self._task_records()

    def _executions(self) -> list[Any]:
        # Metrics come over Spark's listener bus, a moment after the write has returned.
        deadline = time.monotonic() + 1
        while True:
            count = self._store.executionsCount()
            found = self._store.executionsList(self._first, max(0, count - self._first))
            runs = [found.apply(i) for i in range(found.size())]
            runs = [r for r in runs if r.description() == self._description and self._is_own(r)]
            ended = runs and all(r.completionTime().isDefined() for r in runs)
            if ended or time.monotonic() > deadline:
                return runs
            time.sleep(0.01)

    def _is_own(self, run: Any) -> bool:
        """Whether it is not of the same node of a run in another session of this Spark."""
        jobs = context().statusTracker().getJobIdsForGroup(self._group)
        return run.jobs().isEmpty() or any(run.jobs().contains(job) for job in jobs)

    def _written(self, run: Any) -> Iterator[int]:
        nodes = self._store.planGraph(run.executionId()).allNodes()
        values = self._store.executionMetrics(run.executionId())
        for node in map(nodes.apply, range(nodes.size())):
            if not _WRITES.match(node.name()):
                continue
            for metric in map(node.metrics().apply, range(node.metrics().size())):
                value = values.get(metric.accumulatorId())
                if metric.name() == "number of output rows" and value.isDefined():
                    yield int(value.get().replace(",", ""))

    def _task_records(self) -> int | None:
        """What the tasks wrote, for sinks without an SQL metric (JDBC, for one)."""
        sc = context()
        tracker = sc.statusTracker()
        store = sc._jsc.sc().statusStore()
        stages: set[int] = set()
        for job in tracker.getJobIdsForGroup(self._group):
            info = tracker.getJobInfo(job)
            stages.update(info.stageIds if info is not None else ())
        total = 0
        for stage in stages:
            if tracker.getStageInfo(stage) is not None:
                total += store.lastStageAttempt(stage).outputRecords()
        return total or None


def _session() -> Any:
    cls = getattr(sys.modules.get("pyspark.sql"), "SparkSession", None)
    session = getattr(cls, "_instantiatedSession", None)
    return None if context() is None else session


def _sql_store() -> Any:
    session = _session()
    return session and session._jsparkSession.sharedState().statusStore()

"""One cell of a run, a task, and the thread that watches and can cancel it."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from typing import Any, Callable, Iterator  # noqa: UP035

from . import connect, spark

POLL_SECONDS = 0.2
MAX_POLL_SECONDS = 2
LINGER_SECONDS = 30


class Task:
    """What is known about the cell that runs now."""

    def __init__(self, spec: dict[str, Any], parent: Any, publish: Callable[..., None]) -> None:
        self.spec = spec
        self.parent = parent
        self.started = time.monotonic()
        self.seconds = 0.0
        self.cancelled = False
        # Where others cancel by a group of theirs, that one stays.
        self.group = spec.get("group") or f"etlab-{spec['run_id']}-{spec['node']}"
        self._publish = publish
        found = connect.session() if spark.context() is None else None
        connect.adopt(found)
        self.operations = connect.Operations(found, self.group)
        self._progress = connect.Progress(found) if found else spark.Progress(self.group)
        self._rows: spark.WrittenRows | None = None
        self._streams: set[Any] = set()
        self._strays: set[int] = set()
        self._lock = threading.Lock()

    def job_group(self) -> spark.JobGroup:
        """What all that the task asks of Spark belongs to."""
        # Others set theirs anew for each task.
        given = self.spec.get("group") is not None
        return spark.JobGroup(self.group, self.spec["description"], restore=not given)

    def prepare(self, strays: bool) -> None:
        """Note what Spark has done so far, as far as it matters for this task.

        `strays` only matter to `stop`.
        """
        if strays:
            self._strays = spark.groupless_jobs()
        if self.spec.get("type") == "sink":
            self._rows = spark.WrittenRows(self.group, self.spec["description"])
            self._streams = {query.id for query in spark.active_streams()}

    def publish(self, kind: str, **content: Any) -> None:
        """Tell whoever runs the task."""
        self._publish(self, kind, **content)

    def publish_progress(self) -> None:
        """Send the counts if they have changed."""
        with self._lock:
            counts = self._progress.poll()
            if counts is not None:
                self.publish("progress", **counts)

    def close(self) -> None:
        """Ask Spark no more."""
        self._progress.close()

    def written_rows(self) -> int | None:
        """The rows that a sink wrote, None for others and where Spark does not say."""
        return None if self._rows is None else self._rows.count()

    def stop(self, strays: bool = True) -> None:
        """Cancel the task's jobs and stop the streaming queries that it has started.

        `strays` are the jobs that it has started outside of its group.
        """
        spark.cancel(self.group)
        self.operations.cancel()
        if strays:
            spark.cancel_jobs(spark.groupless_jobs() - self._strays)
        if self.spec.get("type") == "sink":
            for query in spark.active_streams():
                if query.id not in self._streams:
                    query.stop()


class Watch:
    """Runs tasks one at a time, each in its job group and, with `poll`, watched by a thread."""

    def __init__(self, publish: Callable[..., None], poll: bool = True) -> None:
        self._publish = publish
        self._polls = poll
        self._task: Task | None = None
        self._dropped: set[str] = set()
        self._lingering: tuple[Task, float] | None = None
        self._shared = False
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def task(
        self, spec: dict[str, Any], parent: Any, publish: Callable[..., None] | None = None
    ) -> Iterator[Task]:
        """Everything inside the `with` belongs to the task; `cancelled` says to do nothing."""
        task = Task(spec, parent, publish or self._publish)
        if self._polls and self._thread is None:
            self._thread = threading.Thread(target=self._poll, name="etlab-agent", daemon=True)
            self._thread.start()
        with task.job_group(), task.operations:
            with suppress(Exception):  # no Spark, or another one: the cell will tell
                task.prepare(strays=self._polls)
            # In this order, and the other way round in `cancel`: none can miss the other.
            self._task = task
            if spec["run_id"] in self._dropped:
                task.cancelled = True
            try:
                yield task
            finally:
                self._task = None
                task.close()
                if task.cancelled:
                    self._shared = False
                    self._lingering = task, time.monotonic() + LINGER_SECONDS

    def share(self) -> None:
        """Note that somebody else's cell runs: from now on its jobs may be in no group."""
        self._shared = True

    def cancel(self, run_id: str) -> None:
        """Cancel the task if it is one of this run, and all that this run will yet start."""
        self._dropped.add(run_id)
        task = self._task
        if task is not None and task.spec["run_id"] == run_id:
            task.cancelled = True
            self._wake.set()

    @property
    def busy(self) -> bool:
        """Whether a task runs."""
        return self._task is not None

    def works_on(self, request: str) -> bool:
        """Whether the task that runs answers the request of that message id."""
        task = self._task
        return task is not None and task.parent["header"]["msg_id"] == request

    def _poll(self) -> None:
        pause = POLL_SECONDS
        while True:
            self._wake.wait(pause)
            self._wake.clear()
            started = time.monotonic()
            with suppress(Exception):  # the JVM has ended, as the cell itself finds out
                self._look(self._task)
            # Asking about very many jobs takes long: a fifth of the time, mostly.
            pause = min(max(POLL_SECONDS, 4 * (time.monotonic() - started)), MAX_POLL_SECONDS)

    def _look(self, task: Task | None) -> None:
        if self._lingering is not None:
            # What an interrupted call has left to Spark may start a job even now.
            cancelled, deadline = self._lingering
            cancelled.stop(strays=not self._shared)
            if time.monotonic() > deadline:
                self._lingering = None
        if task is None:
            return
        if task.cancelled:
            task.stop()
        else:
            task.publish_progress()

"""Spark Connect: the session is a client of a server elsewhere. Without importing pyspark.

Rules: Spark's protocol tells progress by operation (a query is one), and interrupts by tags.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from contextlib import suppress
from typing import Any, Iterable  # noqa: UP035

CANCEL_SECONDS = 1.0

# The server ended the session, or was started again and knows it no more.
_GONE = ("INVALID_HANDLE.SESSION_", "INVALID_HANDLE.OPERATION_NOT_FOUND")
_ids: dict[str, str] = {}
_lost: set[str] = set()


def session() -> Any:
    """The session on Spark Connect of this process, None without one."""
    cls = getattr(sys.modules.get("pyspark.sql.connect.session"), "SparkSession", None)
    if cls is None:
        return None
    with suppress(Exception):
        # The active one is this thread's.
        return cls.getActiveSession() or cls._get_default_session()
    return None


def adopt(found: Any) -> None:
    """Let `SparkSession.builder` find the session: without an address, pyspark's own refuses."""
    if found is not None:
        sys.modules["pyspark.sql"].SparkSession.Builder = type(found).Builder


def identity(found: Any) -> str:
    """What the session is known by; it has nothing of what another one has."""
    return str(found.session_id)


def application(found: Any) -> str:
    """The id of the server's Spark application, that of the session where it is not told."""
    known = identity(found)
    if known not in _ids:
        with suppress(Exception):
            _ids[known] = str(found.conf.get("spark.app.id"))
    return _ids.get(known, known)


def note(error: BaseException) -> None:
    """Note where an error says that the session has gone."""
    found = session()
    if found is not None and any(mark in str(error) for mark in _GONE):
        _lost.add(identity(found))


def ended() -> bool:
    """Whether the session was seen to have gone."""
    found = session()
    return found is not None and identity(found) in _lost


def leave() -> None:
    """End the session on the server."""
    found = session()
    if found is not None:
        found.stop()


class Operations:
    """Everything that this thread asks of Spark inside the `with` has one tag."""

    def __init__(self, found: Any, group: str) -> None:
        self._session = found
        self._tag = re.sub(r"[^\w.-]", "_", group)
        self._asked = 0.0

    def __enter__(self) -> None:
        if self._session is not None:
            self._session.addTag(self._tag)

    def __exit__(self, *error: object) -> None:
        if self._session is not None:
            with suppress(Exception):
                self._session.removeTag(self._tag)

    def cancel(self) -> None:
        """Interrupt what runs under the tag, at most once a second; from any thread."""
        now = time.monotonic()
        if self._session is not None and now - self._asked > CANCEL_SECONDS:
            self._asked = now
            self._session.interruptTag(self._tag)


class Progress:
    """Counts of stages and tasks as the server tells them while queries run, from Spark 4 on."""

    def __init__(self, found: Any) -> None:
        self._session = found
        self._lock = threading.Lock()
        self._operations: dict[str, dict[str, int]] = {}
        self._last: dict[str, int] | None = None
        if hasattr(found, "registerProgressHandler"):
            found.registerProgressHandler(self._hear)

    def close(self) -> None:
        """Hear no more."""
        with suppress(Exception):
            self._session.removeProgressHandler(self._hear)

    def poll(self) -> dict[str, int] | None:
        """The counts, None if they have not changed or nothing has run yet."""
        with self._lock:
            counts = list(self._operations.values())
        total = {name: sum(one[name] for one in counts) for name in counts[0]} if counts else None
        if total == self._last:
            return None
        self._last = total
        return total

    def _hear(
        self, stages: Iterable[Any] | None, inflight_tasks: int, operation_id: str | None,
        done: bool,
    ) -> None:  # fmt: skip
        """Called by the client, in the thread that waits for the query."""
        # A stage whose output is still there is skipped, and never runs a task.
        told = [s for s in stages or () if not done or s.done or s.num_completed_tasks]
        if not told:
            return
        counts = {
            "jobs_running": int(not done),
            "jobs_done": int(done),
            "stages_total": len(told),
            "stages_done": sum(bool(s.done) for s in told),
            "tasks_total": sum(s.num_tasks for s in told),
            "tasks_done": sum(s.num_completed_tasks for s in told),
            "tasks_active": 0 if done else inflight_tasks,
            "tasks_failed": 0,
        }
        with self._lock:
            self._operations[operation_id or ""] = counts

"""What a run's events add up to."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from etlab_jupyter.api.enums import RunStatus
from etlab_jupyter.api.runs import NodeResult, RunSummary
from etlab_jupyter.runners import events

LOG_LIMIT = 1_000_000


class BoundedLog:
    """The newest `limit` characters of a text; the first line says what was cut."""

    def __init__(self, limit: int = LOG_LIMIT) -> None:
        self.limit = limit
        self._text = ""
        self._cut = 0

    def add(self, text: str) -> None:
        """Append."""
        self._text += text
        if len(self._text) > 2 * self.limit:  # seldom, since it copies
            self._trim()

    @property
    def text(self) -> str:
        """The log as it is stored."""
        self._trim()
        if not self._cut:
            return self._text
        return f"[… the first {self._cut:,} characters were cut …]\n{self._text}"

    def _trim(self) -> None:
        over = len(self._text) - self.limit
        if over > 0:
            end = self._text.find("\n", over - 1)
            over = end + 1 if 0 <= end < over + 10_000 else over
            self._text, self._cut = self._text[over:], self._cut + over


class Record:
    """The state of one run, as its row holds it."""

    def __init__(self, run_id: uuid.UUID, log_limit: int = LOG_LIMIT) -> None:
        self.run_id = run_id
        self.connection_file: str | None = None
        self.status = RunStatus.PENDING
        self.error: str | None = None
        self.started_at: datetime | None = None
        self.completed_at: datetime | None = None
        self.summary = RunSummary()
        self._log = BoundedLog(log_limit)

    def take(self, event: events.RunEvent) -> None:
        """Take an event into account."""
        time = datetime.fromisoformat(event.time)
        match event:
            case events.RunStarted():
                self.status = RunStatus.RUNNING
                self.started_at = self.started_at or time
                self._application(event.application)
            case events.Output():
                self._log.add(event.text)
            case events.NodeFinished():
                self._node(event, "completed", seconds=event.seconds, rows=event.rows)
            case events.NodeSkipped():
                if event.node not in self.summary.nodes:
                    self._node(event, "skipped", reason=event.reason)
            case events.NodeFailed():
                self._node(event, "failed", seconds=event.seconds, reason=event.message)
                self.error = self.error or f"{event.label}: {event.message}"
                self._log.add("".join(f"{line}\n" for line in event.traceback))
            case events.NodeCancelled():
                self._node(event, "cancelled", seconds=event.seconds)
            case events.RunFinished():
                self.status = RunStatus(event.status)
                self.completed_at = time
                self.error = self.error or event.error
                self.summary.rows.update(event.rows)
                self.summary.seconds = event.seconds
                self._application(event.application)

    def values(self) -> dict[str, Any]:
        """The columns of the row."""
        return {
            "status": self.status,
            "error": self.error,
            "started_at": self.started_at,
            "completed_at": self.completed_at,
            "result_summary": self.summary.model_dump(mode="json", exclude_none=True),
            "logs": self._log.text or None,
            "connection_file": self.connection_file,
        }

    def _node(self, event: events.NodeEvent, status: Any, **fields: Any) -> None:
        self.summary.nodes[event.node] = NodeResult(status=status, label=event.label, **fields)

    def _application(self, application: str | None) -> None:
        self.summary.application = application or self.summary.application

"""A run, as its events tell it: how far it is, and what became of each node."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import ipywidgets as widgets
import traitlets

from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunEvent, events
from etlab_jupyter.widgets.graph import with_fallback
from etlab_jupyter.widgets.look import button, html, line, message, style

Listener = Callable[[RunEvent], None]


class RunMonitor(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """`status` is that of the run, `nodes` what is known of each node, by its id.

    `take` is called with each event; `follow` takes them all, `start` in a thread of its own.
    """

    status = traitlets.Unicode("")
    nodes = traitlets.Dict()
    error = traitlets.Unicode("")

    def __init__(self, cancel: Callable[[], object] | None = None) -> None:
        self._cancel = cancel
        self._thread: threading.Thread | None = None
        self._bar = widgets.FloatProgress(0, max=1, layout={"width": "220px", "display": "none"})
        self._state = html()
        self._table = html()
        self._stop = button("Cancel", "Cancel the run", "stop")
        self._stop.layout.display = "none"
        self._stop.on_click(lambda _: self._cancel and self._cancel())
        head = line(self._bar, self._stop, self._state)
        super().__init__([style(), head, self._table])
        self.add_class("etlab-Widget")

    def take(self, event: RunEvent) -> None:
        """Show what an event tells."""
        match event:
            case events.RunQueued():
                self.error = ""
                self.status = "running"
                self.nodes = {node: {"label": node, "status": "waiting"} for node in event.nodes}
            case events.RunStarted():
                self.nodes = {planned.node: _planned(planned) for planned in event.plan}
            case events.NodeStarted():
                self._node(event, status="running")
            case events.Progress() if self._is_running(event.node):
                self._node(
                    event, done=event.tasks_done, total=event.tasks_total, share=event.fraction
                )
            case events.NodeSkipped():
                self._node(event, status="skipped", message=event.reason)
            case events.NodeFinished():
                self._node(event, status="done", seconds=event.seconds, rows=event.rows)
            case events.NodeFailed():
                told = f"{event.error}: {event.message.strip().splitlines()[0]}"
                self._node(event, status="failed", seconds=event.seconds, message=told)
            case events.NodeCancelled():
                self._node(event, status="cancelled", seconds=event.seconds)
            case events.RunFinished():
                self.error = event.error or ""
                self.status = event.status
                self._seconds = event.seconds
            case _:
                return
        self._draw()

    def follow(self, told: Iterable[RunEvent], listener: Listener | None = None) -> None:
        """Take events until there are no more, and pass each on."""
        try:
            for event in told:
                self.take(event)
                if listener is not None:
                    listener(event)
        except ETLabError as error:
            self.status, self.error = "failed", str(error)
            self._draw()

    def start(self, told: Iterable[RunEvent], listener: Listener | None = None) -> None:
        """Follow in a thread, so that the kernel stays free; `wait` waits for its end."""
        self._thread = threading.Thread(target=self.follow, args=(told, listener), daemon=True)
        self._thread.start()

    def wait(self, timeout: float | None = None) -> str:
        """Wait until a run that was started is over; its status."""
        if self._thread is not None:
            self._thread.join(timeout)
        return str(self.status)

    def _is_running(self, node: str) -> bool:
        return bool(self.nodes.get(node, {}).get("status") == "running")

    def _node(self, event: events.NodeEvent, **known: Any) -> None:
        before = self.nodes.get(event.node, {})
        self.nodes = {**self.nodes, event.node: {**before, "label": event.label, **known}}

    def _draw(self) -> None:
        running = self.status == "running"
        parts = [_share(node) for node in self.nodes.values()]
        self._bar.value = sum(parts) / len(parts) if parts else 0
        self._bar.layout.display = None if running else "none"
        self._stop.layout.display = None if running and self._cancel else "none"
        self._state.value = f"<span>{escape(self._line())}</span>"
        wrong = message(self.error, "error") if self.error else ""
        self._table.value = wrong + self._html()

    def _line(self) -> str:
        if self.status != "running":
            return f"Run {self.status} in {self._seconds:.1f} s" if self._seconds else self.status
        now = [node["label"] for node in self.nodes.values() if node["status"] == "running"]
        return f"{', '.join(now) or 'Starting'} …"

    _seconds: float | None = None

    def _html(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(node['label'])}</td><td>{escape(_said(node))}</td>"
            f'<td class="etlab-w-number">{_number(node.get("seconds"), ".1f")}</td>'
            f'<td class="etlab-w-number">{_number(node.get("rows"), ",")}</td></tr>'
            for node in self.nodes.values()
        )
        head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
        return (
            f'<table class="etlab-w-table"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return with_fallback(super()._repr_mimebundle_(**options), {"text/html": self._html()})


_HEAD = ("Node", "Status", "Seconds", "Rows")


def _planned(planned: events.PlannedNode) -> dict[str, Any]:
    if planned.action == "run":
        return {"label": planned.label, "status": "waiting"}
    return {"label": planned.label, "status": "skipped", "message": planned.reason,
            "unchanged": True}  # fmt: skip


def _said(node: dict[str, Any]) -> str:
    if node["status"] == "running" and node.get("total"):
        return f"running, {node['done']} of {node['total']} tasks"
    if node["status"] == "running" and node.get("share") is not None:
        return f"running, {node['share']:.0%}"
    told = node.get("message")
    return f"{node['status']}: {told}" if told else str(node["status"])


def _share(node: dict[str, Any]) -> float:
    if node["status"] == "running":
        return node["done"] / node["total"] if node.get("total") else node.get("share") or 0
    return 0 if node["status"] == "waiting" else 1


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)

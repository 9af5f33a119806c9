"""Runs that the server makes, shown where a magic asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from etlab_jupyter.magics.session import Session
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunEvent
from etlab_jupyter.runners.events import Output, RunFinished

Tell = Callable[[RunEvent], None]


def follow(session: Session, run: dict[str, Any], tell: Tell) -> list[RunEvent]:
    """Tell the events of a run of the server until it is over; all of them.

    What its cells print is printed here; of a job, whose Spark logs on stderr, only stdout. An
    interrupt cancels the run. A job goes on: `ETLabError` says how it is cancelled.
    """
    job = run["mode"] == "submit"
    told: list[RunEvent] = []
    try:
        _listen(session, run["id"], told, tell, job=job)
    except KeyboardInterrupt:
        if job:
            raise ETLabError(
                f"The job goes on. %etlab follow {run['id']} shows it again, "
                f"%etlab cancel {run['id']} ends it."
            ) from None
        session.client.cancel(run["id"])
        _listen(session, run["id"], told, tell, job=job)
    return told


def _listen(session: Session, run_id: str, told: list[RunEvent], tell: Tell, *, job: bool) -> None:
    start = told[-1].seq + 1 if told else 1
    if told and isinstance(told[-1], RunFinished):
        return
    for event in session.client.follow(run_id, start):
        told.append(event)
        if isinstance(event, Output) and not (job and event.stream == "stderr"):
            click.echo(event.text, nl=False, err=event.stream == "stderr")
        tell(event)

"""Runs that the server makes, shown where a magic asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from etlab_jupyter.client.watching import GoesOnError, watch
from etlab_jupyter.magics.session import Session
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunEvent
from etlab_jupyter.runners.events import Output


def follow(
    session: Session, run: dict[str, Any], tell: Callable[[RunEvent], object]
) -> list[RunEvent]:
    """Tell the events of a run of the server until it is over; all of them.

    What its cells print is printed here; of a job, whose Spark logs on stderr, only stdout. An
    interrupt cancels the run. A job goes on: `ETLabError` says how it is cancelled.
    """
    job = run["mode"] == "submit"

    def hear(event: RunEvent) -> None:
        if isinstance(event, Output) and not (job and event.stream == "stderr"):
            click.echo(event.text, nl=False, err=event.stream == "stderr")
        tell(event)

    try:
        return watch(session.client, run, hear)
    except GoesOnError as error:
        raise ETLabError(
            f"{error} %etlab follow {run['id']} shows it again, %etlab cancel {run['id']} ends it."
        ) from None

"""Runs of the server, watched from a cell that waits for them."""

from __future__ import annotations

from collections.abc import Callable

from etlab_jupyter.client.operations import Json
from etlab_jupyter.client.sync import Client
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.events import RunEvent, RunFinished


class GoesOnError(ETLabError):
    """Nobody looks at the run any more, which goes on."""


def watch(client: Client, run: Json, tell: Callable[[RunEvent], object]) -> list[RunEvent]:
    """Tell the events of a run (a row of the API) until it is over; all of them.

    An interrupt cancels the run, and the rest of it is told; a job goes on: `GoesOnError`.
    """
    told: list[RunEvent] = []
    try:
        _listen(client, run["id"], told, tell)
    except KeyboardInterrupt:
        if run["mode"] == "submit":
            raise GoesOnError("The job goes on.") from None
        client.cancel(run["id"])
        _listen(client, run["id"], told, tell)
    return told


def _listen(
    client: Client, run_id: str, told: list[RunEvent], tell: Callable[[RunEvent], object]
) -> None:
    if told and isinstance(told[-1], RunFinished):
        return
    for event in client.follow(run_id, told[-1].seq + 1 if told else 1):
        told.append(event)
        tell(event)

"""Runs the page of a widget where the widget is, or on a connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from etlab_jupyter.client import Client
from etlab_jupyter.client.watching import watch
from etlab_jupyter.opening import OpenPage
from etlab_jupyter.runners import RunEvent, RunOptions
from etlab_jupyter.runners.events import RunFinished


def run_here(
    opened: OpenPage,
    options: RunOptions,
    tell: Callable[[RunEvent], None],
    *,
    client: Callable[[], Client],
    warn: Callable[[str], object],
) -> RunFinished:
    """Runs it in this kernel; a Python process that is none starts one. `PageError`."""
    shell = this_shell()
    if hasattr(shell, "kernel"):
        return opened.run(shell, options, tell, client=client, warn=warn)
    return opened.page.run(options=options, on_event=tell)


def run_on(
    connection: str,
    opened: OpenPage,
    options: RunOptions,
    tell: Callable[[RunEvent], None],
    *,
    client: Client,
) -> RunFinished:
    """Lets the server run it on a connection; an interrupt cancels it."""
    nodes = options.preview_nodes
    run = opened.start_on(
        connection, client, to_node=options.to_node, force=options.force,
        preview_rows=options.preview_rows, preview_nodes=None if nodes is None else list(nodes),
    )  # fmt: skip
    last = watch(client, run, tell)[-1]
    assert isinstance(last, RunFinished)  # noqa: S101 (`follow` ends with it)
    return last


def this_shell() -> Any:
    """IPython's shell, or None without one."""
    from IPython import get_ipython

    return get_ipython()

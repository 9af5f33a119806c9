"""`%etlab run` and `preview`: pages run in this very kernel."""

from __future__ import annotations

from collections.abc import Mapping

import click

from etlab_jupyter.cli.params import read_params
from etlab_jupyter.magics.arguments import (
    NODE,
    node_id,
    page_argument,
    page_option,
    param_option,
    pass_session,
)
from etlab_jupyter.magics.run_view import RunView, failure
from etlab_jupyter.magics.session import Session
from etlab_jupyter.opening import OpenPage
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunEvent, RunOptions


@click.command()
@page_argument
@click.option("--to", "to_node", type=NODE, metavar="NODE", help="Stop after this node.")
@param_option
@click.option("--force", is_flag=True, help="Run also what has not changed.")
@pass_session
def run(
    session: Session, name: str | None, to_node: str | None, params: tuple[str, ...], force: bool
) -> None:
    """Run the page NAME in this kernel; its DataFrames are variables here afterwards.

    What has not changed since it last ran is skipped.
    """
    opened = session.open(name)
    to_node = node_id(opened, to_node) if to_node else None
    run_page(session, opened, RunOptions(to_node=to_node, force=force), read_params(params))


@click.command()
@click.argument("node", type=NODE)
@page_option
@click.option("--rows", type=click.IntRange(1, 1000), default=20, help="How many rows (20).")
@param_option
@pass_session
def preview(
    session: Session, node: str, page: str | None, rows: int, params: tuple[str, ...]
) -> None:
    """Run up to NODE and show its first rows."""
    opened = session.open(page)
    id_ = node_id(opened, node)
    options = RunOptions(to_node=id_, preview_rows=rows, preview_nodes=frozenset({id_}))
    run_page(session, opened, options, read_params(params))


def run_page(
    session: Session, opened: OpenPage, options: RunOptions, parameters: Mapping[str, str]
) -> None:
    """Run a page here and record it, if it is stored; `ETLabError` unless it completes."""
    view, told = RunView(opened.pipeline(parameters).runnable()), list[RunEvent]()

    def tell(event: RunEvent) -> None:
        told.append(event)
        view.take(event)

    view.start()
    last = opened.run(
        session.shell, options, tell, parameters=parameters, client=lambda: session.client,
        warn=lambda text: click.echo(text, err=True),
    )  # fmt: skip
    if last.status != "completed":
        raise ETLabError(failure(told))


COMMANDS = (run, preview)

"""`%etlab run`, `preview`, `follow` and `cancel`: pages run in this very kernel, or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from etlab_jupyter.cli.params import read_params
from etlab_jupyter.magics.arguments import (
    NODE,
    Named,
    node_id,
    page_argument,
    page_option,
    param_option,
    pass_session,
)
from etlab_jupyter.magics.elsewhere import follow as follow_run
from etlab_jupyter.magics.run_view import RunView, failure
from etlab_jupyter.magics.session import Session
from etlab_jupyter.opening import OpenPage
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunEvent, RunOptions

on_option = click.option(
    "--on", "connection", type=Named("connections"), metavar="NAME",
    help="Run it on this connection, not in this kernel.",
)  # fmt: skip


@click.command()
@page_argument
@click.option("--to", "to_node", type=NODE, metavar="NODE", help="Stop after this node.")
@param_option
@click.option("--force", is_flag=True, help="Run also what has not changed.")
@on_option
@click.option("--submit", is_flag=True, help="With --on: as a job, which goes on by itself.")
@pass_session
def run(
    session: Session,
    name: str | None,
    to_node: str | None,
    params: tuple[str, ...],
    force: bool,
    connection: str | None,
    submit: bool,
) -> None:
    """Run the page NAME in this kernel; its DataFrames are variables here afterwards.

    What has not changed since it last ran is skipped. With --on it runs in a session of the page's
    own on a connection, and its DataFrames stay there.
    """
    if submit and connection is None:
        raise ETLabError("A job is submitted on a connection: name it with --on.")
    opened = session.open(name)
    to_node = node_id(opened, to_node) if to_node else None
    parameters = read_params(params)
    if connection is None:
        run_page(session, opened, RunOptions(to_node=to_node, force=force), parameters)
        return
    run_on(
        session, opened, connection, parameters, submit=submit, to_node=to_node, force=force
    )  # fmt: skip


@click.command()
@click.argument("node", type=NODE)
@page_option
@click.option("--rows", type=click.IntRange(1, 1000), default=20, help="How many rows (20).")
@param_option
@on_option
@pass_session
def preview(
    session: Session,
    node: str,
    page: str | None,
    rows: int,
    params: tuple[str, ...],
    connection: str | None,
) -> None:
    """Run up to NODE and show its first rows."""
    opened = session.open(page)
    id_ = node_id(opened, node)
    parameters = read_params(params)
    if connection is None:
        options = RunOptions(to_node=id_, preview_rows=rows, preview_nodes=frozenset({id_}))
        run_page(session, opened, options, parameters)
        return
    run_on(
        session, opened, connection, parameters, to_node=id_, preview_rows=rows,
        preview_nodes=[id_],
    )  # fmt: skip


@click.command()
@click.argument("run_id", metavar="ID")
@pass_session
def follow(session: Session, run_id: str) -> None:
    """Show a run that the server makes, from its beginning until it is over."""
    _show(session, session.client.call("GET", f"runs/{run_id}"))


@click.command()
@click.argument("run_id", metavar="ID")
@pass_session
def cancel(session: Session, run_id: str) -> None:
    """Stop a run that the server makes; done when it has stopped."""
    stopped = session.client.cancel(run_id)
    click.echo(f"{stopped['page_name']}: {stopped['status']}.")


def run_on(
    session: Session,
    opened: OpenPage,
    connection: str,
    parameters: Mapping[str, str],
    *,
    submit: bool = False,
    **options: Any,
) -> None:
    """Run a page on a connection; `ETLabError` unless it completes."""
    run = opened.start_on(
        connection, session.client, parameters=parameters, submit=submit, **options
    )
    if submit:
        click.echo(f"Submitted as the run {run['id']}.")
    _show(session, run)


def _show(session: Session, run: dict[str, Any]) -> None:
    view = RunView()
    view.start()
    told = follow_run(session, run, view.take)
    if view.status != "completed":
        raise ETLabError(failure(told))


def run_page(
    session: Session, opened: OpenPage, options: RunOptions, parameters: Mapping[str, str]
) -> None:
    """Run a page here and record it, if it is stored; `ETLabError` unless it completes."""
    view, told = RunView(), list[RunEvent]()

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


COMMANDS = (run, preview, follow, cancel)

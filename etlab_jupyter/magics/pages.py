"""`%etlab page`, `code` and `save`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from etlab_jupyter.cli.params import read_params
from etlab_jupyter.client import ClientError
from etlab_jupyter.magics.arguments import (
    page_argument,
    param_option,
    pass_session,
)
from etlab_jupyter.magics.builder import open_builder
from etlab_jupyter.magics.session import Session
from etlab_jupyter.magics.view import count
from etlab_jupyter.opening import OpenPage
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import ETLabError

STALE = 412


@click.command()
@page_argument
@click.option("--reload", is_flag=True, help="Drop changes that were not saved.")
@pass_session
def page(session: Session, name: str | None, reload: bool) -> None:
    """Open the page NAME: a stored page (name, id or workspace/name) or a file *.etlab.json."""
    open_builder(session, session.open(name, reload=reload))


@click.command()
@page_argument
@param_option
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write a notebook (*.ipynb), a cell a node, or a script (*.py).")  # fmt: skip
@pass_session
def code(session: Session, name: str | None, params: tuple[str, ...], output: Path | None) -> None:
    """Put the code of the page NAME into cells below, one a node and bound to it, or into a file.

    Where the notebook has cells of the page already, they are brought up to date. That needs
    JupyterLab or Notebook 7 with ETLab's extension; other front ends take one cell from a kernel.
    """
    opened = session.open(name)
    pipeline = opened.pipeline(read_params(params))
    if output is None:
        _below(session, opened, pipeline)
        return
    text = pipeline.code
    if output.suffix == ".ipynb":
        made = pipeline.notebook(opened.stored.id if opened.stored else None)
        text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    if output.exists():
        raise ETLabError(f"{output} is there already. %etlab sync brings notebooks up to date.")
    output.write_text(text, encoding="utf-8")
    click.echo(f"{output}: {opened.page.name}")


def _below(session: Session, opened: OpenPage, pipeline: Pipeline) -> None:
    if session.front_end.answers:
        made = session.front_end.insert(opened, pipeline, session.kept)
        click.echo(f"{opened.page.name}: {count(made, 'cell')}, bound to the page's nodes.")
        return
    session.shell.set_next_input(pipeline.code.rstrip("\n"))
    click.echo(
        f"{opened.page.name}: one cell, since no notebook has answered (JupyterLab and Notebook 7 "
        "with ETLab's extension do, a moment after %load_ext). "
        "-o FILE.ipynb writes a notebook with a cell for each node."
    )


@click.command()
@page_argument
@pass_session
def save(session: Session, name: str | None) -> None:
    """Save what %%etlab changed in the page NAME."""
    opened = session.open(name)
    if not opened.changed:
        click.echo(f"{opened.page.name}: nothing to save.")
        return
    try:
        session.save(opened)
    except ClientError as error:
        if error.status != STALE:
            raise
        raise ETLabError(
            f"Somebody has saved {opened.page.name!r} meanwhile. "
            "%etlab page --reload drops your changes and shows theirs."
        ) from None
    where = f"version {opened.stored.version}" if opened.stored else str(opened.path)
    click.echo(f"{opened.page.name}: saved, {where}.")


COMMANDS = (page, code, save)

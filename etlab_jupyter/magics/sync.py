"""`%etlab sync`: a notebook's cells and the nodes of its page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from etlab_jupyter.magics.arguments import NODE, page_option, pass_session
from etlab_jupyter.magics.session import Session
from etlab_jupyter.magics.view import Table, count, show
from etlab_jupyter.notebooks import CellState, Choice, sync
from etlab_jupyter.opening import OpenPage
from etlab_jupyter.page.document import Document
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import ETLabError

NODES: dict[str, Any] = {"type": NODE, "multiple": True, "metavar": "NODE"}


@click.command("sync")
@click.argument("notebook", type=click.Path(path_type=Path, dir_okay=False), required=False)
@page_option
@click.option("--keep", help="Keep this edited cell as the node's custom code.", **NODES)
@click.option("--take", help="Take the node's code back into this cell.", **NODES)
@click.option("--detach", help="Leave this cell alone from now on.", **NODES)
@click.option("--apply", is_flag=True, help="Write the notebook's file; without it only look.")
@pass_session
def sync_command(
    session: Session, notebook: Path | None, page: str | None, keep: tuple[str, ...],
    take: tuple[str, ...], detach: tuple[str, ...], apply: bool,
) -> None:  # fmt: skip
    """Bring the cells of a notebook's file to what their nodes say, as far as nobody edited them.

    Without NOTEBOOK this notebook is meant: in JupyterLab and Notebook 7 with ETLab's extension the
    open one, whose cells are marked, else its file as it is saved. Cells that were edited by hand
    are shown with the difference, and change only by --keep, --take or --detach.
    """
    chosen: dict[Choice, tuple[str, ...]] = {"keep": keep, "take": take, "detach": detach}
    if notebook is None and session.front_end.answers:
        name = page or (None if session.current else _page_of(*_read_this()))
        opened = session.open(name)
        choices = _choices(opened, chosen)
        session.front_end.sync(opened, choices, session.kept, apply=apply)
        done = "brought up to date" if apply else "marked; --apply brings them up to date"
        click.echo(f"{opened.page.name}: the cells of the open notebook are {done}.")
        return
    content, path = (_read(notebook), notebook) if notebook else _read_this()
    opened = session.open(page or (None if session.current else _page_of(content, path)))
    _sync_file(session, opened, content, path, _choices(opened, chosen), apply)


def _sync_file(
    session: Session, opened: OpenPage, content: dict[str, Any], path: Path,
    choices: dict[str, Choice], apply: bool,
) -> None:  # fmt: skip
    def make(document: Document) -> Pipeline:
        opened.page.document, before = document, opened.page.document
        try:
            return opened.pipeline()
        finally:
            opened.page.document = before

    document = opened.page.document
    key = opened.stored.id if opened.stored else document.name
    done = sync(content, document, make, page=key, choices=choices)
    _show(done.cells, path, written=apply)
    if not apply:
        return
    text = json.dumps(done.notebook, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")
    if done.document is not None:
        opened.page.document = done.document
        session.change(opened)
        click.echo(f"{opened.page.name} has changed. %etlab save keeps it.")


def _show(cells: Iterable[CellState], path: Path, *, written: bool) -> None:
    cells = list(cells)
    rows = [(state.node, state.label, state.status, state.action) for state in cells]
    changed = sum(state.action is not None for state in cells)
    note = f"{path.name}: {count(changed, 'cell')} {'changed' if written else 'to change'}."
    if changed:
        note += " Reload the notebook from disk." if written else " --apply writes them."
    show(Table(("Node", "Label", "Status", "Action"), rows, note=note))
    for state in cells:
        if state.status in ("edited", "both") and state.action is None:
            click.echo(state.diff)


def _choices(opened: OpenPage, chosen: Mapping[Choice, Iterable[str]]) -> dict[str, Choice]:
    return {node: choice for choice, names in chosen.items() for node in _ids(opened, names)}


def _ids(opened: OpenPage, names: Iterable[str]) -> list[str]:
    own = ("setup", "parameters")
    return [name if name in own else opened.page.node(name).id for name in names]


def _this_notebook() -> Path:
    """The file of the notebook that this kernel runs, as Jupyter and VS Code tell it."""
    name = os.environ.get("JPY_SESSION_NAME", "")
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path
    raise ETLabError("Which notebook? Name its file: %etlab sync NOTEBOOK.ipynb")


def _read_this() -> tuple[dict[str, Any], Path]:
    path = _this_notebook()
    return _read(path), path


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ETLabError(f"{path} cannot be read as a notebook: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ETLabError(f"{path} is no notebook (nbformat 4): it has no cells.")
    return content


def _page_of(content: dict[str, Any], path: Path) -> str:
    etlab = (content.get("metadata") or {}).get("etlab") or {}
    name = etlab.get("page_id") or etlab.get("page")
    if not isinstance(name, str):
        raise ETLabError(f"{path} does not say of which page it is: use --page NAME.")
    return name


COMMANDS = (sync_command,)

"""`%%etlab on NAME`: the code of a cell runs on a connection, in the notebook's session there."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from etlab_jupyter.builder import Page
from etlab_jupyter.magics.arguments import Named, pass_session
from etlab_jupyter.magics.cells import CellCall, pass_call
from etlab_jupyter.magics.elsewhere import follow
from etlab_jupyter.magics.run_view import StatusLine, preview
from etlab_jupyter.magics.session import Session
from etlab_jupyter.magics.view import show
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunEvent, events

VALUE = "cell_value"
"""What a cell's last expression is called there."""

connection_argument = click.argument("name", type=Named("connections"), required=False)


@click.command()
@connection_argument
@click.option("--sql", is_flag=True, help="The cell is a query of Spark SQL.")
@click.option("--rows", type=click.IntRange(1, 1000), default=20, help="How many rows (20).")
@click.option("-o", "variable", metavar="VAR", help="Put these rows into VAR here (pandas).")
@pass_call
def on(call: CellCall, name: str | None, sql: bool, rows: int, variable: str | None) -> None:
    """Run this cell on the connection NAME, in a session that is the notebook's own there.

    Without NAME your default connection is meant. What it defines stays there for the next cells.
    Of a DataFrame in the last line the first rows are shown. %etlab disconnect ends the session.
    """
    if variable is not None and not variable.isidentifier():
        raise ETLabError(f"-o {variable}: this is no name of a variable.")
    session = call.session
    name = name or _default(session)
    code = far_code(f"spark.sql({call.cell.strip()!r})" if sql else call.cell)
    path = notebook_path(session)
    page = Page(Path(path).name or "Notebook")
    node = page.add("code", label="Cell value", code=code.text, inputs=[], output=VALUE)
    run = session.client.start(
        page, connection=name, page_path=path, force=True,
        preview_rows=rows, preview_nodes=[node.id],
    )  # fmt: skip
    status = StatusLine(name)
    status.start()
    told = follow(session, run, status.take)
    _end(told, code)
    shown = [one for one in told if isinstance(one, events.Preview)]
    for one in shown:
        show(preview(one, titled=False))
    if variable is not None:
        if not shown:
            raise ETLabError("-o needs a DataFrame in the cell's last line.")
        session.shell.push({variable: to_pandas(shown[-1])})


@click.command()
@connection_argument
@pass_session
def disconnect(session: Session, name: str | None) -> None:
    """End the session that this notebook has on the connection NAME (your default one)."""
    client = session.client
    name = name or _default(session)
    where = {"page_path": notebook_path(session), "connection_id": client.connection(name)["id"]}
    client.call("POST", "stop-kernel", body=where)
    click.echo(f"{name}: ended.")


@dataclass(frozen=True, slots=True)
class FarCode:
    """Code for a node; its line 1 is the line `first` of the cell that it comes from."""

    text: str
    first: int


def far_code(cell: str) -> FarCode:
    """A cell's code with the value of its last expression in `VALUE`, and shown.

    `ETLabError` where it is no Python.
    """
    # The magic's own line is the first one.
    body = cell.lstrip("\n").rstrip()
    first = 2 + len(cell) - len(cell.lstrip("\n"))
    try:
        statements = ast.parse(body).body
    except SyntaxError as error:
        where = (error.lineno or 1) + first - 1
        raise ETLabError(f"Line {where} of the cell is no Python: {error.msg}.") from None
    if not statements:
        raise ETLabError("The cell is empty.")
    last = statements[-1]
    if not isinstance(last, ast.Expr):
        return FarCode(f"{body}\n{VALUE} = None", first)
    lines = body.encode().split(b"\n")
    line = lines[last.lineno - 1]
    start = line[: last.col_offset] + f"{VALUE} = ".encode() + line[last.col_offset :]
    lines[last.lineno - 1] = start
    return FarCode(b"\n".join(lines).decode() + f"\n{VALUE}", first)


def _default(session: Session) -> str:
    """The name of the user's default connection."""
    for row in session.client.connections():
        if row["is_default"]:
            return str(row["name"])
    raise ETLabError("Name a connection: you have no default one.")


def notebook_path(session: Session) -> str:
    """What tells this notebook from others: its path, as far as the front end tells it."""
    told = os.environ.get("JPY_SESSION_NAME") or session.shell.user_ns.get("__vsc_ipynb_file__")
    if told:
        return str(told)[-1000:]
    return f"kernel {os.getpid()}"


def to_pandas(event: events.Preview) -> Any:
    """The rows of a preview as pandas has them: times as times, decimals as `Decimal`."""
    from decimal import Decimal

    try:
        import pandas as pd
    except ImportError:
        raise ETLabError("-o needs pandas in this kernel: pip install pandas") from None
    fields = event.spark_schema["fields"]
    frame = pd.DataFrame(list(event.rows), columns=[field["name"] for field in fields])
    for place, field in enumerate(fields):
        kind, column = field["type"], frame.iloc[:, place]
        if kind in ("date", "timestamp", "timestamp_ntz"):
            frame.isetitem(place, pd.to_datetime(column, errors="coerce", format="ISO8601"))
        elif str(kind).startswith("decimal"):
            frame.isetitem(place, column.map(Decimal, na_action="ignore"))
        elif kind in ("double", "float"):
            frame.isetitem(place, column.astype("float64"))
    return frame


def _end(told: list[RunEvent], code: FarCode) -> None:
    """`ETLabError` unless the run has completed, with the line of the cell."""
    last = told[-1]
    for event in told:
        if isinstance(event, events.NodeFailed):
            at = f", line {event.line + code.first - 1} of the cell" if event.line else ""
            raise ETLabError(f"{event.error}{at}: {event.message.strip()}")
    if isinstance(last, events.RunFinished) and last.status != "completed":
        raise ETLabError(last.error or "The cell was cancelled.")


COMMANDS = (disconnect,)
CELL_COMMANDS = (on,)

"""`%etlab workspaces`, `pages`, `schemas`, `schema` and `runs`: what is stored."""

from __future__ import annotations

from pathlib import Path

import click
from pydantic import TypeAdapter

from etlab_jupyter.magics.arguments import PAGE, Named, pass_session
from etlab_jupyter.magics.session import Session
from etlab_jupyter.magics.view import Table, count, moment, show
from etlab_jupyter.opening import is_file
from etlab_jupyter.schema_definition import ColumnDefinition

_COLUMNS = TypeAdapter(list[ColumnDefinition])


@click.command()
@pass_session
def workspaces(session: Session) -> None:
    """List your workspaces."""
    rows = session.client.workspaces()
    shown = [(row["name"], row["role"], row["description"]) for row in rows]
    show(Table(("Workspace", "Role", "Description"), shown, note=count(len(rows), "workspace")))


@click.command()
@click.argument("search", default="")
@pass_session
def pages(session: Session, search: str) -> None:
    """List the pages, or those with SEARCH in their names."""
    _list_documents(session, "page", session.client.pages(search))


@click.command()
@click.argument("search", default="")
@pass_session
def schemas(session: Session, search: str) -> None:
    """List the schemas, or those with SEARCH in their names."""
    _list_documents(session, "schema", session.client.schemas(search))


def _list_documents(session: Session, kind: str, rows: list[dict[str, object]]) -> None:
    names = {row["id"]: row["name"] for row in session.client.workspaces()}
    shown = [
        (row["name"], names.get(row["workspace_id"], ""), row["version"],
         moment(str(row["updated_at"])))
        for row in rows
    ]  # fmt: skip
    head = (kind.capitalize(), "Workspace", "Version", "Changed (UTC)")
    show(Table(head, shown, note=count(len(rows), kind)))


@click.command()
@click.argument("name", type=Named("schemas"))
@pass_session
def schema(session: Session, name: str) -> None:
    """Show the columns of the schema NAME (its name, its id, or workspace/name)."""
    row = session.client.schema(name)
    columns = _COLUMNS.validate_python(row["columns"])
    shown = [
        (c.name, c.spark_type().ddl, "yes" if c.nullable else "no", c.description) for c in columns
    ]
    head = ("Column", "Type", "Nullable", "Description")
    show(Table(head, shown, title=row["name"], note=count(len(shown), "column")))


@click.command()
@click.option("--page", type=PAGE, metavar="NAME", help="Only the runs of this page.")
@click.option("--limit", type=click.IntRange(1, 500), default=20, help="How many (20).")
@pass_session
def runs(session: Session, page: str | None, limit: int) -> None:
    """List the newest runs."""
    only = {}
    if page is not None and is_file(page):
        only = {"page_path": str(Path(page).resolve())}
    elif page is not None:
        only = {"page_id": session.client.page(page).id}
    rows = session.client.runs(limit, **only)
    shown = [
        (row["page_name"], row["status"], row["connection_name"], moment(row["started_at"]),
         (row["result_summary"] or {}).get("seconds"), row["error"], row["id"])
        for row in rows
    ]  # fmt: skip
    head = ("Page", "Status", "On", "Started (UTC)", "Seconds", "Error", "Id")
    show(Table(head, shown, note=count(len(rows), "run")))


COMMANDS = (workspaces, pages, schemas, schema, runs)

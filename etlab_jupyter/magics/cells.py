"""`%%etlab node` and `%%etlab sql`: the code of a cell becomes a node of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from etlab_jupyter.builder import NodeRef, Page
from etlab_jupyter.magics.arguments import NODE, node_id, page_option
from etlab_jupyter.magics.runs import run_page
from etlab_jupyter.magics.session import Session
from etlab_jupyter.notebooks import keep_code
from etlab_jupyter.opening import OpenPage
from etlab_jupyter.page.document import Document, Edge
from etlab_jupyter.page.names import Names, slug
from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import RunOptions


@dataclass(frozen=True, slots=True)
class CellCall:
    """A cell magic's session, and the cell below its line."""

    session: Session
    cell: str


pass_call = click.make_pass_decorator(CellCall)
run_option = click.option("--run", is_flag=True, help="Run the page up to the node afterwards.")


@click.command()
@click.argument("name", type=NODE)
@page_option
@run_option
@pass_call
def node(call: CellCall, name: str, page: str | None, run: bool) -> None:
    """Make this cell's code the custom code of the node NAME (id or label).

    It calls inputs and output by their names in the generated code. %etlab save keeps it.
    """
    opened = call.session.open(page)
    id_ = node_id(opened, name)
    _change(opened, keep_code(opened.pipeline(), id_, call.cell))
    _finish(call.session, opened, id_, run)


@click.command()
@click.argument("name", type=NODE)
@click.option("--in", "inputs", default="", metavar="A,B", help="Nodes that the query reads.")
@page_option
@run_option
@pass_call
def sql(call: CellCall, name: str, inputs: str, page: str | None, run: bool) -> None:
    """Make this cell's query the SQL node NAME, a new one if there is none of that name.

    The query calls its tables as --in does.
    """
    opened = call.session.open(page)
    names = [part.strip() for part in inputs.split(",") if part.strip()]
    feeds = [opened.page.node(name) for name in names]
    document = opened.page.document.model_copy(deep=True)
    id_ = _sql_node(Page(document=document), name, call.cell.strip(), names, feeds)
    _change(opened, document)
    _finish(call.session, opened, id_, run)


def _sql_node(
    page: Page, name: str, query: str, names: Sequence[str], feeds: Sequence[NodeRef]
) -> str:
    """Write the node into the page; its id."""
    document = page.document
    config: dict[str, Any] = {"query": query, "inputs": [slug(name, "input") for name in names]}
    nodes = document.nodes
    found = [n for n in nodes if n.id == name] or [n for n in nodes if n.data.label == name]
    if len(found) > 1:
        raise ETLabError(f"Several nodes are called {name!r}. Use an id.")
    if not found:
        return page.add("sql", *[page.node(feed.id) for feed in feeds], label=name, **config).id
    (item,) = found
    item.type, item.data.kind, item.data.config = "transform", "sql", config
    others = [edge for edge in document.edges if edge.target != item.id]
    for edge in others:
        if edge.source == item.id:
            edge.sourceHandle = "out"
    document.edges = [*others, *_edges(feeds, item.id, [edge.id for edge in others])]
    return item.id


def _edges(feeds: Sequence[NodeRef], target: str, taken: Sequence[str]) -> list[Edge]:
    names = Names(taken, ())
    return [
        Edge(id=names.unique(f"{feed.id}-{target}"), source=feed.id, target=target,
             targetHandle="in")
        for feed in feeds
    ]  # fmt: skip


def _change(opened: OpenPage, document: Document) -> None:
    opened.page.document = document


def _finish(session: Session, opened: OpenPage, id_: str, run: bool) -> None:
    session.change(opened)
    problems = [p for p in opened.pipeline().problems if p.node == id_]
    click.echo(f"{opened.page.name}: {id_} has changed. %etlab save keeps it.")
    for problem in problems:
        click.echo(f"{problem.severity}: {problem}", err=True)
    if run:
        run_page(session, opened, RunOptions(to_node=id_), {})


COMMANDS = (node, sql)

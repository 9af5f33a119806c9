"""Arguments that several subcommands take, with their completion."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from click import Context, Parameter
from click.shell_completion import CompletionItem

from etlab_jupyter.magics.session import Session
from etlab_jupyter.opening import SUFFIX, OpenPage

pass_session = click.make_pass_decorator(Session)


def _items(names: Iterable[str], incomplete: str) -> list[CompletionItem[str]]:
    start = incomplete.casefold()
    found = dict.fromkeys(name for name in names if name.casefold().startswith(start))
    return [CompletionItem(name) for name in found]


class Named(click.ParamType[str]):
    """A name of something that is stored."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.name = kind.removesuffix("s")

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> str:
        return str(value)

    def shell_complete(
        self, ctx: Context, param: Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        return _items(self.names(ctx.find_object(Session)), incomplete)

    def names(self, session: Session | None) -> list[str]:
        """What it may be."""
        return session.names(self.kind) if session else []


class PageName(Named):
    """A stored page or a file."""

    def __init__(self) -> None:
        super().__init__("pages")

    def names(self, session: Session | None) -> list[str]:
        files = sorted(str(path) for path in Path().glob(f"*{SUFFIX}"))
        return [*super().names(session), *files]


class NodeName(Named):
    """A node of the current page, by its id or label."""

    def __init__(self) -> None:
        super().__init__("nodes")

    def names(self, session: Session | None) -> list[str]:
        if session is None or session.current is None:
            return []
        nodes = session.current.page.document.nodes
        return [text for node in nodes for text in (node.id, node.data.label) if text]


PAGE, NODE = PageName(), NodeName()
page_argument = click.argument("name", type=PAGE, required=False)
page_option = click.option(
    "--page", "page", type=PAGE, metavar="NAME", help="The page; without it the one used last."
)
param_option = click.option(
    "--param", "params", multiple=True, metavar="K=V", help="A parameter's value."
)


def node_id(opened: OpenPage, name: str) -> str:
    """The id of the page's node with that id or label; `ETLabError`."""
    return opened.page.node(name).id

"""`etlab node-types`: what a page can be made of."""

from __future__ import annotations

import json
from itertools import groupby

import click

from etlab_jupyter.nodes import registry


@click.command("node-types")
@click.option("--json", "as_json", is_flag=True, help="With config schemas, as JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="With all settings, as Markdown.")
def command(as_json: bool, as_markdown: bool) -> None:
    """List the node types."""
    types = [found for kind in registry.kinds() if (found := registry.find(kind))]
    if as_json:
        click.echo(json.dumps([registry.describe(item) for item in types], indent=2))
        return
    if as_markdown:
        from etlab_jupyter.cli.node_type_docs import markdown

        click.echo(markdown(types), nl=False)
        return
    width = max(len(item.kind) for item in types)
    for type_, items in groupby(types, key=lambda item: item.type):
        click.secho(f"{type_.capitalize()}s", bold=True)
        for item in items:
            click.echo(f"  {item.kind:<{width}}  {item.description}")

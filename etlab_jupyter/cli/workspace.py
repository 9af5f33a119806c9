"""`etlab workspace …`: workspaces as folders and archives of documents."""

from __future__ import annotations

from pathlib import Path

import click

from etlab_jupyter.cli.database import acting, database_command, the_one
from etlab_jupyter.cli.options import AS
from etlab_jupyter.db.store import Store
from etlab_jupyter.services import bundle_files, bundles, workspaces
from etlab_jupyter.services.listing import MAX_LIMIT, ListQuery

PATH = click.Path(path_type=Path)


@click.group("workspace")
def command() -> None:
    """List, export and import workspaces."""


@command.command("list")
@AS
@database_command
async def list_(store: Store, email: str) -> None:
    """Print the names and ids of the workspaces."""
    actor = await acting(store, email)
    found = await workspaces.find_all(store, actor, ListQuery(limit=MAX_LIMIT))
    for row in found.items:
        click.echo(f"{row['id']}  {row['role'].value:6}  {row['name']}")


@command.command()
@click.argument("name")
@click.argument("target", type=PATH)
@AS
@database_command
async def export(store: Store, name: str, target: Path, email: str) -> None:
    """Write the workspace NAME (or its id) to TARGET: a .zip file, or a folder for git."""
    actor = await acting(store, email)
    found = await workspaces.find_all(store, actor, ListQuery(limit=MAX_LIMIT))
    row = the_one(found.items, name, "workspace")
    files = await bundles.export(store, actor, row["id"])
    _write(target, files)
    click.echo(f"{len(files)} files are in {target}.")


@command.command("import")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@AS
@database_command
async def import_(store: Store, source: Path, email: str) -> None:
    """Make a workspace of SOURCE: a .zip file or a folder that was exported."""
    actor = await acting(store, email)
    made = await bundles.load(store, actor, _read(source))
    parts = f"{made.pages} pages, {made.schemas} schemas and {made.dags} DAGs"
    click.echo(f"{made.workspace.name} ({made.workspace.id}) has {parts}.")
    for old, new in made.new_ids.items():
        click.echo(f"{old} was taken and is now {new}.")


def _write(target: Path, files: list[tuple[str, str]]) -> None:
    if target.suffix == ".zip":
        target.write_bytes(bundle_files.to_zip(files))
    else:
        bundle_files.to_folder(target, files)


def _read(source: Path) -> dict[str, str]:
    if source.is_dir():
        return bundle_files.from_folder(source)
    return bundle_files.from_zip(source.read_bytes())

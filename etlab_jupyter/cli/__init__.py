"""The command line: `etlab`, also as `jupyter etlab`.

Exit codes: 0 for success, 1 for a run that failed or was cancelled, a connection that does not
work and a database that cannot be used as it is, 2 for bad input. Commands are loaded when they are
called, so that `etlab --version` answers at once.
"""

from __future__ import annotations

from importlib import import_module

import click

from etlab_jupyter.__about__ import __version__

_COMMANDS = {
    "connection": ("etlab_jupyter.cli.connection", "List and test Spark connections."),
    "db": ("etlab_jupyter.cli.db", "Bring the database to the newest version."),
    "node-types": ("etlab_jupyter.cli.node_types", "List the node types."),
    "page": ("etlab_jupyter.cli.page", "Check, show and run pages."),
    "workspace": ("etlab_jupyter.cli.workspace", "Export and import workspaces."),
}


class _LazyGroup(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(_COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in _COMMANDS.items()])


@click.command(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="etlab")
def main() -> None:
    """Pipelines drawn as pages, run as the PySpark you would have written."""

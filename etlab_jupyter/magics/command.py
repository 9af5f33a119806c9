"""From a magic's line to its subcommand."""

from __future__ import annotations

import shlex
from typing import NoReturn

import click

from etlab_jupyter.magics import cells, connect, far_cells, lists, pages, runs, sync
from etlab_jupyter.magics.errors import MagicError, in_one_line
from etlab_jupyter.magics.session import Session
from etlab_jupyter.problems import ETLabError, did_you_mean


class _Group(click.Group):
    """A group that says what may have been meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            hint = did_you_mean(args[0], self.commands)
            raise ETLabError(f"There is no {ctx.info_name} {args[0]}. {hint}".strip())
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=_Group, context_settings=_SETTINGS)
def line_commands() -> None:
    """Pages, schemas and runs of ETLab in this kernel."""


@click.group(cls=_Group, context_settings=_SETTINGS)
def cell_commands() -> None:
    """Nodes of the page that was used last, from the code in a cell."""


for _module in (lists, pages, runs, sync, connect, far_cells):
    for _command in _module.COMMANDS:
        line_commands.add_command(_command)
for _command in (*cells.COMMANDS, *far_cells.CELL_COMMANDS):
    cell_commands.add_command(_command)

LINE, CELL = "%etlab", "%%etlab"
MAGICS: dict[str, click.Group] = {LINE: line_commands, CELL: cell_commands}


def execute(session: Session, line: str, cell: str | None = None) -> None:
    """Run `%etlab line`, or `%%etlab line` over a cell; `MagicError`."""
    name = LINE if cell is None else CELL
    obj = session if cell is None else cells.CellCall(session, cell)
    try:
        args = shlex.split(line) or ["--help"]
    except ValueError as error:
        _refuse(f"{name} {line}: {error}.")
    try:
        MAGICS[name].main(args, prog_name=name, standalone_mode=False, obj=obj)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else name
        _refuse(f"{error.format_message()} See {where} --help.")
    except click.ClickException as error:
        _refuse(error.format_message())
    except ETLabError as error:
        _refuse(in_one_line(error))


def _refuse(text: str) -> NoReturn:
    raise MagicError(text) from None

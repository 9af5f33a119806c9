"""Options that several commands take; nothing heavy is loaded for them."""

from __future__ import annotations

import click

from etlab_jupyter.db.own_file import VARIABLE

DATABASE = click.option(
    "--database", "address", metavar="URL", default="",
    help=f"The database's address; by default ${VARIABLE}, else the file that ETLab keeps.",
)  # fmt: skip
AS = click.option(
    "--as", "email", metavar="EMAIL", default="",
    help="The user who acts; by default the one user of a solo server.",
)  # fmt: skip

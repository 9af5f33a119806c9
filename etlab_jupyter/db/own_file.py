"""A quick look at one's own database, which takes neither SQLAlchemy nor Alembic."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

VARIABLE = "ETLAB_DATABASE_URL"
HEAD = "0004"
"""The newest migration, as a test checks."""


def default_file() -> Path:
    """`etlab/etlab.sqlite` in Jupyter's data directory."""
    return Path(jupyter_data_dir()) / "etlab" / "etlab.sqlite"


def jobs_folder() -> Path:
    """Where the files of submitted jobs are, beside that file."""
    return default_file().parent / "jobs"


def own_file(given: str = "", environ: Mapping[str, str] = os.environ) -> Path | None:
    """The SQLite file that `db.url.database_url` would find; None where it is no plain one."""
    address = given or environ.get(VARIABLE, "")
    if not address:
        return default_file()
    name = address.removeprefix("sqlite:///")
    return Path(name) if name != address and not set(name) & set("?%") else None


def is_current(file: Path | None) -> bool:
    """Whether the file is there and at the newest migration."""
    if file is None or not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(file, timeout=0)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.Error:
        return False
    return found == [(HEAD,)]

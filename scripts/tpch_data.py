"""Makes TPC-H data: `tpch_data.py DIR SCALE`.

The tables are single files: `DIR/orders.parquet` and the seven others.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import tasks
from system import SetupError, report, say

TABLES = (
    "customer",
    "lineitem",
    "nation",
    "orders",
    "part",
    "partsupp",
    "region",
    "supplier",
)


def ensure_tpch(folder: Path, scale: float) -> Path:
    """Makes the tables unless they are there; no half-made folder gets the name."""
    if all((folder / f"{table}.parquet").exists() for table in TABLES):
        return folder
    say(f"making TPC-H data at scale {scale:g} in {folder.name}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = folder.with_name(folder.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    command = ("parquet", "--quiet", "--scale-factor", f"{scale:g}", "--output-dir")
    if tasks.run(tasks.tool("tpchgen-cli"), *command, half):
        raise SetupError("tpchgen-cli failed; its messages are above.")
    shutil.rmtree(folder, ignore_errors=True)
    half.rename(folder)
    return folder


def main(folder: str, scale: str) -> int:
    """The command line."""
    try:
        ensure_tpch(Path(folder), float(scale))
    except SetupError as error:
        return report(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

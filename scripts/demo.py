"""The demonstration: TPC-H data, the page of its third query, its code and its run.

`demo.py --no-lab` ends there; without it JupyterLab is served on loopback with the page open.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import environments
import tasks
from etlab_jupyter.page import dumps, loads
from system import SetupError, report, say
from tpch_data import ensure_tpch

DEMO = environments.ROOT / "demo"
EXAMPLE = environments.ROOT / "examples/tpch/q03.etlab.json"
PAGE = "demo/q03.etlab.json"
SCALE = 0.01


def main(arguments: list[str]) -> int:
    """Makes the data, shows the page's code and runs it."""
    try:
        data = ensure_tpch(DEMO / "tpch", SCALE)
    except SetupError as error:
        return report(error)
    page = _ensure_page(data)
    etlab = (tasks.tool("python"), "-m", "etlab_jupyter")
    status = tasks.run(*etlab, "page", "code", page)
    status = status or tasks.run(*etlab, "page", "run", page)
    if status or "--no-lab" in arguments:
        return status
    return _serve_lab()


def _ensure_page(data: Path) -> str:
    """The example with the demonstration's data as its defaults; one that was drawn on stays."""
    path = environments.ROOT / PAGE
    if not path.exists():
        page = loads(EXAMPLE.read_text(encoding="utf-8"))
        places = {"data": data, "out": DEMO / "out"}
        for parameter in page.metadata.parameters:
            if place := places.get(parameter.name):
                parameter.default = place.relative_to(environments.ROOT).as_posix()
        path.write_text(dumps(page), encoding="utf-8")
    return PAGE


def _serve_lab() -> int:
    # Jupyter refuses to run as root unless told; the server listens on loopback alone.
    as_root = ("--allow-root",) if os.geteuid() == 0 else ()
    say("JupyterLab: press Ctrl+C twice to stop it")
    try:
        return tasks.run(
            *(tasks.tool("jupyter"), "lab", "--no-browser"),
            "--LabApp.news_url=None",
            *("--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=50"),
            f"--LabApp.default_url=/lab/tree/{PAGE}",
            *as_root,
        )
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The demonstration: TPC-H data, the page of its third query, its code and its run.

`demo.py --no-lab` ends there; without it JupyterLab is served on loopback with the page open.
"""

from __future__ import annotations

import os
import sys

import environments
import tasks
from system import SetupError, report, say
from tpch_data import ensure_tpch

DEMO = environments.ROOT / ".demo"
PAGE = "examples/tpch/q03.etlab.json"
SCALE = 0.01


def main(arguments: list[str]) -> int:
    """Makes the data, shows the page's code and runs it."""
    try:
        data = ensure_tpch(DEMO / "tpch", SCALE)
    except SetupError as error:
        return report(error)
    etlab = (tasks.tool("python"), "-m", "etlab_jupyter")
    parameters = (
        *("--param", f"data={data.relative_to(environments.ROOT)}"),
        *("--param", f"out={(DEMO / 'out').relative_to(environments.ROOT)}"),
    )
    status = tasks.run(*etlab, "page", "code", PAGE)
    status = status or tasks.run(*etlab, "page", "run", PAGE, *parameters)
    if status or "--no-lab" in arguments:
        return status
    return _serve_lab()


def _serve_lab() -> int:
    # Jupyter refuses to run as root unless told; the server listens on loopback alone.
    as_root = ("--allow-root",) if os.geteuid() == 0 else ()
    say("JupyterLab: press Ctrl+C twice to stop it")
    try:
        return tasks.run(
            *(tasks.tool("jupyter"), "lab", "--no-browser"),
            *("--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=50"),
            f"--LabApp.default_url=/lab/tree/{PAGE}",
            *as_root,
        )
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The start of a Jupyter server, from its process to an answer of `/api/status`.

With ETLab enabled, in solo mode on a SQLite file that is migrated, against the same server
without it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from bench.measure import Result
from bench.server import ROOT, JupyterServer

ROUNDS = 13
TARGET_MS = 150


def run() -> list[Result]:
    """Measures both in turn; the note says what the extension adds."""
    times: dict[bool, list[float]] = {True: [], False: []}
    with tempfile.TemporaryDirectory(prefix="etlab-bench-") as folder:
        for number in range(ROUNDS + 1):
            for enabled in (True, False) if number % 2 == 0 else (False, True):
                times[enabled].append(_start(Path(folder), enabled))
    ours, theirs = (statistics.median(times[enabled][1:]) for enabled in (True, False))
    note = f"{ours - theirs:+.0f} ms; the target is below +{TARGET_MS} ms"
    reference = "Jupyter server without ETLab"
    case = "Jupyter server with ETLab"
    return [Result("server_start", case, ours, reference, theirs, ROUNDS, note)]


def _start(folder: Path, enabled: bool) -> float:
    """The first start makes the database; it is not counted."""
    server = JupyterServer(
        folder, {"etlab_jupyter": enabled}, env={"PYTHONPATH": str(ROOT), "ETLAB_DATABASE_URL": ""}
    )
    start = time.perf_counter()
    with server:
        seconds = time.perf_counter() - start
        # What the extension does behind the first answer must not reach into the next round.
        if enabled and server.get("/etlab/api/me")[0] != 200:
            raise RuntimeError((folder / "server.log").read_text()[-4000:])
    return seconds * 1000

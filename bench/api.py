"""The REST API under load, against the job list of jupyter-scheduler.

50 clients read one page (60 %), list 50 of 10,000 (20 %) and save (20 %), on SQLite and on
PostgreSQL; the same load is put on as many jobs of jupyter-scheduler, on its SQLite database. The
servers take turns. In each, `bench.lag` measures for how long the event loop stood still.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.load import Load
from bench.measure import Result
from bench.server import ROOT, TOKEN, JupyterServer
from bench.stores import NODES, PAGES, fill, fill_scheduler
from tests.servers import PostgreSQL

CLIENTS = 50
SLICES = 6
SECONDS = 5.0  # one slice; 30 s for each server
LAG_TARGET_MS = 50


@dataclass
class Subject:
    """A server that is measured, and what came of it."""

    name: str
    server: JupyterServer
    load: Load
    ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    stale: int = 0
    lags: list[dict[str, float]] = field(default_factory=list)
    first_lag: dict[str, float] = field(default_factory=dict)

    def warm_up(self) -> None:
        """The first requests, behind which much is loaded."""
        _put(self.load, 2.0)
        self.first_lag = self._lag()

    def measure(self) -> None:
        """One slice of the load."""
        tally = _put(self.load, SECONDS)
        self.ms += [ms for times in tally["ms"].values() for ms in times]
        self.errors += tally["errors"]
        self.stale += tally["stale"]
        self.lags.append(self._lag())

    def figures(self) -> dict[tuple[str, str], float]:
        """The figures by name and unit."""
        percent = statistics.quantiles(self.ms, n=100)
        return {
            ("requests/s", "1/s"): len(self.ms) / (SLICES * SECONDS),
            ("p50", "ms"): percent[49],
            ("p99", "ms"): percent[98],
            ("loop stood still", "ms"): max(lag["ms"] for lag in self.lags),
            ("loop computed at most", "ms"): max(lag["cpu_ms"] for lag in self.lags),
            ("loop stood still at first", "ms"): self.first_lag["ms"],
            ("loop computed at most at first", "ms"): self.first_lag["cpu_ms"],
        }

    def _lag(self) -> dict[str, float]:
        found: dict[str, float] = self.server.get("/bench/lag")[1]
        return found


def run() -> list[Result]:
    """Measures ETLab on both databases and jupyter-scheduler, in turn."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="etlab-bench-")))
        reference = _scheduler(stack, folder / "scheduler")
        ours = [
            _etlab(stack, "SQLite", folder / "sqlite", f"sqlite:///{folder}/etlab.sqlite"),
            _etlab(stack, "PostgreSQL", folder / "postgresql", _postgresql(stack, folder)),
        ]
        subjects = [*ours, reference]
        for subject in subjects:
            subject.warm_up()
        for number in range(SLICES):
            for subject in subjects if number % 2 == 0 else reversed(subjects):
                subject.measure()
        return [result for subject in ours for result in _compare(subject, reference)]


def _compare(subject: Subject, reference: Subject) -> list[Result]:
    theirs = reference.figures()
    errors = [f"{len(s.errors)} errors, first {s.errors[0]}" for s in (subject, reference)
              if s.errors]  # fmt: skip
    notes = {
        "requests/s": "; ".join(errors) or f"no errors, {subject.stale} saves were late",
        "loop stood still": f"the target is below {LAG_TARGET_MS} ms",
        "loop computed at most": "without what others had of the processor",
        "loop stood still at first": "while all is loaded",
    }
    return [
        Result("api", f"{subject.name}, {name}", figure, reference.name, theirs[name, unit],
               SLICES, notes.get(name, ""), unit)
        for (name, unit), figure in subject.figures().items()
    ]  # fmt: skip


def _etlab(stack: ExitStack, name: str, folder: Path, address: str) -> Subject:
    print(f"{PAGES:,} pages of {NODES} nodes into {name} ...", file=sys.stderr, flush=True)
    workspace, ids = fill(address)
    server = JupyterServer(
        folder,
        {"etlab_jupyter": True, "bench.lag": True},
        env={"PYTHONPATH": str(ROOT), "ETLAB_DATABASE_URL": address},
    )
    stack.enter_context(server)
    listing = f"/etlab/api/pages?limit=50&sort=-updated_at&workspace_id={workspace}"
    load = _load(server, one="/etlab/api/pages/{id}", many=listing, ids=ids, pages=True)
    return Subject(name, server, load)


def _scheduler(stack: ExitStack, folder: Path) -> Subject:
    default = ROOT / ".venv-scheduler" / "bin" / "python"
    python = Path(os.environ.get("ETLAB_SCHEDULER_PYTHON", default))
    (folder / "data").mkdir(parents=True)
    ids = fill_scheduler(python, folder / "data" / "scheduler.sqlite")
    server = JupyterServer(
        folder,
        {"jupyter_scheduler": True, "bench.lag": True},
        python=str(python),
        env={"PYTHONPATH": str(ROOT)},
    )
    stack.enter_context(server)
    listing = "/scheduler/jobs?max_items=50&sort_by=desc(update_time)"
    load = _load(server, one="/scheduler/jobs/{id}", many=listing, ids=ids, pages=False)
    return Subject(f"jupyter-scheduler {_version(python)}, {len(ids):,} jobs", server, load)


def _postgresql(stack: ExitStack, folder: Path) -> str:
    data = folder / "postgresql-data"
    data.mkdir()
    database = PostgreSQL(data)
    stack.callback(database.stop)
    database.start()
    return database.database("bench")


def _version(python: Path) -> str:
    code = "from importlib.metadata import version; print(version('jupyter-scheduler'))"
    command = [str(python), "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _load(server: JupyterServer, **options: Any) -> Load:
    return Load(port=server.port, token=TOKEN, clients=CLIENTS, seconds=SECONDS, **options)


def _put(load: Load, seconds: float) -> dict[str, Any]:
    told = json.dumps({**asdict(load), "seconds": seconds})
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, input=told, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT,
        timeout=seconds + 60,
    )  # fmt: skip
    tally: dict[str, Any] = json.loads(done.stdout)
    return tally

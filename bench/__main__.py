"""Runs the benchmarks: `python -m bench [NAME ...]`; no name means all (see `BENCHMARKS`).

Prints one table and writes `bench/results.json`.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.measure import Result, table

BENCHMARKS = (
    "startup",
    "server_start",
    "codegen",
    "api",
    "tpch",
    "rerun",
    "reactive",
    "cell_overhead",
    "livy",
    "submit",
    "lab_load",
    "canvas",
    "typing",
)
RESULTS = Path(__file__).with_name("results.json")


def main(names: list[str]) -> int:
    """Runs the named benchmarks one after the other."""
    if unknown := set(names) - set(BENCHMARKS):
        known = ", ".join(BENCHMARKS)
        print(
            f"error: no benchmark {', '.join(unknown)}; there are {known}",
            file=sys.stderr,
        )
        return 2
    results: list[Result] = []
    for name in names or BENCHMARKS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        found = import_module(f"bench.{name}").run()
        print(table(found), file=sys.stderr, flush=True)
        results += found
        _write(results)
    print(table(results))
    return 0


def _write(results: list[Result]) -> None:
    """After each benchmark, so that what was measured outlives what comes next."""
    document = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.platform()}, {os.cpu_count()} CPUs",
        "results": [result.to_json() for result in results],
    }
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

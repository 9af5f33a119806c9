"""Runs the benchmarks: `run_bench.py [ARGUMENTS OF python -m bench]`."""

from __future__ import annotations

import sys

import tasks

if __name__ == "__main__":
    sys.exit(tasks.run(tasks.tool("python"), "-m", "bench", *sys.argv[1:]))

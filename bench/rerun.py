"""A run after a change of a page's last node, against a run of the whole page.

The page is the longest of the examples, at TPC-H scale 1, in one kernel. Each round runs all of
it, then changes the compression of its last sink and runs it again.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench.measure import Result
from bench.tpch import ROOT, make_data
from etlab_jupyter import Page
from etlab_jupyter.runners import RunOptions

CODECS = ("lzo", "zlib", "snappy", "none")  # the first round warms up
ROUNDS = len(CODECS) - 1
REFERENCE = "the whole page"


def run() -> list[Result]:
    """Measures with and without keeping the rows that reach the sinks."""
    data = make_data()
    paths = (ROOT / "examples").rglob("*.etlab.json")
    longest = max(paths, key=lambda path: len(Page.load(path).document.nodes))
    return [_measure(longest, data, reuse) for reuse in (False, True)]


def _measure(path: Path, data: Path, reuse: bool) -> Result:
    full, again = [], []
    notes: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="etlab-bench-") as out, Page.load(path) as page:
        parameters = {"data": str(data), "out": out}
        last = page.document.nodes[-1]
        for codec in CODECS:
            whole = page.run(parameters=parameters, options=RunOptions(force=True, reuse=reuse))
            last.data.config["compression"] = codec
            part = page.run(parameters=parameters, options=RunOptions(reuse=reuse))
            if whole.status != "completed" or part.ran != (last.id,):
                notes.add(f"{whole.status}, then ran {', '.join(part.ran)}")
            full.append(whole.seconds * 1000)
            again.append(part.seconds * 1000)
    case = f"{page.name}, {len(page.document.nodes)} nodes{', rows kept' if reuse else ''}"
    medians = [statistics.median(times[1:]) for times in (again, full)]
    return Result("rerun", case, medians[0], REFERENCE, medians[1], ROUNDS, "; ".join(notes))

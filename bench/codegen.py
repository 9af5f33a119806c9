"""Code generation: chains of N nodes, ETLab against Flowfile's export to Polars code.

ETLab's time is that from the text of the page's file to the text of the script:
parsing, validation, schema inference, cells. It is compared with the same way through
Flowfile (opening the flow's file, then the export) and with Flowfile's export alone.
In the cases "new", every round has other constants in its expressions, so that no cache
of either helps; in the cases "again" the rounds repeat one text, as a canvas does.
"""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from bench.chain import chain_text
from bench.measure import Result, milliseconds

ROUNDS = {10: 9, 100: 7, 1_000: 5, 10_000: 3}
SECONDS = 150  # for one answer; a size that needs longer is left out, and said to be
ROOT = Path(__file__).resolve().parent.parent


def etlab_generate(text: str, folder: Path) -> str:
    """The script of the page with this text; relative paths start at `folder`."""
    from etlab_jupyter.page import loads
    from etlab_jupyter.pipeline import Pipeline

    return Pipeline(loads(text), base_dir=folder).code


def run() -> list[Result]:
    """Measures every size."""
    with tempfile.TemporaryDirectory(prefix="etlab-bench-") as folder:
        data = Path(folder)
        _write_orders(data / "data" / "orders")
        with Flowfile() as flowfile:
            return [
                result
                for nodes, rounds in ROUNDS.items()
                for new in (True, False)
                for result in _measure(nodes, rounds, new, data, flowfile)
            ]


class Flowfile:
    """Flowfile in its own interpreter, answering one request at a time."""

    def __init__(self) -> None:
        default = ROOT / ".venv-flowfile" / "bin" / "python"
        python = os.environ.get("ETLAB_FLOWFILE_PYTHON", str(default))
        self._process = subprocess.Popen(
            [python, Path(__file__).with_name("flowfile_ref.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"PATH": os.defpath, **os.environ, "PYTHONPATH": ""},
        )
        self.version: str = self._answer()["flowfile"]

    def __enter__(self) -> Flowfile:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, nodes: int, offset: int) -> dict[str, Any]:
        """The times of one chain, or `{"error": ...}`."""
        if self._process.poll() is not None:
            return {"error": "Flowfile ended"}
        requests = cast(IO[str], self._process.stdin)
        requests.write(json.dumps({"nodes": nodes, "offset": offset}) + "\n")
        requests.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        answers = cast(IO[str], self._process.stdout)
        ready, _, _ = select.select([answers], [], [], SECONDS)
        line = answers.readline() if ready else ""
        if line:
            return cast(dict[str, Any], json.loads(line))
        self._process.kill()
        self._process.wait()
        return {"error": "ended" if ready else f"no answer in {SECONDS} s"}


def _measure(nodes: int, rounds: int, new: bool, data: Path, flowfile: Flowfile) -> list[Result]:
    ours: list[float] = []
    loads: list[float] = []
    exports: list[float] = []
    note = ""
    for number in range(rounds + 1):
        offset = number * 1_000_000 if new else 0
        text = chain_text(nodes, offset)
        ours.append(milliseconds(partial(etlab_generate, text, data)))
        answer: dict[str, Any] = {"error": note}
        if not note:
            answer = flowfile.ask(nodes, offset)
        if "error" in answer:
            note = answer["error"]
            continue
        loads.append(answer["ms_load"])
        exports.append(answer["ms_export"])
    median_load_export = _median([a + b for a, b in zip(loads, exports, strict=True)])
    case = f"{nodes:,} nodes, {'new' if new else 'again'}"
    name = f"Flowfile {flowfile.version}"
    median = _median(ours)
    return [
        Result(
            *("codegen", case, median, f"{name}, load and export"),
            *(median_load_export, rounds, note),
        ),
        Result(
            *("codegen", case, median, f"{name}, export alone"),
            *(_median(exports), rounds, note),
        ),
    ]


def _median(times: list[float]) -> float | None:
    """The median without the first round, which warms up."""
    return statistics.median(times[1:]) if len(times) > 1 else None


def _write_orders(folder: Path) -> None:
    """A table for the first node: both take the columns from the file."""
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir(parents=True)
    orders = pa.table({"o_orderkey": [1, 2], "o_totalprice": [10.5, 20.0]})
    parquet.write_table(orders, folder / "part-0.parquet")

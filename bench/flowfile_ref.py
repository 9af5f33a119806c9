"""The reference for code generation: Flowfile's export of a flow to Polars code.

This file runs inside an interpreter that has the `flowfile` package, apart from ETLab,
and answers requests on its standard input, one JSON object a line:

    {"nodes": 100, "offset": 0}
    {"nodes": 100, "ms_load": ..., "ms_export": ..., "lines": ...}

`ms_load` is the opening of the flow's JSON file (parsing, validation, building the
graph), `ms_export` is `export_flow_to_polars` alone; `offset` moves the constants in
the expressions. What could not be measured is answered with an `error` instead of
times. The first line that it writes is {"flowfile": "<version>"}.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

STACK_BYTES = 512 * 1024 * 1024  # Flowfile walks a chain recursively, a node a level.
RECURSION_LIMIT = 1_000_000
WIDTH = 10  # Formulas write ten columns over and over: the chain is long, not wide.


def flow_document(nodes: int, offset: int, source: Path) -> dict[str, Any]:
    """A Flowfile document of the same chain as `bench.chain.chain_text` makes."""
    steps = [_step(number, nodes, offset, source) for number in range(1, nodes + 1)]
    return {
        "flowfile_version": version("flowfile"),
        "flowfile_id": nodes,
        "flowfile_name": "chain",
        "flowfile_settings": {},
        "nodes": steps,
    }


def _step(number: int, nodes: int, offset: int, source: Path) -> dict[str, Any]:
    last = number == nodes
    node: dict[str, Any] = {
        "id": number,
        "is_start_node": number == 1,
        "x_position": 200 * number,
        "y_position": 0,
        "input_ids": None if number == 1 else [number - 1],
        "outputs": [] if last else [number + 1],
        "output_handles": [] if last else ["output-0"],
    }
    if number == 1:
        file = {
            "name": source.name,
            "path": str(source),
            "abs_file_path": str(source),
            "file_type": "parquet",
            "table_settings": {"file_type": "parquet"},
        }
        return node | {"type": "read", "setting_input": {"received_file": file}}
    if number % 2 == 0:
        condition = f"[o_totalprice] > {number + offset}"
        filter_input = {"mode": "advanced", "advanced_filter": condition}
        return node | {
            "type": "filter",
            "setting_input": {"filter_input": filter_input},
        }
    function = {
        "field": {"name": f"c{number % WIDTH}", "data_type": "Auto"},
        "function": f"[o_totalprice] * {number + offset}",
    }
    return node | {"type": "formula", "setting_input": {"functions": [function]}}


def measure(nodes: int, offset: int, folder: Path) -> dict[str, Any]:
    """Opens and exports one chain; the times are in milliseconds."""
    from flowfile_core.flowfile.code_generator import export_flow_to_polars
    from flowfile_core.flowfile.manage.io_flowfile import open_flow

    path = folder / "chain.json"
    document = flow_document(nodes, offset, folder / "orders.parquet")
    path.write_text(json.dumps(document), encoding="utf-8")
    start = time.perf_counter()
    flow = open_flow(path)
    loaded = time.perf_counter()
    code = export_flow_to_polars(flow)
    exported = time.perf_counter()
    if code.count(".filter(") != nodes // 2:
        raise RuntimeError("the exported code lacks some of the chain's filters")
    return {
        "nodes": nodes,
        "ms_load": (loaded - start) * 1000,
        "ms_export": (exported - loaded) * 1000,
        "lines": code.count("\n") + 1,
    }


def serve(folder: Path) -> None:
    """Answers requests until the input ends."""
    import polars as pl

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # Flowfile prints; answers stay clean.

    def answer(value: dict[str, Any]) -> None:
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    logging.disable(logging.CRITICAL)  # a line a node, which is no part of the work
    orders = pl.DataFrame({"o_orderkey": [1, 2], "o_totalprice": [10.5, 20.0]})
    orders.write_parquet(folder / "orders.parquet")
    answer({"flowfile": version("flowfile")})
    for line in sys.stdin:
        request = json.loads(line)
        nodes, offset = int(request["nodes"]), int(request.get("offset", 0))
        try:
            answer(measure(nodes, offset, folder))
        except Exception as error:  # whatever Flowfile raises is the answer
            answer({"nodes": nodes, "error": f"{type(error).__name__}: {error}"[:300]})


def main() -> None:
    """Serves in a thread with a stack that is deep enough for long chains."""
    sys.setrecursionlimit(RECURSION_LIMIT)
    threading.stack_size(STACK_BYTES)
    with tempfile.TemporaryDirectory(prefix="etlab-bench-") as folder:
        os.environ.setdefault("FLOWFILE_STORAGE_DIR", folder)
        thread = threading.Thread(target=serve, args=(Path(folder),))
        thread.start()
        thread.join()


if __name__ == "__main__":
    main()

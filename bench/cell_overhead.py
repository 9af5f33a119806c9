"""What a cell costs on ETLab's way through a kernel, against nbclient with the same cells.

The cells are a chain of 20 nodes that only build DataFrames: with Spark jobs in them, the jobs
would be all that one sees. Each has a kernel and a Spark of its own; they take turns.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from bench.measure import Result, interleaved
from bench.reactive import ENV
from bench.twenty import SPARK
from etlab_jupyter import Page
from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.runners import KernelRunner, RunOptions, SyncRunner
from etlab_jupyter.runners.events import RunFinished

NODES = 20
ROUNDS = 6
TARGET_MS = 30


def run() -> list[Result]:
    """Measures milliseconds a cell."""
    cells = chain()
    loop = asyncio.new_event_loop()
    with tempfile.TemporaryDirectory(prefix="etlab-bench-") as folder:
        notebook = nbformat.reads(json.dumps(_page().notebook()), 4)  # type: ignore[no-untyped-call]
        client = NotebookClient(notebook, resources={"metadata": {"path": folder}})
        loop.run_until_complete(_start(client))
        try:
            with SyncRunner(KernelRunner(cwd=Path(folder), env=ENV)) as runner:
                ours, theirs = interleaved(
                    lambda: _ours(runner, cells),
                    lambda: loop.run_until_complete(_theirs(client)),
                    ROUNDS,
                )
        finally:
            loop.run_until_complete(client._async_cleanup_kernel())
            loop.close()
    count = len(cells)
    note = f"{(ours - theirs) / count:+.1f} ms a cell, target < {TARGET_MS}"
    return [Result("cell_overhead", f"one of {count} cells", ours / count, "nbclient",
                   theirs / count, ROUNDS, note)]  # fmt: skip


def chain() -> list[Cell]:
    """The cells of a chain of filters, and the set-up."""
    return list(_page().cells())


def _page() -> Page:
    page = Page("Chain")
    page.document.metadata.spark = dict(SPARK)
    frame = page.add("code", code="df = spark.range(100)", inputs=[], id="n1", label="n1")
    for number in range(2, NODES + 1):
        frame = frame.filter(f"id > {number}", id=f"n{number}", label=f"n{number}")
    return page


def _ours(runner: SyncRunner, cells: list[Cell]) -> None:
    (*_, last) = runner.run(cells, RunOptions(force=True))
    if not isinstance(last, RunFinished) or len(last.ran) != len(cells):
        raise RuntimeError(f"the run ended as {last}")


async def _start(client: NotebookClient) -> None:
    client.create_kernel_manager()
    await client.async_start_new_kernel()
    await client.async_start_new_kernel_client()


async def _theirs(client: NotebookClient) -> None:
    for index, cell in enumerate(client.nb.cells):
        await client.async_execute_cell(cell, index)

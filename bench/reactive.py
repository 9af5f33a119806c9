"""What runs again after a change of one node of 20, and how long that takes.

The page is over TPC-H at scale 1. ipyflow's dataflow, ETLab's incremental run and a plain kernel
that runs every cell take turns with the same edits, each on a kernel and a Spark of its own, so
that the machine is the same for all. ETLab's figure is held against running everything.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from bench.measure import Result, milliseconds
from bench.tpch import make_data
from bench.twenty import PLACES, Twenty
from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.runners import KernelRunner, RunOptions, SyncRunner
from etlab_jupyter.runners.events import RunFinished
from etlab_jupyter.runners.reactive import ReactiveCells

ROUNDS = 3
REFERENCE = "all cells, plain kernel"
SPEC = "etlab-bench-ipyflow"
ENV = {"SPARK_LOCAL_IP": "127.0.0.1"}
# What a way of running does with cells: the ids of those that ran.
Run = Callable[[list[Cell]], list[str]]


def run() -> list[Result]:
    """Measures the three ways, for an edit of the first, the middle and the last node."""
    return measure(make_data(), ROUNDS)


def measure(data: Path, rounds: int) -> list[Result]:
    """The same with data of any scale."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="etlab-bench-")))
        ways: dict[str, Run] = {
            "ETLab": stack.enter_context(_incremental(folder)),
            "ipyflow": stack.enter_context(_ipyflow(folder)),
            REFERENCE: stack.enter_context(_everything(folder)),
        }
        twenty = Twenty(data, folder / "out")
        for way in ways.values():
            way(twenty.cells)
        return [result for place in PLACES for result in _place(place, twenty, ways, rounds)]


def _place(place: str, twenty: Twenty, ways: dict[str, Run], rounds: int) -> Iterator[Result]:
    times: dict[str, list[float]] = {name: [] for name in ways}
    counts: dict[str, int] = {}
    for turn in range(rounds):
        twenty.edit(place)
        cells = twenty.cells
        for name in list(ways) if turn % 2 == 0 else reversed(list(ways)):
            ran: list[str] = []
            times[name].append(milliseconds(lambda: ran.extend(ways[name](cells))))  # noqa: B023
            counts[name] = len(ran)
    whole = statistics.median(times[REFERENCE])
    for name in ("ETLab", "ipyflow"):
        note = f"{counts[name]} of {counts[REFERENCE]} cells"
        case = f"{place} of 20 nodes, {name}"
        median = statistics.median(times[name])
        yield Result("reactive", case, median, REFERENCE, whole, rounds, note)


@contextmanager
def _incremental(folder: Path) -> Iterator[Run]:
    with SyncRunner(KernelRunner(cwd=folder, env=ENV)) as runner:

        def way(cells: list[Cell]) -> list[str]:
            (*_, last) = runner.run(cells, RunOptions())
            if not isinstance(last, RunFinished) or last.status != "completed":
                raise RuntimeError(f"the run ended as {last}")
            return list(last.ran)

        yield way


@contextmanager
def _ipyflow(folder: Path) -> Iterator[Run]:
    argv = [sys.executable, "-m", "ipyflow.kernel", "-f", "{connection_file}"]
    place = folder / "kernels" / SPEC
    place.mkdir(parents=True)
    spec = {"argv": argv, "display_name": "ipyflow", "language": "python"}
    (place / "kernel.json").write_text(json.dumps(spec))
    with kernel(folder, SPEC, [str(folder / "kernels")]) as client:
        reactive = ReactiveCells(client)

        def way(cells: list[Cell]) -> list[str]:
            reactive.edit(
                {cell.node: cell.source for cell in cells},
                {cell.node: cell.inputs for cell in cells},
            )
            return reactive.run()

        yield way


@contextmanager
def _everything(folder: Path) -> Iterator[Run]:
    with kernel(folder) as client:

        def way(cells: list[Cell]) -> list[str]:
            for cell in cells:
                execute(client, cell.source)
            return [cell.node for cell in cells]

        yield way


@contextmanager
def kernel(
    folder: Path, name: str = "python3", specs: list[str] | None = None
) -> Iterator[BlockingKernelClient]:
    """A kernel of the running interpreter, and a client of it."""
    manager = KernelManager(kernel_name=name)
    if specs is not None:
        manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=specs)
    manager.start_kernel(cwd=str(folder), env={**os.environ, **ENV})
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def execute(client: BlockingKernelClient, source: str) -> None:
    """Run a cell that must succeed."""
    reply = client.execute_interactive(source, output_hook=lambda _: None, timeout=600)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"{reply['content']['ename']}: {reply['content']['evalue']}")

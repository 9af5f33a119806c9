"""A page as a job against `spark-submit` by hand with the same script.

How long it takes from submitting to the first line of the log, and until all is done. The page
writes a file of a thousand rows. Both start a JVM each time, and they take turns.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from pathlib import Path

from bench.measure import Result
from bench.reactive import ENV
from etlab_jupyter import Page
from etlab_jupyter.codegen.cell import Cell
from etlab_jupyter.codegen.cells import to_script
from etlab_jupyter.runners import RunOptions
from etlab_jupyter.runners.events import Output, RunFinished
from etlab_jupyter.runners.submit import JobPlace, SubmitRunner, job_of
from etlab_jupyter.runners.submit.spark_submit import spark_home
from etlab_jupyter.spark_session import SparkSettings
from tests.spark_cluster import standalone_master, worker

ROUNDS = 3
CONF = {"spark.ui.enabled": "false", "spark.executor.memory": "512m"}
Times = tuple[float, float]


def run() -> list[Result]:
    """Measures local Spark and a standalone cluster with one worker."""
    os.environ.update(ENV)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="etlab-bench-")))
        results = _measure("local[2]", folder)
        master = stack.enter_context(standalone_master(folder))
        stack.enter_context(worker(folder, master))
        return [*results, *_measure(master, folder)]


def _measure(master: str, folder: Path) -> list[Result]:
    cells = _cells(folder)
    script = folder / "by_hand.py"
    script.write_text(to_script(cells), encoding="utf-8")
    ours: list[Times] = []
    theirs: list[Times] = []
    for number in range(ROUNDS + 1):  # the first does not count
        for who in ("ours", "theirs") if number % 2 == 0 else ("theirs", "ours"):
            if who == "ours":
                ours.append(asyncio.run(_submit(master, cells, folder)))
            else:
                theirs.append(_by_hand(master, script))
    where = master.partition("[")[0].partition("://")[0].replace("spark", "standalone")
    return [
        Result(
            "submit", f"{where}, {what}", statistics.median(one[index] for one in ours[1:]),
            "spark-submit", statistics.median(one[index] for one in theirs[1:]), ROUNDS,
        )
        for index, what in enumerate(("to the first log line", "to done"))
    ]  # fmt: skip


async def _submit(master: str, cells: list[Cell], folder: Path) -> Times:
    """Milliseconds to the first line, and to the run's last event."""
    run_id = uuid.uuid4().hex
    place = JobPlace(run_id, "Bench", folder / "jobs", folder)
    runner = SubmitRunner(job_of(SparkSettings(master=master, conf=CONF), place))
    began, first = time.perf_counter(), 0.0
    async for event in runner.run(cells, RunOptions(run_id=run_id)):
        if isinstance(event, Output) and not first:
            first = time.perf_counter() - began
        if isinstance(event, RunFinished):
            done = time.perf_counter() - began
            if event.status != "completed":
                raise RuntimeError(f"The job has failed: {event.error}")
    await runner.forget()
    await runner.close()
    return first * 1000, done * 1000


def _by_hand(master: str, script: Path) -> Times:
    """The same for the command in a shell."""
    options = [part for key, value in CONF.items() for part in ("--conf", f"{key}={value}")]
    command = [str(spark_home() / "bin" / "spark-submit"), "--master", master, *options]
    env = {**os.environ, "PYSPARK_DRIVER_PYTHON": sys.executable}
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, str(script)], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        first = time.perf_counter() - began
        process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"spark-submit ended with {process.returncode}")
    return first * 1000, (time.perf_counter() - began) * 1000


def _cells(folder: Path) -> list[Cell]:
    page = Page("Bench")
    rows = page.add("code", code="df = spark.range(1000)", inputs=[], id="rows", label="Rows")
    rows.filter("id % 2 = 0", id="even").write.csv(str(folder / "out"), mode="overwrite", id="sink")
    return list(page.cells())

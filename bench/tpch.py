"""TPC-H at scale 1: the code that ETLab generates against PySpark written by hand.

Both run in one Spark session, in turn, from the reading of the files to the collected
answer.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import Result, interleaved
from tests.examples.tpch.handwritten import QUERIES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROUNDS = 8
SCALE = 1
ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "demo" / f"tpch-{SCALE}"
REFERENCE = "PySpark by hand"


def run() -> list[Result]:
    """Measures every query that has a page."""
    from pyspark.sql import SparkSession

    data = str(make_data())
    spark = (
        SparkSession.builder.master("local[*]")
        .appName("etlab bench")
        .config("spark.ui.enabled", False)
        .config("spark.driver.memory", "2g")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    try:
        return [_measure(spark, query, data) for query in QUERIES]
    finally:
        spark.stop()


def make_data() -> Path:
    """The folder with the tables, made where they are missing."""
    script = str(ROOT / "scripts" / "tpch_data.py")
    subprocess.run([sys.executable, script, str(DATA), str(SCALE)], check=True)
    return DATA


def _measure(spark: SparkSession, query: str, data: str) -> Result:
    page = ROOT / "examples" / "tpch" / f"{query}.etlab.json"
    if not page.exists():
        return Result("tpch", query, None, REFERENCE, None, 0, "there is no page")
    by_hand = QUERIES[query]
    generated = page_frame(page, data)
    ours, theirs = interleaved(
        lambda: generated().collect(), lambda: by_hand(spark, data).collect(), ROUNDS
    )
    same = same_plan(generated(), by_hand(spark, data))
    note = "same optimized plan" if same else "another optimized plan"
    return Result("tpch", query, ours, REFERENCE, theirs, ROUNDS, note)


def page_frame(page: Path, data: str) -> Callable[[], DataFrame]:
    """Runs a page up to its sink, for the DataFrame that the sink would write."""
    from etlab_jupyter.page import load
    from etlab_jupyter.pipeline import Pipeline

    parameters: dict[str, str | int | float | bool] = {"data": data, "out": "unused"}
    cells = Pipeline(load(page), parameters=parameters).cells
    (sink,) = (cell for cell in cells if cell.type == "sink")
    variables = {cell.node: next(iter(cell.outputs.values()), "") for cell in cells}
    result = variables[sink.inputs[0]]
    source = "\n".join(cell.source for cell in cells if cell.type != "sink")
    code = compile(source, str(page), "exec")

    def frame() -> DataFrame:
        namespace: dict[str, Any] = {}
        exec(code, namespace)
        answer: DataFrame = namespace[result]
        return answer

    return frame


def same_plan(one: DataFrame, other: DataFrame) -> bool:
    """Whether Spark's optimizer makes the same of both, names of expressions aside."""
    plans = [frame._jdf.queryExecution().optimizedPlan() for frame in (one, other)]
    return bool(plans[0].sameResult(plans[1]))

"""The TPC-H pages answer as DuckDB does, on each Spark that the code must run on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from pyspark.sql import SparkSession

from etlab_jupyter import Page
from tests.examples.pages import EXAMPLES
from tests.examples.tpch.compare import ORDERED_BY, duck_rows, rows_equal
from tests.helpers import run_page

QUERIES = list(ORDERED_BY)
SPARK35 = EXAMPLES.parent / ".venv-spark35" / "bin" / "python"
SCRIPTS = {query: EXAMPLES / "tpch" / f"{query}.py" for query in QUERIES}

# What `spark-submit` is given to run all scripts in one JVM, each as a program of its own.
RUN_ALL = """\
import runpy
import sys

for script in sys.argv[1:]:
    runpy.run_path(script, run_name="__main__")
"""


@pytest.mark.parametrize("query", QUERIES)
def test_the_page_gives_the_rows_of_the_query(
    spark: SparkSession, tpch: Path, tmp_path: Path, query: str
) -> None:
    page = Page.load(EXAMPLES / "tpch" / f"{query}.etlab.json")
    run_page(spark, page, data=str(tpch), out=str(tmp_path))
    assert_answer(query, tmp_path, tpch)


def test_a_script_runs_with_spark_submit(tpch: Path, tmp_path: Path) -> None:
    spark_submit(Path(sys.executable), tmp_path, tpch, SCRIPTS["q05"])
    assert_answer("q05", tmp_path / "out", tpch)


@pytest.mark.parametrize("version", ["3.5.", "4."])
def test_the_scripts_run_on_each_spark(tpch: Path, tmp_path: Path, version: str) -> None:
    runner = tmp_path / "run_all.py"
    runner.write_text(RUN_ALL)
    old = Path(os.environ.get("ETLAB_SPARK35_PYTHON", SPARK35))
    python = old if version == "3.5." else Path(sys.executable)
    output = spark_submit(python, tmp_path, tpch, runner, *SCRIPTS.values())
    assert f"Running Spark version {version}" in output
    for query in QUERIES:
        assert_answer(query, tmp_path / "out", tpch)


def spark_submit(python: Path, folder: Path, tpch: Path, *scripts: Path) -> str:
    """Runs a script in `folder` with the Spark of an interpreter; its log.

    The data is where the pages' parameters expect it.
    """
    (folder / "data").mkdir()
    (folder / "data" / "tpch").symlink_to(tpch)
    environment = {**os.environ, "PYSPARK_PYTHON": str(python), "SPARK_LOCAL_IP": "127.0.0.1"}
    environment.pop("SPARK_HOME", None)
    options = ["--master", "local[2]", "--conf", "spark.ui.enabled=false"]
    options += ["--conf", "spark.sql.shuffle.partitions=2"]
    done = subprocess.run(
        [python.with_name("spark-submit"), *options, *scripts],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def assert_answer(query: str, out: Path, tpch: Path) -> None:
    expected = duck_rows(query, tpch)
    assert expected
    assert rows_equal(written(out / query), expected, ORDERED_BY[query])


def written(folder: Path) -> Iterator[tuple[object, ...]]:
    """The rows of the Parquet files that Spark wrote, in the order of the files."""
    for file in sorted(folder.glob("*.parquet")):
        with duckdb.connect() as connection:
            yield from connection.read_parquet(str(file)).fetchall()

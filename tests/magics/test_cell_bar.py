"""The bar under a running cell."""

from __future__ import annotations

import re

import pytest

from tests.magics.kernel import Kernel
from tests.runners.test_cancel import ACTIVE

# Longer than it takes until a bar is shown, however fast the machine is.
LONG = (
    "spark.range(0, 30, 1, 30)"
    ".selectExpr(\"java_method('java.lang.Thread', 'sleep', 300L) AS s\").collect()"
)
START = """\
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", False).getOrCreate()"""


# Says so as soon as Spark has begun with a task.
WATCHED = """\
import threading, time
def watch():
    while not spark.sparkContext.statusTracker().getActiveStageIds():
        time.sleep(0.05)
    out.write("running\\n"); out.flush()
import sys
out = sys.stdout
threading.Thread(target=watch, daemon=True).start()"""


@pytest.fixture(scope="module")
def spark_kernel(folder):
    kernel = Kernel(folder)
    kernel.run("%load_ext etlab_jupyter")
    kernel.run(START)
    yield kernel
    kernel.stop()


def test_a_long_cell_tells_what_spark_does(spark_kernel):
    done = spark_kernel.run(f"rows = {LONG}")
    (first,) = done.shown
    assert re.search(r"Spark: \d/1 jobs, \d/1 stages, \d+/30 tasks", first["text/plain"])
    assert '<progress max="1" value="' in first["text/html"]
    assert done.last["text/plain"] == "Spark: 1/1 jobs, 1/1 stages, 30/30 tasks"
    # A fast one tells nothing, and a group of one's own stays.
    spark_kernel.run("spark.sparkContext.setJobGroup('mine', '')")
    done = spark_kernel.run("print(spark.sparkContext.getLocalProperty('spark.jobGroup.id'))")
    assert (done.text, done.shown) == ("mine\n", [])
    spark_kernel.run("spark.sparkContext.setLocalProperty('spark.jobGroup.id', None)")


def test_the_interrupt_button_ends_the_jobs(spark_kernel):
    slow = LONG.replace("30", "3000", 1).replace("30)", "3000)", 1)
    done = spark_kernel.attempt(f"{WATCHED}\n{slow}", interrupt_at="running")
    assert done.error is not None
    assert any("KeyboardInterrupt" in line for line in done.error)
    assert spark_kernel.run(ACTIVE).text == "[] []\n"

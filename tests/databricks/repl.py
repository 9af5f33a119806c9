"""The Python of an execution context: runs commands one after the other, in a session of its own.

A line of JSON on stdin is a command, one on the file descriptor 3 what has become of it. SIGINT
interrupts a command. The driver's JVM is the cluster's (`--driver` starts it and says where it is),
as on Databricks; with `--task` a file is run there, as a job's task is. Runs with PySpark 3.5 and
imports nothing of the tests.
"""

from __future__ import annotations

import ast
import io
import json
import os
import runpy
import signal
import sys
import threading
import traceback
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

ANSWERS = os.fdopen(3, "w", buffering=1)
current: list[str] = []
names: dict[str, Any] = {"__name__": "__main__"}


def driver() -> None:
    """Start Spark; the port and the secret of its JVM."""
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    gateway: Any = spark.sparkContext._gateway
    found = gateway.gateway_parameters
    print(json.dumps([found.port, found.auth_token]), file=ANSWERS)
    sys.stdin.read()


def join() -> None:
    """A session of one's own in the Spark of the driver."""
    gateway = launch_gateway()
    SparkContext._ensure_initialized(gateway=gateway)
    jvm = gateway.jvm
    context = jvm.org.apache.spark.SparkContext.getOrCreate()
    jsc = jvm.org.apache.spark.api.java.JavaSparkContext(context)
    sc = SparkContext(gateway=gateway, jsc=jsc, conf=SparkConf(_jconf=jsc.getConf()))
    own = jvm.org.apache.spark.sql.SparkSession.builder().getOrCreate().newSession()
    names["sc"], names["spark"] = sc, SparkSession(sc, own)


def interrupt(*_: object) -> None:
    """The driver cancels the command's jobs; in Python that takes a thread of its own."""
    cancelling = threading.Thread(target=lambda: list(map(names["sc"].cancelJobGroup, current)))
    cancelling.start()
    cancelling.join(10)
    raise KeyboardInterrupt


def run(code: str) -> None:
    body = ast.parse(code, "<command>").body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<command>", "exec"), names)
    if last is not None:
        exec(compile(ast.Interactive([last]), "<command>", "single"), names)


def answer(command: dict[str, str]) -> dict[str, Any]:
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)
    error = None
    current[:] = [command["id"]]
    try:
        names["sc"].setJobGroup(command["id"], "a command", True)
        with redirect_stdout(printed), redirect_stderr(printed):
            run(command["code"])
    except BaseException as raised:
        error = [type(raised).__name__, str(raised), traceback.format_exc()]
    text = printed.buffer.getvalue().decode()
    return {"id": command["id"], "text": text, "error": error}


def main() -> None:
    if sys.argv[1:] == ["--driver"]:
        driver()
        return
    join()
    if sys.argv[1:2] == ["--task"]:
        runpy.run_path(sys.argv[2], run_name="__main__")
        return
    signal.signal(signal.SIGINT, interrupt)
    print(json.dumps({"ready": True}), file=ANSWERS)
    while True:
        try:
            line = sys.stdin.readline()
            if not line:
                break
            print(json.dumps(answer(json.loads(line))), file=ANSWERS)
        except KeyboardInterrupt:
            continue  # came too late


main()

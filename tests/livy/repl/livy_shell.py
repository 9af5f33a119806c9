"""Starts Livy's own Python shell, `fake_shell.py` of livy-repl, on the Spark of a session's driver.

The shell is of a Livy for Python 2, and translated to 3; here is what a translation cannot know.
As in newer Livys a statement's jobs are in a group named by its number, and errors have all frames.
"""

import ast
import io
import os
import sys
import traceback
from types import SimpleNamespace

import fake_shell  # type: ignore[import-not-found]
from py4j.java_gateway import java_import
from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession


class Output(io.StringIO):
    """A file in memory as Python 2 has it: it takes bytes, and goes on where it is cut off."""

    def write(self, text):
        return super().write(text.decode("utf-8") if isinstance(text, bytes) else text)

    def truncate(self, size=None):
        self.seek(size)
        return super().truncate(size)


def connect():
    gateway = launch_gateway()
    for name in (
        "org.apache.spark.SparkConf",
        "org.apache.spark.api.java.*",
        "org.apache.spark.sql.*",
        "org.apache.spark.api.python.*",
        "org.apache.spark.sql.api.python.*",
        "scala.Tuple2",
    ):
        java_import(gateway.jvm, name)
    entries = gateway.entry_point
    context = entries.sc()
    conf = SparkConf(_jvm=gateway.jvm, _jconf=context.getConf())
    sc = SparkContext(jsc=context, gateway=gateway, conf=conf)
    return {"__name__": "__main__", "sc": sc, "spark": SparkSession(sc, entries.sparkSession())}


def format_exception(kind, value, frames, _limit):
    return traceback.format_exception(kind, value, frames or None, chain=False)


def execute(content):
    number = str(content["id"])
    fake_shell.global_dict["sc"].setJobGroup(number, f"Job group for statement {number}")
    return execute_request(content)


execute_request = fake_shell.execute_request
fake_shell.msg_type_router["execute_request"] = execute
fake_shell.magic_table_types[str] = lambda text: ("STRING_TYPE", text)
fake_shell.ast = SimpleNamespace(**{**vars(ast), "Module": lambda body: ast.Module(body, [])})
fake_shell.traceback = SimpleNamespace(format_exception=format_exception)
fake_shell.fake_stdout, fake_shell.fake_stderr = Output(), Output()
os.environ["LIVY_TEST"] = "true"  # or the shell would start a Spark of its own
answers, sys.stdout = sys.stdout, sys.stderr
fake_shell.global_dict.update(connect())
sys.stdout = answers
fake_shell.main()

"""The Python of a session: statements come in as JSON lines, their outputs go out as such.

As in Livy, what a statement prints comes back as one text when it is over, an error has the
statement's own traceback, and Spark's jobs are in a group named by the statement's number.
"""

import ast
import io
import json
import sys
import traceback

from py4j.java_gateway import java_import
from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession


class Output(io.StringIO):
    """Takes bytes too."""

    def write(self, text):
        return super().write(text.decode("utf-8") if isinstance(text, bytes) else text)


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


def execute(code, names):
    body = ast.parse(code, "<stdin>").body
    for node in body[:-1]:
        exec(compile(ast.Module([node], []), "<stdin>", "exec"), names)
    for node in body[-1:]:
        exec(compile(ast.Interactive([node]), "<stdin>", "single"), names)


def main():
    requests, answers = sys.stdin, sys.stdout
    sys.stdin = io.StringIO()
    names = connect()
    for line in requests:
        request = json.loads(line)
        count = request["id"]
        names["sc"].setJobGroup(str(count), f"Job group for statement {count}")
        sys.stdout = sys.stderr = output = Output()
        try:
            execute(request["code"], names)
            content = {"status": "ok", "data": {"text/plain": output.getvalue().rstrip()}}
        except Exception as error:
            content = {
                "status": "error",
                "ename": type(error).__name__,
                "evalue": str(error),
                "traceback": traceback.format_exception(error, chain=False),
            }
        sys.stdout, sys.stderr = answers, sys.__stderr__
        answers.write(json.dumps({**content, "execution_count": count}) + "\n")
        answers.flush()


main()

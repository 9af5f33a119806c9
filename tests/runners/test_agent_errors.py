"""Errors as Spark and Python word them, cut to what a person needs."""

from __future__ import annotations

import pytest

from etlab_jupyter.runners.agent import errors

CAST = """[CAST_INVALID_INPUT] The value 'abc' of the type "STRING" cannot be cast to "INT" \
because it is malformed. Correct the value as per the syntax, or change its target type. \
SQLSTATE: 22018
== DataFrame ==
"cast" was called from
<stdin>:1
"""
JOB = """Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times, most recent \
failure: Lost task 0.0 in stage 1.0 (TID 1) (host executor driver): \
org.apache.spark.SparkArithmeticException: [DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012
\tat org.apache.spark.sql.errors.QueryExecutionErrors$.divideByZeroError(Q.scala:203)
\tat java.base/java.lang.Thread.run(Thread.java:840)

Driver stacktrace:"""
COLUMN = """[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with \
name `pice` cannot be resolved. Did you mean one of the following? [`price`]. SQLSTATE: 42703;
'Project ['pice]
+- Relation [price#1] parquet
"""
UDF = """
  An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "/usr/lib/python3.11/site-packages/pyspark/python/lib/pyspark.zip/pyspark/worker.py", \
line 1830, in main
    process()
  File "/tmp/ipykernel_77/1.py", line 3, in half
    return 1 / value
           ~~^~~~~~~
ZeroDivisionError: division by zero
"""


class JavaError:
    """What py4j gives for a Throwable."""

    def __init__(self, kind, message, cause=None):
        self.kind, self.message, self.cause = kind, message, cause

    def getClass(self):  # noqa: N802
        return self

    def getName(self):  # noqa: N802
        return self.kind

    def getMessage(self):  # noqa: N802
        return self.message

    def getCause(self):  # noqa: N802
        return self.cause


class CapturedError(Exception):
    """An error of pyspark, with the JVM's own behind it."""

    def __init__(self, origin, condition=None):
        self._origin = origin
        self._condition = condition

    def getCondition(self):  # noqa: N802
        return self._condition


class Py4JError(Exception):
    def __init__(self, java):
        self.java_exception = java


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (JOB, JOB.split("\n")[0]),
        (COLUMN, COLUMN.split(";")[0]),
        (UDF, "ZeroDivisionError: division by zero (in half, line 3)"),
        ("plain; text\nwith lines", "plain; text\nwith lines"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("boom\n\nJVM stacktrace:\njava.lang.X\n", "boom"),
        ("", ""),
    ],
)
def test_messages_are_cut(message, expected):
    assert errors.clean(message) == expected


def test_the_part_of_a_query_stays():
    text = "[PARSE_SYNTAX_ERROR] Syntax error (line 1, pos 3)\n\n== SQL ==\nabc;\nSELECT\n---^^^"
    assert errors.clean(text) == text


def test_the_cause_is_named_rather_than_the_aborted_job():
    cause = JavaError("org.apache.spark.SparkArithmeticException", "[DIVIDE_BY_ZERO] Division")
    job = JavaError("org.apache.spark.SparkException", JOB, cause)
    top = JavaError("org.apache.spark.SparkException", "[TASK_WRITE_FAILED] Writing failed.", job)
    found = errors.describe(CapturedError(top, "TASK_WRITE_FAILED"))
    assert found["error"] == "CapturedError"
    assert found["condition"] == "TASK_WRITE_FAILED"
    assert found["message"] == (
        "[TASK_WRITE_FAILED] Writing failed.\n"
        "Caused by: SparkArithmeticException: [DIVIDE_BY_ZERO] Division"
    )


def test_a_raw_java_error_is_called_by_its_own_class():
    java = JavaError("java.lang.IllegalArgumentException", "bad option\n\tat x.Y(Z.java:1)")
    found = errors.describe(Py4JError(java))
    assert (found["error"], found["message"]) == ("IllegalArgumentException", "bad option")


def test_a_chain_without_end_or_words_still_says_something():
    loop = JavaError("java.lang.RuntimeException", None)
    loop.cause = loop
    found = errors.describe(CapturedError(loop))
    assert found["message"] == "RuntimeException"


def test_the_condition_is_read_from_the_message_where_spark_does_not_tell():
    assert errors.describe(Exception(CAST))["condition"] == "CAST_INVALID_INPUT"
    nested = errors.describe(Exception(COLUMN))
    assert nested["condition"] == "UNRESOLVED_COLUMN.WITH_SUGGESTION"
    assert errors.describe(Exception("[a] b"))["condition"] is None


def test_an_error_that_asks_a_dead_jvm_is_described_all_the_same():
    class DeadError(Exception):
        def __str__(self):
            raise ConnectionRefusedError("no JVM")

        def getCondition(self):  # noqa: N802
            raise ConnectionRefusedError("no JVM")

    class DeadOrigin:
        def getClass(self):  # noqa: N802
            raise ConnectionRefusedError("no JVM")

    error = DeadError()
    error._origin = DeadOrigin()  # type: ignore[attr-defined]
    found = errors.describe(error)
    assert found["error"] == found["message"] == "DeadError"
    assert found["condition"] is None


def test_the_line_of_the_cell_and_the_user_s_own_frames():
    source = "def half(x):\n    return x / 0\n\nhalf(1)\n"
    namespace: dict[str, object] = {}
    try:
        exec(compile(source, "cell.py", "exec"), namespace)
    except ZeroDivisionError as error:
        found = errors.describe(error, namespace)
    assert found["line"] == 4
    assert found["error"] == "ZeroDivisionError"
    assert found["message"] == "division by zero"
    assert [entry.split(":")[0] for entry in found["traceback"]] == ["line 4", "line 2"]


def test_a_syntax_error_has_its_line():
    with pytest.raises(SyntaxError) as caught:
        compile("a = 1\nb = (\n", "cell.py", "exec")
    found = errors.describe(caught.value)
    assert found["line"] == 2
    assert "never closed" in found["message"]


def test_long_messages_are_cut_and_empty_ones_replaced():
    assert len(errors.describe(ValueError("x" * 10_000))["message"]) == errors.MAX_MESSAGE
    assert errors.describe(KeyboardInterrupt())["message"] == "KeyboardInterrupt"

"""Nodes that fail: what is told of it, and what the rest of the run does."""

from __future__ import annotations

import pytest

from etlab_jupyter.runners import RunOptions, events
from tests.runners.cells import cell, finished, of_kind, only, run, text
from tests.runners.conftest import new_page

COLUMNS = [{"name": "id", "type": "int"}, {"name": "name", "type": "string"}]


@pytest.fixture
def page(home):
    page = new_page(home)
    page.add("rows", columns=COLUMNS, rows=[[1, "1"], [2, "x"]], id="rows")
    return page


def failure(found):
    last = finished(found)
    assert last.status == "failed"
    failed = only(found, events.NodeFailed)
    assert last.failed == (failed.node,)
    return failed


def assert_short(failed):
    """No JVM stack, no plan, no worker frames."""
    for noise in ("\tat ", "Driver stacktrace", "+- ", "py4j", "worker.py", "\x1b["):
        assert noise not in failed.message, failed.message
    assert len(failed.message) < 1200


def test_a_python_error(runner, page):
    code = "def half(x):\n    return x / 0\n\ndf = half(df)"
    page.add("code", page.node("rows"), code=code, inputs=["df"], id="bad", label="Bad one")
    failed = failure(run(runner, page.cells()))
    assert (failed.node, failed.label) == ("bad", "Bad one")
    assert failed.error == "TypeError"
    assert failed.message == "unsupported operand type(s) for /: 'DataFrame' and 'int'"
    source = page.cells()[-1].source.splitlines()
    assert source[failed.line - 1] == "df = half(df)"
    assert len(failed.traceback) == 2
    assert failed.traceback[1].endswith("return x / 0")


@pytest.mark.parametrize(
    ("expression", "condition", "words"),
    [
        ("cast(name AS int)", "CAST_INVALID_INPUT", "'x'"),
        ("1 / (id - 2)", "DIVIDE_BY_ZERO", "ivision by zero"),
        ("element_at(array(1), id)", "INVALID_ARRAY_INDEX_IN_ELEMENT_AT", "index 2"),
    ],
)
def test_a_spark_error_while_a_sink_writes(runner, page, home, expression, condition, words):
    page.node("rows").derive([{"name": "n", "expression": expression}], id="derived").write.parquet(
        "out/bad", mode="overwrite", id="sink", label="Bad sink"
    )
    failed = failure(run(runner, page.cells()))
    assert (failed.node, failed.condition) == ("sink", condition)
    assert words in failed.message
    assert_short(failed)
    assert failed.line is not None
    assert not (home / "out" / "bad" / "_SUCCESS").exists()
    assert not list((home / "out" / "bad").glob("*.parquet"))


def test_an_analysis_error(runner, page):
    page.add("code", page.node("rows"), code='df = df.select("nam")', id="bad")
    failed = failure(run(runner, page.cells()))
    assert failed.error == "AnalysisException"
    assert failed.condition == "UNRESOLVED_COLUMN.WITH_SUGGESTION"
    assert "`nam` cannot be resolved" in failed.message
    assert "`name`" in failed.message
    assert_short(failed)
    assert failed.line is not None


def test_an_error_in_a_udf_names_the_user_s_line(runner, page):
    code = (
        "from pyspark.sql.functions import udf\n"
        "@udf('int')\n"
        "def half(x):\n"
        "    return 1 // (x - x)\n"
        "df = df.select(half('id').alias('h'))\n"
        "df.collect()"
    )
    page.add("code", page.node("rows"), code=code, id="bad")
    failed = failure(run(runner, page.cells()))
    assert "ZeroDivisionError: integer division or modulo by zero (in half, line" in failed.message
    assert_short(failed)


def test_a_source_whose_files_are_gone(runner, page, home):
    (home / "gone.csv").write_text("a\n1\n")
    page.read.csv("gone.csv", id="source")
    cells = page.cells()
    (home / "gone.csv").unlink()
    failed = failure(run(runner, cells))
    assert (failed.node, failed.condition) == ("source", "PATH_NOT_FOUND")
    assert "gone.csv" in failed.message


def test_csv_rows_that_do_not_fit_the_schema(runner, page, home):
    (home / "bad.csv").write_text("1,a\nxyz,b\n")
    source = page.read.csv("bad.csv", columns=COLUMNS, mode="FAILFAST", id="source")
    source.write.parquet("out/failfast", mode="overwrite", id="sink")
    failed = failure(run(runner, page.cells()))
    assert failed.node == "sink"
    assert "bad.csv" in failed.message
    assert "xyz" in failed.message
    assert_short(failed)
    # The preview of the source fails at the source.
    failed = failure(run(runner, page.cells(), RunOptions(preview_rows=5)))
    assert failed.node == "source"


def test_nodes_behind_and_beside_a_failed_one_do_not_run(runner, page, home):
    """A run ends at the first failure: also nodes that do not need the failed one wait."""
    rows = page.node("rows")
    page.add("code", rows, code="df = df.nothing", id="bad").write.csv("out/behind", id="behind")
    rows.write.csv("out/beside", id="beside")
    found = run(runner, page.cells(), RunOptions(force=True))
    last = finished(found)
    assert last.ran == ("setup", "rows")
    assert last.failed == ("bad",)
    assert set(last.skipped) == {"behind", "beside"}
    reasons = {e.node: e.reason for e in of_kind(found, events.NodeSkipped)}
    assert reasons == dict.fromkeys(last.skipped, "an earlier node failed")
    assert last.rows == {}
    assert not (home / "out" / "beside").exists()
    # Once it is mended, only what is missing runs.
    page.node("bad").node.data.config["code"] = "df = df.filter('id > 1')"
    last = finished(run(runner, page.cells()))
    assert set(last.ran) == {"bad", "behind", "beside"}
    assert last.rows == {"behind": 1, "beside": 2}


def test_a_failed_node_runs_again_even_if_nothing_changed(runner, page):
    page.add("code", page.node("rows"), code="df = df.nothing", id="bad")
    for _ in range(2):
        assert failure(run(runner, page.cells())).node == "bad"


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("x = )", "SyntaxError", "unmatched ')'"),
        ("input('?')", "StdinNotImplementedError", "input"),
        ("import sys\nsys.exit(3)", "SystemExit", "3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise ValueError('line one\\nline two')", "ValueError", "line one\nline two"),
        ("%nonsense", "UsageError", "nonsense"),
    ],
)
def test_other_ways_to_fail(plain_runner, source, error, message):
    failed = failure(run(plain_runner, [cell("bad", source)]))
    assert failed.error == error
    assert message in failed.message


def test_a_deep_recursion_is_told_shortly(plain_runner):
    failed = failure(run(plain_runner, [cell("bad", "def f():\n    f()\nf()")]))
    assert failed.error == "RecursionError"
    assert len(failed.traceback) == 21


def test_streams_without_end_are_bounded(plain_runner):
    source = "for i in range(200_000):\n    print(f'line {i}')\nprint('the end')"
    found = run(plain_runner, [cell("talk", source)], RunOptions(output_limit=10_000))
    assert finished(found).status == "completed"
    shown = text(found)
    assert shown.startswith("line 0\n")
    assert shown.endswith("line 199999\nthe end\n")
    assert len(shown) <= 10_000
    assert "characters left out" in text(found, "stderr")
    assert len(found) < 50


def test_200_mb_are_bounded(plain_runner):
    source = "for _ in range(2_000):\n    print('x' * 99_999)\nprint('the end')"
    found = run(plain_runner, [cell("talk", source), cell("next", "print('next')")])
    assert finished(found).status == "completed"
    assert text(found).endswith("x\nthe end\n")
    assert len(text(found)) == 1_000_000
    # One mark for what the kernel and the runner leave out of a cell.
    assert [e.text for e in of_kind(found, events.Output) if e.stream == "stderr"] == [
        "[… 199000008 characters left out …]\n", "[… 5 characters left out …]\n",
    ]  # fmt: skip


def test_very_many_small_messages_do_not_lose_the_result(plain_runner):
    source = (
        "import sys\nfrom IPython.display import display\nfor i in range(3_000):\n    display(i)\n"
    )
    found = run(plain_runner, [cell("talk", source)], RunOptions(output_limit=1000))
    assert finished(found).status == "completed"
    assert len(text(found)) <= 1000


def test_a_kernelspec_that_is_not_there():
    from etlab_jupyter.runners import KernelRunner, run_sync

    found = list(run_sync(KernelRunner("no-such-kernel"), [cell("a", "a = 1")]))
    last = finished(found)
    assert last.status == "failed"
    assert last.error is not None
    assert "no-such-kernel" in last.error
    assert [type(e) for e in found] == [events.RunQueued, events.RunFinished]

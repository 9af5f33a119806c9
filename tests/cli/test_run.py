"""`etlab page run`, as a process of its own: exit codes, lines, the terminal, Ctrl-C."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest

from etlab_jupyter import Page

COLUMNS = [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}]
COMMAND = [sys.executable, "-m", "etlab_jupyter", "page", "run"]


@pytest.fixture
def page(tmp_path):
    page = Page("Orders")
    page.document.metadata.spark = {
        "spark.ui.enabled": False,
        "spark.master": "local[2]",
        "spark.sql.shuffle.partitions": 2,
    }
    return page


@pytest.fixture
def start(tmp_path):
    """Starts the command in the temporary folder; what still runs is killed in the end."""
    processes = []

    def start(page, *arguments, **options):
        page.save(tmp_path / "page.etlab.json")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
        environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": os.getcwd()}
        process = subprocess.Popen(
            [*COMMAND, "page.etlab.json", *arguments], cwd=tmp_path, env=environment, **pipes
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait()


def rows(page):
    return page.read.rows(COLUMNS, [[1, "a"], [2, "b"]], label="Rows")


def test_a_run_prints_plain_lines_in_a_pipe_and_writes_where_it_says(page, start, tmp_path):
    big = rows(page).filter("id > 1", label="Big")
    big.write.csv("out/big", label="Out")
    big.write.console(label="Show")
    process = start(page, "--preview", "1")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "\x1b" not in out + err
    assert "Wrote 1 row to out/big\n" in out
    assert "Run completed in" in out
    assert "|  2|   b|" in out
    assert len(list((tmp_path / "out" / "big").glob("*.csv"))) >= 1


def test_events_as_json_and_a_run_to_a_node(page, start):
    rows(page).filter("id > 1", id="big", label="Big").write.csv("out", id="out")
    process = start(page, "--json", "--to", "Big", "--count-rows")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["event"], events[-1]["event"]) == ("run_queued", "run_finished")
    finished = {e["node"]: e["rows"] for e in events if e["event"] == "node_finished"}
    assert finished["big"] == 1
    assert "out" in events[-1]["skipped"]


def test_rows_that_do_not_fit_the_schema_fail_the_run(page, start, tmp_path):
    (tmp_path / "in.csv").write_text("id,name\n1,a\nx,b\n")
    lines = page.read.csv("in.csv", columns=COLUMNS, header=True, mode="FAILFAST", label="Lines")
    lines.write.parquet("out", label="Out")
    process = start(page)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "✗" in out
    assert "Out" in out
    assert "MALFORMED_RECORD" in out or "Malformed" in out
    assert "Run failed" in out
    assert "Wrote" not in out
    assert "Traceback" not in out + err
    assert not (tmp_path / "out" / "_SUCCESS").exists()


def test_a_progress_bar_on_a_terminal(page, start):
    rows(page).write.console(label="Show")
    ours, theirs = pty.openpty()
    process = start(page, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, text=False)
    os.close(theirs)
    seen = b""
    until = time.monotonic() + 120
    with contextlib.suppress(OSError):  # the terminal is gone when the process has ended
        while time.monotonic() < until:
            if select.select([ours], [], [], 1)[0]:
                seen += os.read(ours, 65536)
    os.close(ours)
    assert process.wait(timeout=30) == 0
    text = seen.decode()
    assert "\x1b[" in text
    assert "━" in text
    assert "Run completed" in text


def test_ctrl_c_cancels(page, start):
    rows(page).code("import time\nprint('begun', flush=True)\ntime.sleep(60)", label="Slow")
    process = start(page)
    for line in process.stdout:
        if "begun" in line:
            break
    process.send_signal(signal.SIGINT)
    asked = time.monotonic()
    out, err = process.communicate(timeout=60)
    assert time.monotonic() - asked < 20
    assert process.returncode == 1
    assert "Run cancelled" in out
    assert "Traceback" not in out + err


def test_an_unknown_kernel_fails_the_run(page, start):
    rows(page).write.console()
    process = start(page, "--kernel", "no-such-kernel")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "no-such-kernel" in out
    assert "Traceback" not in out + err

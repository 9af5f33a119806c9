"""`etlab page run` on a Livy connection, as a process of its own."""

from __future__ import annotations

import signal
import time

import pytest

from tests.cli.test_connection import events_of, history, numbers, stored  # noqa: F401
from tests.cli.test_run import page, start  # noqa: F401
from tests.handlers.test_submit import written

PASSWORD = "hunter2-and-more"


@pytest.mark.parametrize("options", [[], ["--submit"]], ids=["session", "batch"])
def test_a_page_runs_there(livy, stored, page, start, tmp_path, options):  # noqa: F811
    scripts = livy.folder / "cli"  # Livy takes files from there only
    scripts.mkdir(exist_ok=True)
    conf = {"spark.etlab.password": PASSWORD}
    stored(
        "far", "livy", url=livy.url, script_folder=scripts.as_uri(), driver_memory="600m",
        spark_conf=conf,
    )  # fmt: skip
    numbers(page, tmp_path / "out")
    process = start(page, "--json", "--connection", "far", *options)
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, out + err
    assert events_of(out)[-1]["rows"] == {"sink": 3}
    assert PASSWORD not in out + err
    assert written(tmp_path / "out") == ["0", "1", "2"]
    assert list(scripts.iterdir()) == []
    livy.wait_for_sessions(0)
    (run,) = history()
    assert (run.status, run.mode) == ("completed", "submit" if options else "interactive")
    assert run.result_summary.application


def test_ctrl_c_cancels_the_statement_and_ends_the_session(
    livy, stored, page, start, tmp_path  # noqa: F811
):  # fmt: skip
    stored("far", "livy", url=livy.url, driver_memory="600m")
    begun = tmp_path / "begun"
    code = (
        f"import time\ndef slow(row):\n    open({str(begun)!r}, 'w').close()\n"
        "    time.sleep(600)\nspark.sparkContext.parallelize(range(2), 2).foreach(slow)\n"
        "df = spark.range(1)"
    )
    page.add("code", code=code, inputs=[], id="slow", label="Slow")
    process = start(page, "--connection", "far")
    end = time.monotonic() + 120
    while not begun.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert "Run cancelled" in out
    assert "Traceback" not in out + err
    livy.wait_for_sessions(0)

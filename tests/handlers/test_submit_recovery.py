"""The server is killed and stopped while jobs go on, and comes back."""

from __future__ import annotations

from tests.handlers.test_recovery import ends, over, server, until  # noqa: F401
from tests.handlers.test_submit import QUIET, job_body, written


def ask(server, connection, folder, name, **more):  # noqa: F811
    """A run that waits for the file `NAME-go` in its cell, which leaves a line each time."""
    code = f"""\
import os, pathlib, time

with open({str(folder / name)!r}, "a") as file:
    file.write(f"{{os.getpid()}}\\n")
print({name!r}, "runs in", os.getcwd())
print({name!r}, "has begun")
while not pathlib.Path({str(folder / f"{name}-go")!r}).exists():
    time.sleep(0.1)
print({name!r}, "goes on")
df = spark.range(5)"""
    body = job_body(connection, code, folder / f"{name}-out", **more)
    status, run = server.call("POST", "runs", body)
    assert status == 201, run
    return run["id"]


def driver_of(server, run_id, folder, name, seconds=120):  # noqa: F811
    """The process of the run's driver, once it is in that cell and that is known."""
    until(server, run_id, lambda run: "has begun" in (run["logs"] or ""), seconds=seconds)
    return int((folder / name).read_text())


def begun(server, connection, folder, name):  # noqa: F811
    """A job that is in that cell."""
    run_id = ask(server, connection, folder, name)
    return run_id, driver_of(server, run_id, folder, name)


def test_jobs_outlive_the_server(server, tmp_path):  # noqa: F811
    config = {"master": "local[1]", "spark_conf": QUIET}
    body = {"name": "local", "connection_type": "local", "config": config}
    _, made = server.call("POST", "connections", body)
    first, driver = begun(server, made["id"], tmp_path, "first")
    second, other = begun(server, made["id"], tmp_path, "second")
    server.kill()
    # One is over when the server comes back, the other goes on.
    (tmp_path / "first-go").touch()
    assert ends(driver, seconds=120)
    server.start()
    run = until(server, first, over, seconds=60)
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["rows"] == {"sink": 3}
    assert [run["logs"].count(f"first {what}\n") for what in ("has begun", "goes on")] == [1, 1]
    assert written(tmp_path / "first-out") == ["2", "3", "4"]
    # A server that is stopped in peace leaves it alone too.
    server.stop()
    assert not ends(other, seconds=1)
    server.start()
    _, run = server.call("GET", f"runs/{second}")
    assert run["status"] == "running"
    status, run = server.call("POST", f"runs/{second}/cancel", {})
    assert (status, run["status"]) == (200, "cancelled"), run
    assert ends(other, seconds=1)
    assert run["logs"].count("second has begun\n") == 1
    # Nothing was started twice.
    assert [(tmp_path / name).read_text() for name in ("first", "second")] == [
        f"{driver}\n", f"{other}\n",
    ]  # fmt: skip
    assert list((server.folder / "data" / "etlab" / "jobs").iterdir()) == []

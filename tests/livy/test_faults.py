"""What goes wrong between a runner and Livy: nothing hangs, and nothing is run twice."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from etlab_jupyter.runners import SyncRunner, events
from etlab_jupyter.runners.livy import LivyRunner, session
from etlab_jupyter.spark_session import LivySettings
from tests.livy.proxy import proxy
from tests.runners.cells import cell, finished, of_kind, only, run, text

CONF = {"spark.sql.shuffle.partitions": "2"}


@pytest.fixture
def once(tmp_path):
    """A cell that leaves a line in a file each time that it runs, and the file."""
    file = tmp_path / "ran"
    code = f"import time\nopen({str(file)!r}, 'a').write('ran\\n')\ntime.sleep(8)\nprint('slept')"
    return cell("once", code), file


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def meanwhile(condition, act):
    """Act in another thread once the condition holds."""
    thread = threading.Thread(target=lambda: (until(condition), act()))
    thread.start()
    return thread


def drivers(livy):
    """The processes of the sessions' drivers."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            group = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[2])
        except OSError:
            continue
        if b"RSCDriverBootstrapper" in command and group == livy.process.pid:
            found.append(int(folder.name))
    return found


def test_a_network_that_stalls_for_half_a_minute_is_waited_for(livy, tmp_path, monkeypatch):
    file, go = tmp_path / "ran", tmp_path / "go"
    code = (
        f"import os, time\nopen({str(file)!r}, 'a').write('ran\\n')\n"
        f"while not os.path.exists({str(go)!r}):\n    time.sleep(0.1)\nprint('went on')"
    )
    monkeypatch.setattr(session, "LIFE_SECONDS", 1.0)
    with proxy(livy.port) as network:
        settings = LivySettings(network.url, session={"conf": CONF})
        with SyncRunner(LivyRunner(settings)) as runner:
            run(runner, [])
            heard = []

            def stall():
                network.hold = True
                time.sleep(30)  # longer than an answer may take
                network.hold = False
                # Livy is told that the session is needed: else it times out, busy or not.
                network.requests.clear()
                try:
                    until(lambda: any("/connect" in line for line in network.requests))
                    heard.append(True)
                finally:
                    go.touch()

            thread = meanwhile(file.exists, stall)
            found = run(runner, [cell("slow", code)])
            thread.join()
    assert heard
    assert (finished(found).status, text(found)) == ("completed", "went on\n")
    assert file.read_text() == "ran\n"


def test_whether_a_statement_has_arrived_is_looked_up_where_its_answer_is_lost(livy, once):
    _, file = once
    with proxy(livy.port) as network:
        settings = LivySettings(network.url, session={"conf": CONF}, patience=60, answer_seconds=3)
        with SyncRunner(LivyRunner(settings)) as runner:
            other = cell("other", f"open({str(file)!r}, 'a').write('other\\n')")

            def lose():
                until(lambda: file.exists() and "other" in file.read_text())
                time.sleep(4)
                network.hold_answers = False

            thread = threading.Thread(target=lose)
            for event in runner.run([cell("first", "1"), other]):
                if isinstance(event, events.NodeFinished) and event.node == "first":
                    network.hold_answers = True
                    thread.start()
            thread.join()
            last = event
    assert file.read_text() == "other\n"
    assert isinstance(last, events.RunFinished)
    assert (last.status, last.ran) == ("completed", ("first", "other"))


def test_a_session_that_ended_while_idle_is_replaced_and_that_is_said(livy):
    settings = LivySettings(livy.url, session={"conf": CONF})
    with SyncRunner(LivyRunner(settings)) as runner:
        assert finished(run(runner, [cell("a", "x = 1")])).ran == ("a",)
        (pid,) = drivers(livy)
        os.kill(pid, signal.SIGKILL)
        found = run(runner, [cell("a", "x = 1")])
        assert (finished(found).status, finished(found).ran) == ("completed", ("a",)), found
        assert "has ended meanwhile. A new one was started" in text(found, "stderr")
        # And one whose driver dies under a cell.
        dying = cell("dying", "import os, signal\nos.kill(spark._jvm.java.lang.ProcessHandle"
                     ".current().pid(), signal.SIGKILL)\nimport time\ntime.sleep(5)")  # fmt: skip
        began = time.monotonic()
        found = run(runner, [dying, cell("next")])
        assert finished(found).status == "failed"
        assert "session" in only(found, events.NodeFailed).message
        assert time.monotonic() - began < 45


def test_livy_killed_under_a_statement_and_started_again(livy, once):
    slow, file = once
    settings = LivySettings(livy.url, session={"conf": CONF}, patience=60)
    with SyncRunner(LivyRunner(settings)) as runner:
        run(runner, [])

        def restart():
            livy.kill()
            time.sleep(1)
            livy.start()
            # Somebody else's session has the number that ours had.
            assert livy.call("POST", "/sessions", {"kind": "pyspark"}).json()["id"] == 0

        thread = meanwhile(file.exists, restart)
        found = run(runner, [slow, cell("next")])
        thread.join()
        failed = only(found, events.NodeFailed)
        assert "The Livy server does not know session" in failed.message
        assert finished(found).status == "failed"
        assert file.read_text() == "ran\n"
        found = run(runner, [cell("after", "print(spark.range(3).count())")])
        assert (finished(found).status, text(found)) == ("completed", "3\n")
        assert len(of_kind(found, events.NodeFinished)) == 1
    assert [one["id"] for one in livy.sessions()] == [0]
    livy.call("DELETE", "/sessions/0")


def test_a_server_that_stays_away_is_given_up(livy, once):
    slow, file = once
    with proxy(livy.port) as network:
        settings = LivySettings(network.url, patience=3, answer_seconds=1)
        with SyncRunner(LivyRunner(settings)) as runner:
            network.hold = True
            began = time.monotonic()
            found = run(runner, [slow])
            assert finished(found).status == "failed"
            assert "does not answer" in (finished(found).error or "")
            assert time.monotonic() - began < 20
            assert not file.exists()
            network.hold = False

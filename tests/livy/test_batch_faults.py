"""What goes wrong between a submitted batch and Livy: no status lies, and nothing starts twice."""

from __future__ import annotations

import logging
import os
import threading
import time

import pytest

from etlab_jupyter import Page
from etlab_jupyter.runners import SyncRunner, events
from etlab_jupyter.runners.submit import JobPlace, SubmitRunner, job_of, runner
from etlab_jupyter.spark_session import LivySettings
from tests.handlers.test_submit import written
from tests.handlers.test_submit_clusters import waiting
from tests.livy.proxy import proxy
from tests.livy.test_batches import QUIET, batches
from tests.livy.test_faults import meanwhile, until
from tests.runners.cells import finished, only, run, text

PASSWORD = "hunter2-very-secret"
LOGIN = ("ada", PASSWORD)


@pytest.fixture(autouse=True)
def _short_pause(monkeypatch):
    monkeypatch.setattr(runner, "AWAY_PAUSE", 0.5)


@pytest.fixture
def cells(tmp_path):
    """A cell that leaves a line each time that it runs and waits for the file `go`; a sink."""
    page = Page("numbers")
    code = waiting(tmp_path / "ran", tmp_path / "go")
    slow = page.add("code", code=code, inputs=[], id="slow", label="Slow")
    slow.write.csv(str(tmp_path / "out"), mode="append", id="sink")
    return page.cells()


@pytest.fixture
def job(livy, tmp_path):
    """Makes the runner of a batch, for which a server may be silent for two seconds."""

    scripts = livy.folder / "faults"  # the scripts of runs that nobody recorded stay there
    scripts.mkdir(exist_ok=True)

    def make(url, **more):
        folder = scripts.as_uri()
        settings = LivySettings(
            url, session={"conf": QUIET}, script_folder=folder, patience=2, answer_seconds=1, **more
        )
        place = JobPlace(os.urandom(16).hex(), "numbers", tmp_path / "jobs", tmp_path)
        return SyncRunner(SubmitRunner(job_of(settings, place)))

    return make


def check_once(found, tmp_path):
    last = finished(found)
    assert (last.status, last.error, last.rows) == ("completed", None, {"sink": 5}), found[-4:]
    assert (tmp_path / "ran").read_text() == "ran\n"
    assert written(tmp_path / "out") == ["0", "1", "2", "3", "4"]
    assert text(found).count("in the cell\n") == 1


def test_livy_killed_under_a_batch_and_started_again(livy, job, cells, tmp_path):
    with job(livy.url) as runner_:

        def restart():
            until((tmp_path / "ran").exists)
            number = max(one["id"] for one in batches(livy))
            livy.kill()
            livy.start()
            gone = {"file": f"file://{livy.folder}/gone.py"}
            # Somebody else's batch has the number that ours had.
            while livy.call("POST", "/batches", gone).json()["id"] < number:
                pass

        thread = threading.Thread(target=restart)
        found = []
        for event in runner_.run(cells):
            found.append(event)
            if isinstance(event, events.NodeStarted) and event.node == "slow":
                thread.start()
        thread.join()
        assert finished(found).status == "failed"
        failed = only(found, events.NodeFailed)
        assert failed.message.startswith(
            "The Livy server does not know the job's batch any more: it was restarted, somebody "
            "has ended the batch, or it is over for long. Whether the job goes on is not known."
        )
    others = batches(livy)
    assert {one["name"] for one in others} == {None}
    for one in others:
        livy.call("DELETE", f"/batches/{one['id']}")
    # The driver goes on without Livy, and does once what it was asked for.
    (tmp_path / "go").touch()
    until((tmp_path / "out" / "_SUCCESS").exists)
    assert (tmp_path / "ran").read_text() == "ran\n"
    assert written(tmp_path / "out") == ["0", "1", "2", "3", "4"]


def test_a_network_that_stalls_under_a_batch_is_waited_for(livy, job, cells, tmp_path):
    before = len(batches(livy))
    with proxy(livy.port) as network, job(network.url) as runner_:
        # The answer to the request for the batch is lost: whether it is there is looked up.
        network.hold_answers = True

        def stall():
            network.hold_answers = False
            until(lambda: sum("/log" in line for line in network.requests) > 1)
            network.hold = True
            time.sleep(6)  # longer than the runner is patient
            network.hold = False
            (tmp_path / "go").touch()

        thread = meanwhile((tmp_path / "ran").exists, stall)
        found = run(runner_, cells)
        thread.join()
        asked = [line for line in network.requests if line.startswith("POST")]
    check_once(found, tmp_path)
    assert "does not answer for 2 seconds" in text(found, "stderr")
    assert text(found, "stderr").count("The job may go on; asking again.") == 1
    assert asked == ["POST /batches HTTP/1.1"]
    assert len(batches(livy)) == before + 1


def test_a_password_that_is_revoked_under_a_batch(livy, job, cells, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    told = (
        "The Livy server refuses how this connection signs in: the user name or the password is "
        "wrong, or no longer accepted. The job may go on; asking again.\n"
    )
    with (
        proxy(livy.port, login=LOGIN) as gateway,
        job(gateway.url, auth="basic", username="ada", password=PASSWORD) as runner_,
    ):

        def revoke():
            gateway.login = ("ada", "another")

        thread = meanwhile((tmp_path / "ran").exists, revoke)
        found = []
        for event in runner_.run(cells):
            found.append(event)
            if isinstance(event, events.Output) and event.text == told:
                gateway.login = LOGIN
                (tmp_path / "go").touch()
        thread.join()
        asked = [line for line in gateway.requests if line.startswith("POST")]
    check_once(found, tmp_path)
    assert text(found, "stderr").count(told) == 1
    assert asked == ["POST /batches HTTP/1.1"]
    assert PASSWORD not in f"{found}{caplog.text}"

"""`etlab connection …`, and `etlab page run --connection`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from etlab_jupyter.api.connections import ConnectionIn
from etlab_jupyter.cli import main
from etlab_jupyter.db import migrate
from etlab_jupyter.db.own_file import VARIABLE, jobs_folder
from etlab_jupyter.db.store import Store
from etlab_jupyter.db.url import database_url
from etlab_jupyter.services import connections, runs, users
from etlab_jupyter.services.listing import ListQuery
from etlab_jupyter.services.vault import VARIABLE as KEY
from etlab_jupyter.services.vault import open_vault
from tests.cli.test_run import page, rows, start  # noqa: F401
from tests.runners.conftest import ENV
from tests.servers import free_port
from tests.spark_cluster import worker

SECRET = "hunter2-and-more"
CONF = {
    "spark.ui.enabled": "false",
    "spark.etlab.test": "7",
    "spark.hadoop.fs.s3a.secret.key": SECRET,
}


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Adds connections to a database of its own, whose address is in the environment."""
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path / 'etlab.sqlite'}")
    monkeypatch.setenv(KEY, Fernet.generate_key().decode())
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)

    async def call(body=None):
        store = Store(database_url())
        try:
            if body is None:
                return await migrate.upgrade(store)
            actor = await users.solo_actor(store)
            return await connections.create(store, open_vault(), actor, body)
        finally:
            await store.close()

    def add(name, kind, **config):
        body = ConnectionIn(name=name, connection_type=kind, config=config)
        return str(asyncio.run(call(body)).id)

    asyncio.run(call())
    return add


def history():
    """The runs of the database, newest first."""

    async def call():
        store = Store(database_url())
        try:
            actor = await users.solo_actor(store)
            listed = (await runs.find_all(store, actor, ListQuery())).items
            return [await runs.get(store, actor, row["id"]) for row in listed]
        finally:
            await store.close()

    return asyncio.run(call())


def etlab(*arguments, code=0):
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert SECRET not in result.output
    return result


def looks_around(page):  # noqa: F811
    """A page that writes what the connection has set, and prints what is in the environment."""
    code = (
        f"import os\nprint([os.environ.get(name, '') for name in {(VARIABLE, KEY)!r}])\n"
        "own = spark.conf.get('spark.etlab.test')\ndf = spark.range(3).selectExpr('id', own)"
    )
    rows = page.add("code", code=code, inputs=[], id="rows", label="Rows")
    rows.write.csv("out", mode="overwrite", id="sink", label="Out")


def numbers(page, folder):  # noqa: F811
    """A page that adds three rows to a folder."""
    rows = page.add("code", code="df = spark.range(3)", inputs=[], id="rows", label="Rows")
    rows.write.csv(str(folder), mode="append", id="sink", label="Out")


def events_of(out):
    found = [json.loads(line) for line in out.splitlines()]
    assert [event["seq"] for event in found] == list(range(1, len(found) + 1))
    return found


def test_connections_are_listed_without_secrets(stored):
    near = stored("near", "local", master="local[2]", spark_conf=CONF)
    far = stored("far", "databricks", host="https://x.test", token=SECRET, cluster_id="1")
    assert etlab("connection", "list").stdout.splitlines() == [
        f"{far}  databricks    far",
        f"{near}  local       * near",
    ]
    listed = json.loads(etlab("connection", "list", "--json").stdout)
    assert listed[1] == {
        "id": near, "name": "near", "connection_type": "local", "is_default": True,
    }  # fmt: skip
    told = etlab("connection", "list", "--as", "nobody@example.org", code=1)
    assert "no active ETLab account" in told.stderr


def test_a_connection_that_works_is_tested(stored):
    stored("near", "local", master="local[2]", spark_conf=CONF)
    shown = etlab("connection", "test", "near").stdout.splitlines()
    assert shown[0] == "near: Spark answers."
    assert [line.split()[0] for line in shown[1:]] == ["Version", "Master", "Seconds"]
    assert shown[2].split() == ["Master", "local[2]"]


def test_what_is_wrong_with_a_connection_is_told(stored):
    address = f"http://127.0.0.1:{free_port()}"
    stored("away", "livy", url=address, auth="basic", username="me", password=SECRET)
    told = etlab("connection", "test", "away", code=1)
    place = address.removeprefix("http://")
    assert told.stderr == (f"error: away: Nothing answers at {place}: the connection is refused.\n")
    found = json.loads(etlab("connection", "test", "away", "--json", code=1).stdout)
    assert (found["works"], found["failed"]) == (False, "address")
    assert found["connection_type"] == "livy"
    assert "refused" in found["message"]
    told = etlab("connection", "test", "nowhere", code=2)
    assert told.stderr == "error: There is no connection: nowhere\n"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--submit"], "name one with --connection"),
        (["--as", "me@example.org"], "name one with --connection"),
        (["--connection", "near", "--submit", "--preview", "3"], "A job shows no previews"),
        (["--connection", "near", "--preview", "1001"], "1001 is not in the range 0<=x<=1000"),
        (["--connection", "near", "--submit", "--kernel", "x"], "A job runs on no kernel"),
        (["--connection", "other"], "There is no connection: other"),
        (["--connection", "far", "--kernel", "x"], "are in no kernel: leave out --kernel"),
        (["--connection", "remote", "--submit"], "Spark Connect takes no scripts"),
    ],
)
def test_what_does_not_go_together_is_refused(stored, page, tmp_path, options, told):  # noqa: F811
    stored("near", "local")
    stored("far", "livy", url="http://127.0.0.1:1")
    stored("remote", "local", remote="sc://127.0.0.1:1")
    rows(page).write.console()
    page.save(tmp_path / "page.etlab.json")
    refused = etlab("page", "run", str(tmp_path / "page.etlab.json"), *options, code=2)
    assert told in refused.stderr
    assert refused.stdout == ""


def test_a_page_runs_on_a_connection(stored, page, start, tmp_path):  # noqa: F811
    id_ = stored("near", "local", master="local[2]", spark_conf=CONF)
    looks_around(page)
    process = start(page, "--json", "--connection", id_)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err
    found = events_of(out)
    assert found[-1]["rows"] == {"sink": 3}
    printed = "".join(event["text"] for event in found if event["event"] == "output")
    assert "['', '']\n" in printed
    assert SECRET not in out + err
    parts = (tmp_path / "out").glob("*.csv")
    lines = [line for part in parts for line in part.read_text().splitlines()]
    assert sorted(lines) == ["0,7", "1,7", "2,7"]
    (run,) = history()
    assert (run.status, str(run.connection_id), run.mode) == ("completed", id_, "interactive")
    assert run.page_path == str(tmp_path / "page.etlab.json")
    assert run.result_summary.rows == {"sink": 3}
    assert "['', '']\n" in run.logs
    assert "spark.range(3)" in run.code


def test_a_page_runs_in_a_cluster(stored, page, start, master, tmp_path):  # noqa: F811
    stored("far", "standalone", master=master, executor_memory="512m", spark_conf=CONF)
    numbers(page, "out")
    with worker(tmp_path, master):
        for options in ([], ["--submit"]):
            process = start(page, "--json", "--connection", "far", *options)
            out, err = process.communicate(timeout=180)
            assert process.returncode == 0, out + err
            assert events_of(out)[-1]["rows"] == {"sink": 3}
    assert len(list((tmp_path / "work").iterdir())) == 2  # applications
    parts = (tmp_path / "out").glob("*.csv")
    lines = [line for part in parts for line in part.read_text().splitlines()]
    assert sorted(lines) == ["0", "0", "1", "1", "2", "2"]


def test_what_does_not_answer_fails_the_run_at_once(stored, page, start):  # noqa: F811
    stored("away", "standalone", master=f"spark://127.0.0.1:{free_port()}")
    rows(page).write.console()
    for options in ([], ["--submit"]):
        process = start(page, "--json", "--connection", "away", *options)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 1, err
        *_, last = found = events_of(out)
        assert [event["event"] for event in found] == ["run_queued", "run_finished"]
        assert last["status"] == "failed"
        assert "the connection is refused" in last["error"]
        assert (history()[0].status, history()[0].error) == ("failed", last["error"])
    assert [run.mode for run in history()] == ["submit", "interactive"]


def test_a_run_that_cannot_be_recorded_is_told(stored, page, start, tmp_path):  # noqa: F811
    stored("near", "local", master="local[2]", spark_conf=CONF)
    database = tmp_path / "etlab.sqlite"
    code = f"import os\nos.remove({str(database)!r})\ndf = spark.range(3)"
    page.add("code", code=code, inputs=[], id="rows")
    process = start(page, "--connection", "near")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "Run completed" in out
    assert "The run is not in the history: The database " in err
    assert "Traceback" not in err


def test_a_page_is_submitted_as_a_job(stored, page, start, tmp_path):  # noqa: F811
    stored("near", "local", master="local[2]", spark_conf=CONF)
    looks_around(page)
    process = start(page, "--submit", "--connection", "near")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err
    assert "['', '']\n" in out
    assert "Wrote 3 rows to out\n" in out
    assert "Run completed in" in out
    assert SECRET not in out + err
    assert len(list((tmp_path / "out").glob("*.csv"))) >= 1
    assert list(jobs_folder().iterdir()) == []


def test_ctrl_c_ends_the_job(stored, page, start, tmp_path):  # noqa: F811
    stored("near", "local", master="local[2]")
    file = tmp_path / "driver"
    code = (
        f"import os, pathlib, time\nmade = pathlib.Path({str(tmp_path / 'made')!r})\n"
        f"made.write_text(str(os.getpid()))\nmade.rename({str(file)!r})\ntime.sleep(600)\n"
        "df = spark.range(1)"
    )
    page.add("code", code=code, inputs=[], id="slow", label="Slow")
    process = start(page, "--submit", "--connection", "near")
    wait_for(file, process)
    driver = psutil.Process(int(file.read_text()))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert "Run cancelled" in out
    assert "Traceback" not in out + err
    assert not driver.is_running() or driver.status() == "zombie"
    assert list(jobs_folder().iterdir()) == []
    assert [run.status for run in history()] == ["cancelled"]


def wait_for(file: Path, process):
    end = time.monotonic() + 90
    while not file.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)
    assert os.path.getsize(file) > 0

"""What goes wrong between a runner and Databricks: nothing hangs, and nothing is run twice."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners import SyncRunner, events
from etlab_jupyter.runners.databricks import DatabricksClient, DatabricksError, DatabricksRunner
from etlab_jupyter.runners.databricks.client import NoAccessError, UncertainError
from etlab_jupyter.spark_session import DatabricksSettings
from tests.databricks.api import CLUSTER, FORBIDDEN
from tests.databricks.contexts import wait_for
from tests.databricks.test_runner import settings
from tests.runners.cells import cell, finished, only, run, text
from tests.servers import free_port

EXECUTE = "/api/1.2/commands/execute"


@pytest.fixture(scope="module")
def shared(workspace_server):
    """A context that the tests of this module share as long as it lives."""
    with SyncRunner(DatabricksRunner(settings(workspace_server))) as runner:
        yield runner


@pytest.fixture
def runner(databricks, shared):
    run(shared, [])
    yield shared
    databricks.token = settings(databricks).token


@pytest.fixture
def once(tmp_path):
    """A cell that leaves a line in a file each time that it runs, and the file."""
    file = tmp_path / "ran"
    code = f"import time\nopen({str(file)!r}, 'a').write('ran\\n')\ntime.sleep(3)\nprint('slept')"
    return cell("once", code), file


def meanwhile(condition, act):
    """Act in another thread once the condition holds."""

    def work():
        wait_for(condition)
        act()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_cluster_that_does_not_run_is_started_and_that_is_said(databricks):
    databricks.drop()
    databricks.cluster.ended("INACTIVITY", "Terminated after 120 minutes of inactivity")
    with SyncRunner(DatabricksRunner(settings(databricks))) as runner:
        found = run(runner, [cell("a", "print('here')")])
        assert (finished(found).status, text(found)) == ("completed", "here\n")
        told = text(found, "stderr")
        assert told.startswith("The Databricks cluster “Big” was started for this run, as it was")
        assert "Terminated after 120 minutes of inactivity (INACTIVITY)" in told
        assert databricks.cluster.starts == 1
        # Somebody restarts it while nothing runs: contexts go with it.
        databricks.drop()
        found = run(runner, [cell("a", "print('here')")])
        assert (finished(found).status, text(found)) == ("completed", "here\n")
        assert "has ended meanwhile. A new one was started" in text(found, "stderr")


def test_a_cluster_that_does_not_come_up_is_told_with_the_reason(databricks):
    databricks.cluster.ended("USER_REQUEST")
    reason = {
        "code": "CLOUD_PROVIDER_LAUNCH_FAILURE", "type": "CLOUD_FAILURE",
        "parameters": {"databricks_error_message": "There is no such machine."},
    }  # fmt: skip
    databricks.cluster.fails_with = ("", reason)
    with SyncRunner(DatabricksRunner(settings(databricks))) as runner:
        last = finished(run(runner, [cell("a")]))
    assert last.status == "failed"
    assert last.error == (
        "The Databricks cluster “Big” did not start. Databricks says: There is no such machine "
        "(CLOUD_PROVIDER_LAUNCH_FAILURE)."
    )
    assert databricks.cluster.starts == 1


def test_an_answer_that_is_lost_starts_nothing_twice(runner, databricks, once):
    slow, file = once
    databricks.lost[EXECUTE] = str(file)
    found = run(runner, [slow])
    assert (finished(found).status, text(found)) == ("completed", "slept\n")
    assert file.read_text() == "ran\n"
    assert databricks.codes(str(file)) == 1
    # What a run asks first may be asked again.
    databricks.lost[EXECUTE] = ".state("
    assert finished(run(runner, [cell("after")])).status == "completed"
    databricks.swallowed[EXECUTE] = ".state("
    assert finished(run(runner, [cell("after")])).status == "completed"
    assert databricks.lost == databricks.swallowed == {}


def test_a_command_that_never_arrives_is_told(runner, databricks, once):
    slow, file = once
    databricks.swallowed[EXECUTE] = str(file)
    found = run(runner, [slow, cell("next")])
    assert finished(found).status == "failed"
    assert only(found, events.NodeFailed).error == "NotArrived"
    assert "has not run and will not" in only(found, events.NodeFailed).message
    assert not file.exists()
    assert finished(run(runner, [cell("after")])).status == "completed"


def test_a_cluster_that_is_lost_under_a_command_is_told(runner, databricks, once):
    slow, file = once

    def lose():
        databricks.cluster.ended("SPARK_ERROR", "Spark encountered an error")
        databricks.drop()

    thread = meanwhile(file.exists, lose)
    found = run(runner, [slow, cell("next")])
    thread.join()
    failed = only(found, events.NodeFailed)
    assert failed.message == (
        "The Databricks cluster “Big” is terminated; what ran there is gone. Databricks says: "
        "Spark encountered an error (SPARK_ERROR). Node 'Once' was running."
    )
    assert finished(found).status == "failed"
    assert file.read_text() == "ran\n"


def test_a_cluster_that_is_restarted_under_a_command_is_told(runner, databricks, once):
    slow, file = once
    thread = meanwhile(file.exists, databricks.drop)
    found = run(runner, [slow, cell("next")])
    thread.join()
    failed = only(found, events.NodeFailed)
    assert "The Databricks context of this run is gone: the cluster was restarted" in failed.message
    assert file.read_text() == "ran\n"


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_revoked_under_a_command_is_told(runner, databricks, once, status):
    slow, file = once
    databricks.refusal = status, {"error_code": str(status), "message": "Invalid access token."}
    token = databricks.token

    def revoke():
        databricks.token = "dapi-another"

    thread = meanwhile(file.exists, revoke)
    began = time.monotonic()
    found = run(runner, [slow, cell("next")])
    thread.join()
    assert time.monotonic() - began < 20
    failed = only(found, events.NodeFailed)
    assert "the access token" in failed.message.lower()
    assert "Invalid access token. Node 'Once' was running." in failed.message
    assert token not in str(found)
    assert "Config:" not in failed.message
    assert finished(found).status == "failed"
    databricks.token = token
    assert finished(run(runner, [cell("after")])).status == "completed"


async def refused(databricks, what, **more):
    """The error of a request to the workspace."""
    given = {"address": databricks.url, "cluster_id": CLUSTER, "token": databricks.token, **more}
    with pytest.raises(ETLabError) as caught:
        async with DatabricksClient(DatabricksSettings(patience=2, **given)) as client:
            await client.once(what)
    assert given["token"] not in str(caught.value) + repr(DatabricksSettings(**given))
    return caught.value


def look(api):
    return api.clusters.get(CLUSTER)


async def test_refusals_are_told_at_once(databricks):
    found = await refused(databricks, look, token="dapi-wrong")
    assert isinstance(found, NoAccessError)
    found = await refused(databricks, lambda api: api.clusters.get(FORBIDDEN))
    assert isinstance(found, NoAccessError)
    assert "You do not have permission to use cluster" in str(found)
    found = await refused(databricks, lambda api: api.clusters.start(CLUSTER))
    assert str(found) == (f"Databricks refuses: Cluster {CLUSTER} is in unexpected state Running.")


async def test_a_workspace_that_does_not_answer_is_given_up(databricks):
    port = free_port()
    loop = asyncio.get_running_loop()
    began = loop.time()
    found = await refused(databricks, look, address=f"http://127.0.0.1:{port}")
    assert not isinstance(found, UncertainError)
    assert str(found) == (
        f"The Databricks workspace at http://127.0.0.1:{port} does not answer: connection refused."
    )
    assert loop.time() - began > 1


async def test_what_starts_something_is_sent_once(databricks):
    databricks.requests.clear()
    databricks.swallowed["/api/2.1/clusters/get"] = CLUSTER
    assert isinstance(await refused(databricks, look), UncertainError)
    assert databricks.requests.count("GET /api/2.1/clusters/get") == 1


async def test_the_environment_of_the_server_does_not_sign_requests(databricks, monkeypatch):
    monkeypatch.setenv("DATABRICKS_TOKEN", "dapi-of-the-server")
    monkeypatch.setenv("DATABRICKS_CLIENT_ID", "server")
    monkeypatch.setenv("DATABRICKS_CLIENT_SECRET", "server-secret")
    async with DatabricksClient(settings(databricks)) as client:
        assert (await client.ask(look)).cluster_name == "Big"


def test_what_is_no_context_of_the_cluster_is_not_taken_up(databricks):
    for address in ("", "/tmp/kernel.json", "livy:1:x", "databricks:other:1"):
        with pytest.raises(ValueError, match="no context"):
            DatabricksRunner(settings(databricks), session=address)


def test_settings_reach_the_session_and_others_are_told(databricks):
    conf = {"spark.sql.session.timeZone": "Asia/Tokyo"}
    with SyncRunner(DatabricksRunner(settings(databricks, conf=conf))) as runner:
        found = run(runner, [cell("a", "print(spark.conf.get('spark.sql.session.timeZone'))")])
        assert text(found) == "Asia/Tokyo\n"
    with SyncRunner(
        DatabricksRunner(settings(databricks, conf={"spark.executor.memory": "1g"}))
    ) as runner:
        last = finished(run(runner, [cell("a")]))
    assert (last.error or "").startswith(
        "A Spark setting of the connection cannot be set in a session: "
    )


async def installed(databricks, *packages):
    from etlab_jupyter.runners.databricks import cluster

    async with DatabricksClient(settings(databricks, packages=packages)) as client:
        return await cluster.install(client)


async def test_packages_are_installed_where_they_are_missing(databricks):
    name = "org.postgresql:postgresql:42.7.11"
    assert await installed(databricks, name) == [
        f"Installed on the cluster, for all who use it: {name}."
    ]
    assert await installed(databricks, name) == []
    with pytest.raises(DatabricksError, match=r"Library resolution failed: not found\.$"):
        await installed(databricks, "org.missing:missing:1.0")

"""Signing in as a service principal, whose tokens are renewed."""

from __future__ import annotations

import logging
import threading

import pytest

from etlab_jupyter.runners import SyncRunner, events
from etlab_jupyter.runners.databricks import DatabricksRunner
from etlab_jupyter.spark_session import DatabricksSettings
from tests.databricks.api import CLUSTER
from tests.databricks.contexts import wait_for
from tests.databricks.principals import CLIENT, PATH, SECRET, Principals
from tests.databricks.tasks import USER
from tests.handlers.conftest import api, jp_server_config, workspace  # noqa: F401
from tests.handlers.test_runs import over
from tests.handlers.test_runs_on_connections import connect
from tests.handlers.test_submit import job_body, written
from tests.runners.cells import cell, finished, only, run, text

# Databricks' SDK renews a token 40 seconds before its end.
SHORT = 42.0


@pytest.fixture
def principals(databricks):
    databricks.drop()
    databricks.principals = made = Principals()
    databricks.tasks.files.clear()
    yield made
    assert made.refusals == []


def settings(databricks, **more):
    given = {"patience": 20, "answer_seconds": 10, **databricks.principals.config(), **more}
    return DatabricksSettings(databricks.url, CLUSTER, **given)


def waiting(file):
    """Code that waits until a file is there."""
    return f"import os, time\nwhile not os.path.exists({str(file)!r}):\n    time.sleep(0.1)"


def test_a_token_is_renewed_in_the_middle_of_a_run(databricks, principals, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    principals.lifetime = SHORT
    goes_on = tmp_path / "goes-on"

    def renewed():
        before = len(principals.used)
        wait_for(lambda: len(principals.used) > before + 1)
        goes_on.touch()

    with SyncRunner(DatabricksRunner(settings(databricks))) as runner:
        run(runner, [])
        thread = threading.Thread(target=renewed)
        thread.start()
        found = run(runner, [cell("slow", f"{waiting(goes_on)}\nprint('over')")])
        thread.join()
        codes = [c.code for one in databricks.contexts.values() for c in one.commands.values()]
    assert (finished(found).status, text(found)) == ("completed", "over\n")
    assert databricks.contexts == {}
    told = "".join(str(event.to_dict()) for event in found) + caplog.text + "".join(codes)
    assert not any(secret in told for secret in (SECRET, *principals.used))


def test_a_secret_that_is_revoked_in_the_middle_of_a_run_is_told(databricks, principals, tmp_path):
    begun, never = tmp_path / "begun", tmp_path / "never"

    def revoke():
        wait_for(begun.exists)
        principals.revoke()

    runner = SyncRunner(DatabricksRunner(settings(databricks)))
    thread = threading.Thread(target=revoke)
    thread.start()
    found = run(runner, [cell("slow", f"open({str(begun)!r}, 'w').close()\n{waiting(never)}")])
    thread.join()
    assert only(found, events.NodeFailed).message.startswith(
        "The service principal may not do this in Databricks: Invalid access token."
    )
    databricks.drop()
    runner.close()
    with SyncRunner(DatabricksRunner(settings(databricks, client_secret=SECRET))) as runner:
        last = finished(run(runner, [cell("a")]))
    assert (last.status, last.error) == (
        "failed",
        "The Databricks workspace does not accept the client ID and secret: "
        "Client authentication failed.",
    )


def test_what_keeps_from_signing_in_for_a_while_is_waited_for(databricks, principals):
    principals.refusals = [
        (503, {"error": "temporarily_unavailable", "message": "Try again."}),
        (429, {"error": "REQUEST_LIMIT_EXCEEDED"}),
    ]
    databricks.lost[PATH] = "client_credentials"
    with SyncRunner(DatabricksRunner(settings(databricks))) as runner:
        found = run(runner, [cell("a", "print('here')")])
    assert (finished(found).status, text(found)) == ("completed", "here\n")
    assert databricks.lost == {}


def test_what_signs_in_nobody_is_told(databricks, principals):
    principals.refusals = [(404, {"error_code": "ENDPOINT_NOT_FOUND", "message": "No API found"})]
    with SyncRunner(DatabricksRunner(settings(databricks))) as runner:
        told = finished(run(runner, [cell("a")])).error
    assert told == (
        f"What answers at {databricks.url} is not a Databricks workspace: it does not sign in "
        "service principals."
    )


async def test_a_connection_signs_in_so_for_tests_and_jobs(
    api, databricks, principals, tmp_path, caplog  # noqa: F811
):  # fmt: skip
    caplog.set_level(logging.DEBUG)
    config = {"host": databricks.url, "cluster_id": CLUSTER, **principals.config()}
    id_ = await connect(api, "databricks", **config)
    shown = (await api("GET", f"connections/{id_}")).json
    assert shown["config"] == {**config, "client_secret": "********"}
    found = (await api("POST", f"connections/{id_}/test", {})).json
    assert found["works"], found
    wrong = {**config, "client_secret": "dose-wrong"}
    found = (await api("POST", f"connections/{id_}/test", {"config": wrong})).json
    assert (found["works"], found["failed"], found["message"]) == (
        False,
        "credentials",
        "The Databricks workspace does not accept the client ID and secret: "
        "Client authentication failed.",
    )
    run = await api("POST", "runs", job_body(id_, "df = spark.range(5)", tmp_path / "out"))
    run = await over(api, run.json["id"], seconds=120)
    assert (run["status"], run["error"]) == ("completed", None)
    assert written(tmp_path / "out") == ["2", "3", "4"]
    assert databricks.tasks.folders >= {f"/Workspace/Users/{USER}/.etlab"}
    assert CLIENT not in str(run)
    secrets = (SECRET, "dose-wrong", *principals.used)
    assert not any(secret in str(run) + caplog.text for secret in secrets)

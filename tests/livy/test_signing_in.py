"""Signing in at a gateway in front of a real Livy server."""

from __future__ import annotations

import logging

import pytest

from etlab_jupyter import Page
from tests.handlers.conftest import api, jp_server_config, workspace  # noqa: F401
from tests.handlers.test_runs import listen, over
from tests.handlers.test_runs_on_connections import connect
from tests.handlers.test_submit import until
from tests.livy.proxy import proxy
from tests.livy.test_runs import body_of

PASSWORD = "hunter2-very-secret"
LOGIN = ("ada", PASSWORD)

pytestmark = pytest.mark.usefixtures("kernel_environment")


@pytest.fixture
def document(tmp_path):
    """A page whose cell says each time that it runs, and then waits for the file `go`."""
    code = f"""\
import pathlib, time

folder = pathlib.Path({str(tmp_path)!r})
with (folder / "ran").open("a") as file:
    file.write("ran\\n")
while not (folder / "go").exists():
    time.sleep(0.1)
df = spark.range(5)"""
    page = Page("numbers")
    slow = page.add("code", code=code, inputs=[], id="slow", label="Slow")
    slow.write.csv(str(tmp_path / "out"), mode="overwrite", id="sink")
    return body_of(page)


def started(gateway):
    """The requests that change something."""
    return [line for line in gateway.requests if not line.startswith("GET ")]


async def test_a_password_that_is_revoked_under_a_cell(
    api, workspace, document, jp_ws_fetch, livy, tmp_path, caplog  # noqa: F811
):  # fmt: skip
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="httpcore")
    page = (await api("POST", "pages", {"workspace_id": workspace, **document})).json
    with proxy(livy.port, login=LOGIN) as gateway:
        config = {"url": gateway.url, "auth": "basic", "username": "ada", "password": PASSWORD}
        id_ = await connect(api, "livy", **config)
        where = {"page_id": page["id"], "connection_id": id_}
        run = (await api("POST", "runs", where)).json
        await until((tmp_path / "ran").exists, seconds=120)
        gateway.login = ("ada", "another")
        sent = started(gateway)
        run = await over(api, run["id"], seconds=60)
        told = (
            "The Livy server refuses how this connection signs in: the user name or the password "
            "is wrong, or no longer accepted. Node 'Slow' was running."
        )
        assert run["status"] == "failed"
        assert told in run["error"]
        nodes = run["result_summary"]["nodes"]
        assert [nodes[name]["status"] for name in ("slow", "sink")] == ["failed", "skipped"]
        events, _ = await listen(jp_ws_fetch, run["id"])
        assert [one["event"] for one in events].count("run_finished") == 1
        assert started(gateway) == sent
        assert 0 < gateway.refused < 10
        tested = (await api("POST", f"connections/{id_}/test", {})).json
        assert (tested["works"], tested["failed"]) == (False, "credentials")
        assert tested["message"] == told.removesuffix(" Node 'Slow' was running.")
        # Where the password is accepted again, the session is still the page's, and knows what the
        # cell has done meanwhile.
        gateway.login = LOGIN
        (tmp_path / "go").touch()
        run = await over(api, (await api("POST", "runs", where)).json["id"])
        assert (run["status"], run["error"]) == ("completed", None)
        assert run["result_summary"]["nodes"]["slow"]["status"] == "skipped"
        assert (tmp_path / "ran").read_text() == "ran\n"
        assert started(gateway).count("POST /sessions HTTP/1.1") == 1
        assert PASSWORD not in f"{run}{events}{tested}{caplog.text}"
        assert (await api("POST", "stop-kernel", where)).status == 204
    livy.wait_for_sessions(0)

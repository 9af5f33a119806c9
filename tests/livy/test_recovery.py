"""The Jupyter server is killed while a run goes on in a Livy session, and comes back."""

from __future__ import annotations

import time

from etlab_jupyter import Page
from tests.handlers.test_recovery import over, server, until  # noqa: F401
from tests.livy.test_runs import body_of


def begun(server, livy, file):  # noqa: F811
    """A run in the middle of its slow cell."""
    made = {"name": "livy", "connection_type": "livy", "config": {"url": livy.url}}
    _, connection = server.call("POST", "connections", made)
    page = Page("numbers")
    code = f"import time\nopen({str(file)!r}, 'a').write('ran\\n')\ndf = spark.range(5)\n"
    code += "print('before')\ntime.sleep(15)\nprint('after')"
    slow = page.add("code", code=code, inputs=[], id="slow", label="Slow")
    slow.write.csv(str(file.parent / "out"), mode="append", id="sink")
    _, run = server.call(
        "POST", "runs", {"document": body_of(page), "connection_id": connection["id"]}
    )
    until(server, run["id"], lambda _: file.exists(), seconds=120)
    time.sleep(1)  # until all of it is stored
    return run["id"]


def test_a_run_is_picked_up_in_its_session(server, livy, tmp_path):  # noqa: F811
    file = tmp_path / "ran"
    run_id = begun(server, livy, file)
    sessions = livy.sessions()
    server.kill()
    server.start()
    run = until(server, run_id, over, seconds=120)
    assert (run["status"], run["error"]) == ("completed", None)
    assert run["result_summary"]["rows"] == {"sink": 5}
    slow = run["result_summary"]["nodes"]["slow"]
    assert (slow["status"], slow["seconds"] > 15) == ("completed", True)
    assert run["logs"] == "before\nafter\n"
    assert file.read_text() == "ran\n"
    assert [one["id"] for one in livy.sessions()] == [one["id"] for one in sessions]
    server.stop()
    livy.wait_for_sessions(0)

"""The Livy server of the tests is one: what is taken for granted of it."""

from __future__ import annotations

import time


def wait(ask, until, seconds=120):
    end = time.monotonic() + seconds
    while not until(found := ask().json()):
        assert time.monotonic() < end, found
        time.sleep(0.2)
    return found


def test_a_session_runs_pyspark(livy):
    assert livy.call("GET", "/version").json()["version"] == "0.7.1-incubating"
    made = livy.call("POST", "/sessions", {"kind": "pyspark", "name": "by hand"})
    assert made.status_code == 201
    session = f"/sessions/{made.json()['id']}"
    wait(lambda: livy.call("GET", session), lambda found: found["state"] == "idle")

    def run(code):
        sent = livy.call("POST", f"{session}/statements", {"code": code}).json()
        one = f"{session}/statements/{sent['id']}"
        return wait(lambda: livy.call("GET", one), lambda found: found["state"] == "available")

    assert run("spark.range(10).count()")["output"]["data"] == {"text/plain": "10"}
    assert run("spark.version")["output"]["data"]["text/plain"].startswith("'3.5.")
    failed = run("1 / 0")["output"]
    assert (failed["status"], failed["ename"]) == ("error", "ZeroDivisionError")
    assert failed["traceback"][-1] == "ZeroDivisionError: division by zero\n"
    # These are of Livy's own Python shell.
    assert run("%nonsense")["output"]["evalue"] == "unknown magic command 'nonsense'"
    assert run("rows = [{'a': 1, 'b': 'x'}]\n%json rows")["output"]["data"] == {
        "application/json": [{"a": 1, "b": "x"}]
    }
    (table,) = run("%table rows")["output"]["data"].values()
    assert table["data"] == [[1, "x"]]
    assert run("'after'")["output"]["data"]["text/plain"] == "'after'"
    assert livy.call("DELETE", session).status_code == 200
    assert livy.call("GET", session).status_code == 404
    assert livy.call("POST", "/sessions", {"kind": "pyspark", "nonsense": 1}).status_code == 400

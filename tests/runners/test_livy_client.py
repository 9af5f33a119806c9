"""How Livy's API is spoken to when it does not answer as it should."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.livy.client import (
    LivyClient,
    LivyError,
    NoSuchThingError,
    UncertainError,
)
from etlab_jupyter.runners.livy.driver_log import DriverLog
from etlab_jupyter.runners.livy.session import LivySession
from etlab_jupyter.spark_session import LivySettings
from tests.servers import free_port

SIGNED = "Basic " + base64.b64encode(b"ada:secret").decode()


class Gateway:
    """Asks for a password, and gives these answers or statuses, one after the other."""

    def __init__(self, *answers: int | dict[str, object]) -> None:
        self.answers = list(answers)
        self.seen: list[str] = []


@contextmanager
def gateway(*answers: int | dict[str, object]) -> Iterator[tuple[Gateway, LivySettings]]:
    made = Gateway(*answers)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.seen.append(self.command)
            given = made.answers.pop(0)
            status, told = (given, {"msg": "so it is"}) if isinstance(given, int) else (200, given)
            if self.headers.get("Authorization") != SIGNED:
                status = 401
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made, LivySettings(
        f"http://127.0.0.1:{server.server_port}", auth="basic", username="ada", password="secret",
        patience=20,
    )  # fmt: skip
    server.shutdown()
    server.server_close()


async def test_a_question_is_asked_again_until_there_is_an_answer():
    with gateway(503, 500, 200) as (server, settings):
        async with LivyClient(settings) as client:
            assert await client.get("/version") == {"msg": "so it is"}
        assert server.seen == ["GET", "GET", "GET"]


async def test_what_starts_something_is_sent_once():
    with gateway(503, 200) as (server, settings):
        async with LivyClient(settings) as client:
            with pytest.raises(UncertainError):
                await client.post("/sessions/0/statements", {"code": "1"})
        assert server.seen == ["POST"]


async def test_it_is_sent_again_where_no_connection_came_about():
    port = free_port()
    settings = LivySettings(f"http://127.0.0.1:{port}", patience=2)
    async with LivyClient(settings) as client:
        began = asyncio.get_running_loop().time()
        with pytest.raises(LivyError, match="does not answer for 2 seconds") as caught:
            await client.post("/sessions", {})
        assert not isinstance(caught.value, UncertainError)
        assert asyncio.get_running_loop().time() - began > 1


@pytest.mark.parametrize(
    ("status", "kind", "text"),
    [
        (404, NoSuchThingError, "knows no /sessions/7: so it is"),
        (403, LivyError, "does not allow this: so it is"),
        (400, LivyError, r"refuses \(400\): so it is"),
    ],
)
async def test_refusals_are_told_at_once(status, kind, text):
    with gateway(status) as (_, settings):
        async with LivyClient(settings) as client:
            with pytest.raises(kind, match=text):
                await client.get("/sessions/7")


async def test_a_wrong_password_is_told_without_it():
    with gateway(200) as (_, settings):
        wrong = LivySettings(settings.address, auth="basic", username="ada", password="hunter2")
        async with LivyClient(wrong) as client:
            with pytest.raises(LivyError, match="refuses how this connection signs in") as caught:
                await client.get("/version")
        assert "hunter2" not in str(caught.value) + repr(wrong)


def test_kerberos_without_its_package_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "gssapi", None)
    with pytest.raises(ETLabError, match=r"pip install 'etlab-jupyter\[kerberos\]'"):
        LivyClient(LivySettings("http://livy:8998", auth="kerberos"))


def test_only_what_is_new_in_a_log_is_told():
    log = DriverLog(["a WARN old", "b INFO old"])
    assert log.news(["a WARN old", "b INFO old", "c ERROR new", "d INFO new"]) == ["c ERROR new"]
    # Livy keeps the newest lines only.
    assert log.news(["d INFO new", "e WARN newer"]) == ["e WARN newer"]
    assert log.news(["d INFO new", "e WARN newer"]) == []
    assert log.news(["x WARN all else is gone"]) == ["x WARN all else is gone"]
    usual = "26/11/30 WARN SparkSession: Using an existing Spark session; only runtime SQL"
    assert log.news([usual, "y WARN another"]) == ["y WARN another"]


RUNNING = {"id": 3, "state": "running", "output": None}
OVER = {
    "id": 3, "state": "available", "output": {"status": "ok", "data": {"text/plain": "a mark"}},
}  # fmt: skip
OUTPUT_TO_COME = {"id": 3, "state": "available", "output": None}


@pytest.mark.parametrize(
    ("answers", "seen"),
    [
        ([OVER], ["POST"]),
        ([RUNNING, RUNNING, OVER], ["POST", "GET", "GET"]),
        ([OUTPUT_TO_COME, OVER], ["POST", "GET"]),
        ([RUNNING, OUTPUT_TO_COME, OUTPUT_TO_COME, OVER], ["POST", "GET", "GET", "GET"]),
    ],
    ids=["it is over at once", "it takes a while", "Livy is a moment behind", "and later"],
)
async def test_a_statement_is_over_when_its_output_is_there(answers, seen):
    with gateway(*answers) as (server, settings):
        async with LivyClient(settings) as client:
            session = LivySession(client, 0, "etlab-1")
            found = await session.result(await session.send("print('a mark')", "a mark"), "a mark")
    assert (found.text, found.error) == ("a mark", None)
    assert server.seen == seen


async def test_what_was_told_of_a_statement_is_not_taken_for_another():
    other = {**OVER, "id": 4, "code": "print('another')"}
    with gateway(OVER, other) as (server, settings):
        async with LivyClient(settings) as client:
            session = LivySession(client, 0, "etlab-1")
            await session.send("print('a mark')", "a mark")
            await session.result("4", "another")
    assert server.seen == ["POST", "GET"]


async def test_a_state_that_is_not_known_is_waited_out():
    answers: list[dict[str, object]] = [
        {"state": state} for state in ("recovering", "dreaming", "idle")
    ]
    with gateway(*answers, {"log": []}) as (server, settings):
        async with LivyClient(settings) as client:
            await LivySession(client, 0, "etlab-1").starts()
    assert server.seen == ["GET"] * 4


async def test_a_statement_in_a_state_that_is_not_known_is_not_over():
    with gateway({**RUNNING, "state": "dreaming"}, {**RUNNING, "state": "cancelling"}, OVER) as (
        server, settings,
    ):  # fmt: skip
        async with LivyClient(settings) as client:
            session = LivySession(client, 0, "etlab-1")
            found = await session.result(await session.send("print('a mark')", "a mark"), "a mark")
    assert found.text == "a mark"
    assert server.seen == ["POST", "GET", "GET"]

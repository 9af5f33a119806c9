"""One interactive session of a Livy server, and the statements in it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any

from etlab_jupyter.runners.livy.client import (
    Json,
    LivyClient,
    LivyError,
    NoSuchThingError,
    UncertainError,
)
from etlab_jupyter.runners.livy.driver_log import DriverLog
from etlab_jupyter.runners.statements.session import Seen, StatementSession

ADDRESS = "livy:"
# Each pause is longer than the one before: an end is noticed late by a small part of what it took.
FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.001, 1.0, 1.15
START_PAUSE = 0.5
SHORT_PATIENCE = 3.0
LOOK_UP_SECONDS = 60.0
LIFE_SECONDS = 30.0
BUSY_PAUSE = 0.2
LOG_LINES = 100
LOOKS = 7
LAST_WORDS = 10
# What SessionState in Livy has; one that this list lacks is no reason to give up.
_OVER = frozenset({"shutting_down", "error", "dead", "killed", "success"})
_READY = frozenset({"idle", "busy"})


class LivySession(StatementSession):
    """A session of ours. Livy numbers from 0 after a restart: the name tells whether it is ours."""

    def __init__(self, client: LivyClient, id: int, key: str) -> None:
        super().__init__()
        self._client = client
        self.id = id
        self._key = key
        self._path = f"/sessions/{id}"
        self._log: DriverLog | None = None
        self._sent: Json | None = None

    @classmethod
    def known(cls, client: LivyClient, address: str) -> LivySession:
        """The session at an `address`; `ValueError` if that is none."""
        number, _, key = address.removeprefix(ADDRESS).partition(":")
        return cls(client, int(number), key)

    @property
    def name(self) -> str:
        return f"Livy's session {self.id}"

    @property
    def address(self) -> str:
        return f"{ADDRESS}{self.id}:{self._key}"

    @classmethod
    async def create(cls, client: LivyClient, settings: Mapping[str, Any]) -> LivySession:
        """Ask for a session; it may take a while until it `starts`."""
        key = f"etlab-{uuid.uuid4()}"
        body = {"kind": "pyspark", "name": key, **settings}
        try:
            found = await client.post("/sessions", body)
        except UncertainError:
            found = await _look_up(client, key)
        return cls(client, int(found["id"]), key)

    async def starts(self) -> None:
        """Wait until statements run; `LivyError` with Livy's last words if they never will."""
        while (state := str((await self._info())["state"])) not in _READY:
            if state in _OVER:
                words = await self.last_words()
                raise LivyError(f"Livy's session {self.id} did not start ({state}).{words}")
            await asyncio.sleep(START_PAUSE)
        if self._log is None:
            self._log = DriverLog(await self._lines())

    async def alive(self) -> bool:
        """Whether the session is there and not over."""
        try:
            return (await self._info())["state"] not in _OVER
        except NoSuchThingError:
            return False

    async def left(self) -> None:
        """Livy calls a statement cancelled that its Python has not left yet."""
        while str((await self._info())["state"]) == "busy":  # noqa: ASYNC110
            await asyncio.sleep(BUSY_PAUSE)

    async def check(self) -> None:
        """`LivyError` where the session is over."""
        state = (await self._info())["state"]
        if state in _OVER:
            words = await self.last_words()
            raise LivyError(f"Livy's session {self.id} has ended ({state}).{words}")

    async def touch(self) -> None:
        """Tell Livy that somebody needs the session: it counts from now when it times out."""
        await self._info()
        await self._client.post_again(f"{self._path}/connect")

    async def delete(self) -> None:
        """End the session; nothing happens where it is over."""
        try:
            await self._info()
            await self._client.delete(self._path)
        except NoSuchThingError:
            return

    async def send(self, code: str, mark: str) -> str:
        """Start a statement; its number. `mark` is in its code and in no other."""
        try:
            found = await self._client.post(f"{self._path}/statements", {"code": code})
        except NoSuchThingError as error:
            raise self._gone(error) from None
        except UncertainError as error:
            sent = await self._arrived(mark)
            if sent is None:
                raise LivyError(
                    f"{error} Whether it runs what was sent is unknown; it is not sent again."
                ) from None
            return sent
        except LivyError:
            await self.check()
            raise
        self._sent = found
        return str(found["id"])

    async def find(self, mark: str) -> str | None:
        """The number of the newest statement with the mark in its code, if Livy still has it."""
        found = await self._ask(f"{self._path}/statements")
        ids = [int(one["id"]) for one in found["statements"] if mark in one.get("code", "")]
        return str(max(ids)) if ids else None

    async def watch(self, id: str, mark: str) -> AsyncIterator[Seen]:
        """A statement each time that it is asked for, until it is over."""
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        touched = loop.time()
        # A short one is over when the request that started it is answered.
        sent, self._sent = self._sent, None
        seen = _seen(sent) if sent and str(sent["id"]) == id and _whole(sent) else None
        while True:
            if seen is not None:
                yield seen
                if seen.over:
                    return
            await asyncio.sleep(pause)
            pause = min(pause * GROWTH, LONGEST_PAUSE)
            if loop.time() - touched > LIFE_SECONDS:
                touched = loop.time()
                await self.touch()
                await self.check()
            seen = await self._statement(id, mark)

    async def cancel(self, id: str, mark: str) -> None:
        """Cancel a statement; Livy then stops its Spark jobs until it ends."""
        await self._statement(id, mark)
        await self._client.post_again(f"{self._path}/statements/{id}/cancel")

    async def log(self) -> list[str]:
        return [] if self._log is None else self._log.news(await self._lines())

    async def _lines(self) -> list[str]:
        """The newest lines of the driver's log, as far as Livy has them."""
        found = await self._client.get(f"{self._path}/log", **{"from": -1, "size": LOG_LINES})
        return [str(line) for line in found.get("log") or []]

    async def last_words(self) -> str:
        """The end of the log, to be put after a sentence."""
        try:
            lines = [line.strip() for line in await self._lines()]
        except LivyError:
            return ""
        telling = [line for line in lines if line and not line.endswith(":")]
        newest = "\n".join(telling[-LAST_WORDS:])
        return f" The end of its log:\n{newest}" if newest else ""

    async def _statement(self, id: str, mark: str) -> Seen:
        for number in range(LOOKS):
            found = await self._ask(f"{self._path}/statements/{id}")
            if _whole(found):
                break
            await asyncio.sleep(FIRST_PAUSE * 3**number)
        if mark not in found.get("code", mark):
            raise self._gone(None)
        return _seen(found)

    async def _ask(self, path: str) -> Json:
        """Ask about statements; where that fails, first for whether the session has ended."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._client.patience
        while True:
            try:
                return await self._client.get(path, patience=SHORT_PATIENCE)
            except NoSuchThingError as error:
                raise self._gone(error) from None
            except LivyError:
                await self.check()
                if loop.time() > end:
                    raise
            await asyncio.sleep(START_PAUSE)

    async def _arrived(self, mark: str) -> str | None:
        """Look for a while whether a statement that had no answer has arrived."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LOOK_UP_SECONDS
        while True:
            found = await self.find(mark)
            if found is not None or loop.time() > end:
                return found
            await asyncio.sleep(LONGEST_PAUSE)

    async def _info(self) -> Json:
        try:
            found = await self._client.get(self._path)
        except NoSuchThingError as error:
            raise self._gone(error) from None
        if found.get("name") not in (None, self._key):
            raise self._gone(None)
        return found

    def _gone(self, error: NoSuchThingError | None) -> NoSuchThingError:
        told = "" if error is None else f" ({error})"
        return NoSuchThingError(
            f"The Livy server does not know session {self.id} of this run any more{told[:200]}. "
            "It was ended there, timed out, or the server was restarted."
        )


async def _look_up(client: LivyClient, name: str) -> Json:
    """The session of that name, whose request had no answer."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LOOK_UP_SECONDS
    while True:
        found = await client.get("/sessions")
        for one in found.get("sessions", []):
            if one.get("name") == name:
                return dict(one)
        if loop.time() > end:
            raise LivyError("The Livy server has not started the session that it was asked for.")
        await asyncio.sleep(LONGEST_PAUSE)


def _whole(found: Json) -> bool:
    """Whether the output is there once it is over: Livy reads it a moment before the state."""
    return found["state"] != "available" or bool(found.get("output"))


def _seen(found: Json) -> Seen:
    state = str(found["state"])
    output: Mapping[str, Any] = found.get("output") or {}
    name = output.get("ename") or "Cancelled"
    text = output.get("evalue") or "The statement was cancelled on the Livy server."
    return Seen(
        waiting=state == "waiting",
        over=state in ("available", "cancelled", "error"),
        progress=float(found.get("progress") or 0),
        text=str((output.get("data") or {}).get("text/plain", "")),
        error=None if output.get("status") == "ok" else (str(name), str(text)),
    )

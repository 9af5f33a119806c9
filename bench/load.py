"""A load of many clients on a Jupyter server, in a process of its own.

`python -m bench.load` reads one JSON object, a `Load`, from its standard input and writes
`{"ms": {"read": [...], "list": [...], "save": [...]}, "errors": [...], "stale": ...}`. Each
client has one connection, as a browser has, and sends its next request when the answer to the
one before has come.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any

READ, LIST = 0.6, 0.8  # 60 % read one thing, 20 % list, the others save


@dataclass(frozen=True, slots=True)
class Load:
    """What to do: `one` has `{id}` in it, `many` lists; `pages` tells ETLab's pages from jobs."""

    port: int
    token: str
    one: str
    many: str
    ids: list[str]
    pages: bool
    clients: int
    seconds: float


@dataclass(slots=True)
class Tally:
    """What came of it."""

    ms: dict[str, list[float]] = field(
        default_factory=lambda: {"read": [], "list": [], "save": []},
    )
    errors: list[str] = field(default_factory=list)
    stale: int = 0


class Connection:
    """HTTP/1.1 on one connection that stays open."""

    def __init__(self, load: Load) -> None:
        self._port = load.port
        self._head = f"Host: 127.0.0.1\r\nAuthorization: token {load.token}\r\n"

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def request(
        self, method: str, path: str, body: Any = None, version: str = ""
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and content of the answer."""
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\n{self._head}"
        if content:
            head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        if version:
            head += f"If-Match: {version}\r\n"
        self._writer.write(f"{head}\r\n".encode() + content)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        length = int(headers.get("content-length", "0"))
        return int(lines[0].split()[1]), headers, await self._reader.readexactly(length)


class Client:
    """Reads, lists and saves at random until the time is over."""

    def __init__(self, load: Load, number: int, tally: Tally) -> None:
        self._load = load
        self._random = random.Random(number)
        self._tally = tally
        self._connection = Connection(load)
        self._id = ""
        self._version = ""
        self._page: dict[str, Any] = {}

    async def run(self, end: float) -> None:
        await self._connection.open()
        await self._read()
        while time.perf_counter() < end:
            dice = self._random.random()
            if dice < READ:
                await self._read()
            elif dice < LIST:
                await self._call("list", "GET", self._load.many)
            else:
                await self._save()

    async def _read(self) -> None:
        self._id = self._random.choice(self._load.ids)
        await self._read_again()

    async def _read_again(self) -> None:
        headers, content = await self._call("read", "GET", self._load.one.format(id=self._id))
        if self._load.pages:
            self._version, self._page = headers.get("etag", ""), json.loads(content)

    async def _save(self) -> None:
        """Saves what was read last; where somebody was faster, reads it again."""
        name = f"renamed {self._random.randrange(10**9)}"
        body: dict[str, Any] = {"name": name}
        if self._load.pages:
            node = self._random.choice(self._page["nodes"])
            node["data"]["label"] = name
            body = {"nodes": self._page["nodes"], "edges": self._page["edges"]}
        headers, _ = await self._call(
            "save", "PATCH", self._load.one.format(id=self._id), body, self._version
        )
        self._version = headers.get("etag", "")
        if self._load.pages and not self._version:
            self._tally.stale += 1
            await self._read_again()

    async def _call(self, kind: str, *request: Any) -> tuple[dict[str, str], bytes]:
        start = time.perf_counter()
        status, headers, content = await self._connection.request(*request)
        self._tally.ms[kind].append((time.perf_counter() - start) * 1000)
        if status >= 400 and status != 412:
            self._tally.errors.append(f"{request[0]} {status}: {content[:200]!r}")
        return headers, content


async def put(load: Load) -> Tally:
    """Puts the load on the server."""
    tally = Tally()
    end = time.perf_counter() + load.seconds
    seed = random.randrange(10**9)
    clients = [Client(load, seed + number, tally) for number in range(load.clients)]
    await asyncio.gather(*(client.run(end) for client in clients))
    return tally


def main() -> None:
    """Reads the load, puts it, and writes what came of it."""
    tally = asyncio.run(put(Load(**json.load(sys.stdin))))
    json.dump({"ms": tally.ms, "errors": tally.errors, "stale": tally.stale}, sys.stdout)


if __name__ == "__main__":
    main()

"""What is between a client and Livy: a network that stalls, a gateway that asks to sign in."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers import free_port

REFUSAL = (
    b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=livy\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


class Proxy:
    """Forwards to a port of loopback. While `hold` is set nothing passes, else all that waited.

    With `hold_answers` requests arrive and their answers do not. `requests` are the first lines
    of those that passed. With `tls` it speaks that; with `login` (user
    and password) it passes only requests that are signed so.
    """

    def __init__(self, to: int, tls: ssl.SSLContext | None, login: tuple[str, str] | None) -> None:
        self.port = free_port()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.login = login
        self.refused = 0
        self._tls = tls
        self.hold = False
        self.hold_answers = False
        self.requests: list[str] = []
        self._to = to
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = asyncio.Event()
        self.listening = threading.Event()

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self._tls)
        self.listening.set()
        await self._ending.wait()

    def stop(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._ending.set)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, requests = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.close()
            return
        try:
            await asyncio.gather(
                self._pass(reader, requests, writer), self._pass(answers, writer),
                return_exceptions=True,
            )  # fmt: skip
        finally:
            for one in (requests, writer):
                one.transport.abort()  # also where the proxy is stopped

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        client: asyncio.StreamWriter | None = None,
    ) -> None:
        """Pass on what comes; requests have a `client` who is told where they may not pass."""
        while data := await reader.read(65536):
            if client is not None and data[:4] in (b"GET ", b"POST", b"DELE"):
                if not self._signed(data):
                    self.refused += 1
                    client.write(REFUSAL)
                    break
                self.requests.append(data.split(b"\r\n", 1)[0].decode())
            while self.hold or (client is None and self.hold_answers):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            writer.write(data)
            await writer.drain()
        while await reader.read(65536):  # the rest of what was refused
            pass
        writer.close()

    def _signed(self, head: bytes) -> bool:
        if self.login is None:
            return True
        login = base64.b64encode(":".join(self.login).encode())
        return b"\r\nauthorization: basic " + login.lower() + b"\r\n" in head.lower()


@contextmanager
def proxy(
    to: int, *, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None
) -> Iterator[Proxy]:
    made = Proxy(to, tls, login)
    thread = threading.Thread(target=lambda: asyncio.run(made.run()), daemon=True)
    thread.start()
    assert made.listening.wait(10)
    yield made
    made.stop()
    thread.join(10)

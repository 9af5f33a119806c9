"""A network that stalls: passes TCP on, and holds it back when told to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers import free_port


class Proxy:
    """Forwards to a port of loopback. While `hold` is set nothing passes, else all that waited.

    With `hold_answers` requests arrive and their answers do not. `requests` are the first lines.
    """

    def __init__(self, to: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.hold = False
        self.hold_answers = False
        self.requests: list[str] = []
        self._to = to
        self._loop = asyncio.new_event_loop()

    def run(self) -> None:
        self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self._loop.run_forever()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, requests = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.close()
            return
        await asyncio.gather(
            self._pass(reader, requests, False), self._pass(answers, writer, True),
            return_exceptions=True,
        )  # fmt: skip

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: bool
    ) -> None:
        while data := await reader.read(65536):
            if not answers and data[:4] in (b"GET ", b"POST", b"DELE"):
                self.requests.append(data.split(b"\r\n", 1)[0].decode())
            while self.hold or (answers and self.hold_answers):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            writer.write(data)
            await writer.drain()
        writer.close()


@contextmanager
def proxy(to: int) -> Iterator[Proxy]:
    made = Proxy(to)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    yield made
    made.stop()
    thread.join(10)

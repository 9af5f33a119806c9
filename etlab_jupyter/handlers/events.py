"""A run's events over a WebSocket."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import aclosing
from typing import Any

from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from pydantic_core import to_json
from tornado import web, websocket

from etlab_jupyter.handlers.context import Context
from etlab_jupyter.handlers.problem import problem_of

PATH = "/runs/{run_id}/events"
DONE, REFUSED = 1000, 4400


class EventsHandler(WebSocketMixin, websocket.WebSocketHandler, JupyterHandler):
    """Sends each event as a JSON text, from number `from` (1) on, until the run is over.

    Who was cut off connects again with the number behind the last one that came. Closes with 1000
    behind the last event, and with 4400 and a problem document as the last text where there is no
    such run.
    """

    auth_resource = "etlab"

    def initialize(self, context: Context) -> None:
        self.context = context
        self._sending: asyncio.Task[None] | None = None

    @ws_authenticated
    async def get(self, run_id: str) -> None:
        user = self.current_user
        if not await _maybe(self.authorizer.is_authorized(self, user, "read", self.auth_resource)):
            raise web.HTTPError(403)
        await super().get(run_id)

    async def open(self, run_id: str) -> None:
        await _maybe(super().open())
        self._sending = asyncio.create_task(self._send(run_id))

    async def _send(self, run_id: str) -> None:
        try:
            start = self.get_query_argument("from", "1")
            actor = await self.context.actor(self.current_user.username)
            events = self.context.runs.follow(actor, uuid.UUID(run_id), max(1, int(start)))
            async with aclosing(events):
                async for event in events:
                    await self.write_message(to_json(event).decode())
            self.close(DONE, "the run is over")
        except websocket.WebSocketClosedError:
            pass
        except ValueError:
            self.close(REFUSED, "the run's id or the number to start from is wrong")
        except Exception as error:
            found = problem_of(error)
            if found["status"] >= 500:
                self.log.exception("The events of run %s cannot be sent", run_id)
            await self.write_message(to_json(found).decode())
            self.close(REFUSED, found["code"])

    def on_message(self, message: Any) -> None:
        """Nothing is expected."""

    def on_close(self) -> None:
        super().on_close()
        if self._sending is not None:
            self._sending.cancel()


async def _maybe(value: Any) -> Any:
    return await value if asyncio.iscoroutine(value) or isinstance(value, asyncio.Future) else value

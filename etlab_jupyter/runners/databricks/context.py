"""One execution context of a cluster, and the commands in it (Databricks' API 1.2)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

from etlab_jupyter.runners.databricks import cluster
from etlab_jupyter.runners.databricks.client import (
    DatabricksClient,
    DatabricksError,
    NoAccessError,
    UncertainError,
    UnreachableError,
)
from etlab_jupyter.runners.statements.messages import again_code
from etlab_jupyter.runners.statements.session import Seen, StatementSession

ADDRESS = "databricks:"
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
START_PAUSE = 0.5
# Of so many commands the ids are kept.
KNOWN = 8
SHORT_PATIENCE = 10.0
_TAG = re.compile(r"<[^>]+>|\x1b\[[0-9;]*m")


class DatabricksContext(StatementSession):
    """A context of ours; `context` is its id, `sent` the marks of commands and their ids.

    Commands of one context run one after the other. There is no list of them: what was sent by
    somebody before, or had no answer, is asked for by another command.
    """

    # Databricks cuts 50,000 characters out of the middle of longer texts (up to its runtime 16).
    part = 40_000

    def __init__(self, client: DatabricksClient, context: str, sent: dict[str, str]) -> None:
        super().__init__()
        self._client = client
        self._cluster = client.settings.cluster_id
        self._context = context
        self._sent = sent
        self._stand_ins: set[str] = set()
        self._new = False

    @classmethod
    async def create(cls, client: DatabricksClient) -> DatabricksContext:
        """Ask for a context; the cluster is started for it, which may take minutes."""
        told = await cluster.start(client)
        told += await cluster.install(client)
        session = await cls.open(client)
        session.told += told
        session._new = True
        return session

    @classmethod
    async def open(cls, client: DatabricksClient) -> DatabricksContext:
        """Ask for a context on a cluster that runs; nothing is set or installed for it."""
        id_ = client.settings.cluster_id
        # One context too many does nothing and ends with the cluster, so this may be repeated.
        made = await client.ask(
            lambda api: api.commands.create(cluster_id=id_, language=api.compute.Language.PYTHON)
        )
        return cls(client, str(made.response.id), {})

    @classmethod
    def known(cls, client: DatabricksClient, address: str) -> DatabricksContext:
        """The context at an `address`; `ValueError` if that is none of the client's cluster."""
        before = f"{ADDRESS}{client.settings.cluster_id}:"
        context, *last = address.removeprefix(before).split(":")
        if not address.startswith(before) or not context:
            raise ValueError("This is no context of the connection's cluster.")
        return cls(client, context, {last[1]: last[0]} if len(last) == 2 else {})

    @property
    def name(self) -> str:
        return "The Databricks context"

    @property
    def address(self) -> str:
        found = f"{ADDRESS}{self._cluster}:{self._context}"
        for mark, command in list(self._sent.items())[-1:]:
            found += f":{command}:{mark}"
        return found

    async def starts(self) -> None:
        while (state := await self._state()) != "Running":
            if state == "Error":
                raise DatabricksError("Databricks could not start Python on the cluster.")
            await asyncio.sleep(START_PAUSE)
        if self._new:
            await self._configure()
            self._new = False

    async def alive(self) -> bool:
        try:
            return await self._state() != "Error"
        except (UnreachableError, NoAccessError):
            raise
        except DatabricksError:
            return False  # it went with the cluster

    async def touch(self) -> None:
        """A cluster counts as used while a command runs; nothing else keeps it."""

    async def delete(self) -> None:
        cluster_id, context = self._cluster, self._context
        await self._client.ask(lambda api: api.commands.destroy(cluster_id, context))

    async def send(self, code: str, mark: str) -> str:
        try:
            sent = await self._execute(code)
        except UncertainError:
            return await self._stand_in(mark)
        self._sent[mark] = sent
        while len(self._sent) > KNOWN:
            del self._sent[next(iter(self._sent))]
        return sent

    async def find(self, mark: str) -> str | None:
        return self._sent.get(mark) or await self._stand_in(mark)

    async def watch(self, id: str, mark: str) -> AsyncIterator[Seen]:
        pause = FIRST_PAUSE
        while True:
            seen = await self._command(id)
            yield seen
            if seen.over:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, LONGEST_PAUSE)

    async def cancel(self, id: str, mark: str) -> None:
        if id in self._stand_ins:
            raise DatabricksError("The id of the command is not known.")
        where = {"cluster_id": self._cluster, "context_id": self._context, "command_id": id}
        await self._client.ask(lambda api: api.commands.cancel(**where))

    async def _stand_in(self, mark: str) -> str:
        """A command that prints what the one with the mark has printed, when that is over."""
        code, attempts = again_code(mark, self.part), 3
        while True:
            try:
                sent = await self._execute(code)
            except UncertainError as error:
                await self._examine(error)
                attempts -= 1  # it may run twice
                if not attempts:
                    raise
            else:
                self._stand_ins.add(sent)
                return sent

    async def _execute(self, code: str) -> str:
        where = {"cluster_id": self._cluster, "context_id": self._context}
        try:
            made = await self._client.once(
                lambda api: api.commands.execute(
                    **where, command=code, language=api.compute.Language.PYTHON
                )
            )
        except UncertainError:
            raise
        except DatabricksError as error:
            await self._examine(error)
            raise
        return str(made.response.id)

    async def _command(self, id: str) -> Seen:
        """A command; where Databricks does not tell, first whether all of it has ended."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._client.settings.patience
        cluster_id, context = self._cluster, self._context
        while True:
            try:
                return _seen(
                    await self._client.ask(
                        lambda api: api.commands.command_status(cluster_id, context, id),
                        patience=SHORT_PATIENCE,
                    )
                )
            except DatabricksError as error:
                await self._examine(error)
                if loop.time() > end:
                    raise
            await asyncio.sleep(START_PAUSE)

    async def _examine(self, error: DatabricksError) -> None:
        """`DatabricksError` where the cluster or the context has ended, or nobody may look."""
        if isinstance(error, NoAccessError):
            raise error
        if isinstance(error, UnreachableError):
            return
        info = await cluster.look(self._client)
        state = cluster.state_of(info)
        if state not in ("RUNNING", "RESIZING"):
            raise DatabricksError(
                f"{cluster.named(info)} is {state.lower()}; what ran there is gone. "
                f"{cluster.reason(info)}".strip()
            )
        if not await self.alive():
            raise DatabricksError(
                f"{self.name} of this run is gone: the cluster was restarted, or has ended it to "
                "make room for others."
            )

    async def _configure(self) -> None:
        """Set what the connection says of the session, which is this context's own."""
        conf, mark = dict(self._client.settings.conf), f"etlab-conf-{self._context}"
        if not conf:
            return
        code = f"for _etlab_set in {list(conf.items())!r}: spark.conf.set(*_etlab_set)  # {mark}"
        seen = await self.result(await self.send(code, mark), mark)
        if seen.error is not None:
            raise DatabricksError(
                f"A Spark setting of the connection cannot be set in a session: {seen.error[1]}. "
                "Such settings belong to the cluster."
            )

    async def _state(self) -> str:
        cluster_id, context = self._cluster, self._context
        found = await self._client.ask(lambda api: api.commands.context_status(cluster_id, context))
        return str(found.status.value) if found.status is not None else "Pending"


def _seen(found: Any) -> Seen:
    state = str(found.status.value) if found.status is not None else "Running"
    results = found.results
    kind = results.result_type.value if results is not None and results.result_type else ""
    error = None
    if state in ("Cancelled", "Error") or kind == "error":
        summary = _TAG.sub("", str((results and (results.summary or results.cause)) or ""))
        name, _, text = summary.strip().partition(": ")
        error = (name, text) if text else (state, summary or "Databricks has ended the command.")
    return Seen(
        waiting=state == "Queued",
        over=state in ("Cancelled", "Error", "Finished"),
        text=str(results.data or "") if kind == "text" else "",
        error=error,
    )

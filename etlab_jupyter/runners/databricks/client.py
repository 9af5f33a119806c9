"""A Databricks workspace from asyncio: what may be repeated is, and nothing else."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from etlab_jupyter.runners.closing import Closing
from etlab_jupyter.runners.databricks import failure as failures
from etlab_jupyter.runners.databricks.failure import Failure
from etlab_jupyter.runners.databricks.sdk import Api, Sdk
from etlab_jupyter.runners.statements.session import RemoteError
from etlab_jupyter.spark_session import DatabricksSettings

T = TypeVar("T")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
THREADS = 4


class DatabricksError(RemoteError):
    """Databricks refused, or could not be reached, or something there is no more."""


class UnreachableError(DatabricksError):
    """There was no answer."""


class NoAccessError(DatabricksError):
    """Who signs in is not accepted, or may not do this."""


class NoSuchThingError(DatabricksError):
    """Databricks does not know what was asked for."""


class BrokenError(DatabricksError):
    """Databricks says that it has failed itself; what was asked for may be carried out."""


class UncertainError(DatabricksError):
    """A request that must not be repeated had no answer: it may have been carried out or not."""


class DatabricksClient(Closing):
    """One workspace. Requests that change nothing are repeated while it does not answer.

    Also repeated is what a limit of requests (429) has kept from being carried out, after the time
    that Databricks names.
    """

    def __init__(self, settings: DatabricksSettings) -> None:
        self.settings = settings
        self.address = settings.address.rstrip("/")
        self._sdk: Sdk | None = None
        self._loading = asyncio.Lock()
        # Threads of its own: a network that stalls must not hold up the rest of the server.
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="etlab-databricks")

    async def close(self) -> None:
        """Make no more requests."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def ask(self, what: Callable[[Api], T], *, patience: float | None = None) -> T:
        """Make a request that may be repeated; it is until there is an answer."""
        return await self._persist(what, patience, once=False)

    async def once(self, what: Callable[[Api], T]) -> T:
        """Make a request that must not be carried out twice; `UncertainError` if it may be."""
        return await self._persist(what, None, once=True)

    async def _persist(self, what: Callable[[Api], T], patience: float | None, once: bool) -> T:
        loop = asyncio.get_running_loop()
        patience = min(self.settings.patience, patience or self.settings.patience)
        end, pause = loop.time() + patience, FIRST_PAUSE
        while True:
            try:
                return await self._call(what)
            except Failure as failure:
                if once and failure.sent:
                    raise UncertainError(self._told(failure)) from None
                wait = failure.after or pause * random.uniform(0.5, 1)  # noqa: S311
                if not failure.again or loop.time() + wait > end:
                    raise self._error(failure) from None
            await asyncio.sleep(wait)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    async def _call(self, what: Callable[[Api], T]) -> T:
        loop = asyncio.get_running_loop()
        async with self._loading:
            if self._sdk is None:
                self._sdk = await loop.run_in_executor(self._threads, Sdk, self.settings)
        return await loop.run_in_executor(self._threads, self._sdk.call, what)

    def _error(self, failure: Failure) -> DatabricksError:
        told = self._told(failure)
        if failure.status == 401:
            return NoAccessError(told, failed="credentials")
        if failure.status == 403:
            # So it answers to a token that it does not know, too.
            unknown = "invalid access token" in failure.text.lower()
            return NoAccessError(told, failed="credentials" if unknown else "permission")
        if failure.status == failures.NOBODY:
            return BrokenError(told, failed="address")
        if failure.status is None:
            return UnreachableError(told, failed="tls" if failure.tls else "address")
        if failure.again:
            return UnreachableError(told)
        if failure.status == 404:
            return NoSuchThingError(told)
        return BrokenError(told) if failure.status >= 500 else DatabricksError(told)

    def _told(self, failure: Failure) -> str:
        says = f": {failure.text}" if failure.text else ""
        principal = bool(self.settings.client_id)
        match failure.status:
            case failures.NOBODY:
                return f"What answers at {self.address} is not a Databricks workspace{says}."
            case None:
                return f"The Databricks workspace at {self.address} does not answer{says}."
            case 401:
                what = "client ID and secret" if principal else "access token"
                return f"The Databricks workspace does not accept the {what}{says}."
            case 403 if principal:
                return f"The service principal may not do this in Databricks{says}."
            case 403:
                return f"The access token does not permit this in Databricks{says}."
            case 429:
                return f"The Databricks workspace takes no more requests for now{says}."
        return f"Databricks refuses{says}."

"""Livy's REST API (https://livy.apache.org/docs/latest/rest-api.html)."""

from __future__ import annotations

import re
from typing import Any

import httpx
from tenacity import (
    AsyncRetrying,
    RetryError,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from etlab_jupyter.problems import reason
from etlab_jupyter.runners.closing import Closing
from etlab_jupyter.runners.livy.auth import auth_of, refused
from etlab_jupyter.runners.livy.tls import tls_problem
from etlab_jupyter.runners.statements.session import RemoteError
from etlab_jupyter.spark_session import LivySettings

Json = dict[str, Any]
CONNECT_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0


class LivyError(RemoteError):
    """Livy refused, or could not be reached, or a session there is no more."""


class NoSuchThingError(LivyError):
    """Livy does not know (any more) what was asked for."""


class UncertainError(LivyError):
    """A request that must not be repeated had no answer: it may have been carried out or not."""


class _AgainError(Exception):
    """No answer, or one (5xx) that says nothing of what was asked."""


class LivyClient(Closing):
    """One server. Requests that change nothing are repeated while it does not answer.

    A statement or a session must not be asked for twice: such a request is repeated only where no
    connection came about, and else is `UncertainError`.
    """

    def __init__(self, settings: LivySettings) -> None:
        self.address = settings.address.rstrip("/")
        self.patience = settings.patience
        self._settings = settings
        self._http = httpx.AsyncClient(
            auth=auth_of(settings),
            verify=settings.verify_tls,
            # Livy's protection from forged requests asks for the header; see LIVY-291.
            headers={"X-Requested-By": "etlab-jupyter"},
            timeout=httpx.Timeout(settings.answer_seconds, connect=CONNECT_SECONDS),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, path: str, *, patience: float | None = None, **params: int) -> Json:
        """Ask; repeated until there is an answer."""
        return await self._persist("GET", path, patience=patience, params=params)

    async def delete(self, path: str) -> None:
        """Delete; repeated, as a second time changes nothing."""
        await self._persist("DELETE", path)

    async def post_again(self, path: str) -> Json:
        """A POST that may be repeated: it says the same each time, as a cancel does."""
        return await self._persist("POST", path, json={})

    async def post(self, path: str, body: Json) -> Json:
        """Send what must not arrive twice; `UncertainError` where it is not known to have."""
        try:
            return await self._persist("POST", path, once=True, json=body)
        except _AgainError as error:
            raise UncertainError(f"{self._without_answer()}: {error}.") from None

    async def _persist(
        self, method: str, path: str, *, once: bool = False, patience: float | None = None,
        **options: Any,
    ) -> Json:  # fmt: skip
        patience = min(self.patience, patience or self.patience)
        unsent = (httpx.ConnectError, httpx.ConnectTimeout)
        kinds = unsent if once else (*unsent, httpx.TransportError, _AgainError)
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(kinds),
                stop=stop_after_delay(patience),
                wait=wait_random_exponential(FIRST_PAUSE, LONGEST_PAUSE),
            ):
                with attempt:
                    return await self._once(method, path, **options)
        except RetryError as error:
            last = error.last_attempt.exception()
            raise LivyError(
                f"{self._without_answer()} for {patience:.0f} seconds: {reason(last)}.",
                failed="address" if isinstance(last, httpx.TransportError) else None,
            ) from None
        except httpx.TransportError as error:
            raise _AgainError(reason(error)) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            told = f"{self._without_answer()}: {reason(error)}."
            raise LivyError(told, failed="address") from None
        raise AssertionError("unreachable")

    async def _once(self, method: str, path: str, **options: Any) -> Json:
        try:
            answer = await self._http.request(method, f"{self.address}{path}", **options)
        except httpx.ConnectError as error:
            if problem := tls_problem(self.address, error):  # the same in a minute
                raise LivyError(problem, failed="tls") from None
            raise
        if answer.status_code >= 500:
            raise _AgainError(f"it answered {answer.status_code}{_told(answer)}")
        if answer.status_code == 404:
            raise NoSuchThingError(f"The Livy server knows no {path}{_told(answer)}.")
        if answer.status_code == 401:
            raise LivyError(refused(self._settings, answer), failed="credentials")
        if answer.status_code == 403:
            told = f"The Livy server does not allow this{_told(answer)}."
            raise LivyError(told, failed="permission")
        if answer.status_code >= 300:
            raise LivyError(f"The Livy server refuses ({answer.status_code}){_told(answer)}.")
        try:
            found = answer.json() if answer.content else {}
        except ValueError:
            found = None
        if not isinstance(found, dict):
            told = f"What answers at {self.address} is not a Livy server."
            raise LivyError(told, failed="address")
        return found

    def _without_answer(self) -> str:
        return f"The Livy server at {self.address} does not answer"


def _told(answer: httpx.Response) -> str:
    """What the answer says, as the end of a sentence."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    text = found.get("msg", "") if isinstance(found, dict) else found
    if not isinstance(text, str) or not text:
        return ""
    return ": " + re.sub(r"\s+", " ", text)[:500].rstrip(".")

"""Requests to the HTTP APIs that connections lead to."""

from __future__ import annotations

import json
import time
from typing import Any, NamedTuple

from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from etlab_jupyter.connection_checks.found import CheckError

REQUEST_SECONDS = 15.0


class Answer(NamedTuple):
    """An answer: `data` is its JSON, or None where there is none."""

    status: int
    headers: Any
    data: Any
    milliseconds: int


async def get(url: str, **options: Any) -> Answer:
    """Ask for JSON; `CheckError` where nothing answers. Redirects could carry secrets away."""
    request = HTTPRequest(
        url, connect_timeout=REQUEST_SECONDS, request_timeout=REQUEST_SECONDS,
        follow_redirects=False, **options,
    )  # fmt: skip
    began = time.monotonic()
    try:
        response = await AsyncHTTPClient().fetch(request, raise_error=False)
    except Exception as error:
        raise CheckError(f"Nothing answers at {url}: {_reason(error)}.") from None
    if response.code == 599:
        raise CheckError(f"Nothing answers at {url}: {_reason(response.error)}.")
    taken = round((time.monotonic() - began) * 1000)
    try:
        data = json.loads(response.body)
    except ValueError:
        data = None
    return Answer(response.code, response.headers, data, taken)


def unexpected(what: str, url: str, answer: Answer) -> CheckError:
    """An answer that the API would not give."""
    found = "JSON of another kind" if answer.data is not None else "something that is no JSON"
    told = f"{answer.status}, {found}"
    return CheckError(f"What answers at {url} is not {what} (it answered {told}).")


def _reason(error: BaseException | None) -> str:
    reason = getattr(error, "strerror", None) or getattr(error, "message", None) or str(error)
    return str(reason).rstrip(".") or type(error).__name__

"""Why a request to Databricks has no result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

NOBODY = 0
"""The status of an answer that is none of Databricks."""


@dataclass(eq=False)
class Failure(Exception):  # noqa: N818
    """Why a call has no result. `sent` tells whether it may have been carried out all the same.

    `status` is that of the HTTP answer where there was one, or what the SDK takes for it.
    """

    text: str
    sent: bool
    again: bool
    status: int | None = None
    code: str | None = None
    after: float | None = None
    tls: bool = False


def unanswered(error: BaseException) -> Failure | None:
    """The failure that an error of `requests` is; None for any other."""
    import requests

    if isinstance(error, requests.exceptions.SSLError):
        told = f"its certificate is not trusted ({_reason(error)})"
        return Failure(told, False, False, tls=True)
    if isinstance(error, requests.ConnectionError | requests.Timeout):
        return Failure(_reason(error), not _unconnected(error), True)
    return None


def line(text: str) -> str:
    """A text in one line that is not too long."""
    return re.sub(r"\s+", " ", text).strip()[:500]


def _unconnected(error: BaseException) -> bool:
    """Whether no connection came about at all: then nothing has arrived."""
    import urllib3.exceptions as causes

    found: Any = error.args[0] if error.args else None
    found = getattr(found, "reason", found)
    return isinstance(found, causes.NewConnectionError | causes.ConnectTimeoutError)


def _reason(error: BaseException) -> str:
    """The innermost reason that requests and urllib3 have wrapped, in few words."""
    text = str(error)
    if "timed out" in text.lower():
        return "no answer in time"
    found = re.findall(r"""\[Errno -?\d+\] ([^'")\]]+)|'([^']+)'\)""", text)
    words = next((one or other for one, other in reversed(found)), "") or type(error).__name__
    return line(words).rstrip(".").lower()

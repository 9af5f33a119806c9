"""How a client signs in at Livy, or at the gateway in front of it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Generator
from typing import Any

import httpx

from etlab_jupyter.problems import ETLabError
from etlab_jupyter.runners.statements.session import RemoteError
from etlab_jupyter.spark_session import LivySettings

SPNEGO = "1.3.6.1.5.5.2"
_REFUSED = {
    "basic": "the user name or the password is wrong, or no longer accepted",
    "kerberos": "it does not accept the Kerberos ticket",
}


def auth_of(settings: LivySettings) -> httpx.Auth | None:
    """What signs the requests; `ETLabError` where Kerberos is asked for and not installed."""
    if settings.auth == "basic":
        return httpx.BasicAuth(settings.username, settings.password)
    return Negotiate() if settings.auth == "kerberos" else None


def refused(settings: LivySettings, answer: httpx.Response) -> str:
    """What an answer 401 says, for people."""
    way = answer.headers.get("WWW-Authenticate", "").split(" ")[0] or "it does not name how"
    why = _REFUSED.get(settings.auth, f"it asks to sign in ({way})")
    return f"The Livy server refuses how this connection signs in: {why}."


class Negotiate(httpx.Auth):
    """SPNEGO with the Kerberos ticket of this process (RFC 4559), a token for each request."""

    def __init__(self) -> None:
        try:
            import gssapi
        except ImportError:
            raise ETLabError(
                "Signing in with Kerberos needs one more package where the Jupyter server runs: "
                "pip install 'etlab-jupyter[kerberos]'."
            ) from None
        self._gssapi: Any = gssapi

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        raise RuntimeError("Kerberos is for asynchronous clients.")

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the token; the ticket for it may have to be fetched first."""
        token = await asyncio.to_thread(self._token, request.url.host)
        request.headers["Authorization"] = f"Negotiate {base64.b64encode(token).decode()}"
        yield request

    def _token(self, host: str) -> bytes:
        gssapi = self._gssapi
        name = gssapi.Name(f"HTTP@{host}", gssapi.NameType.hostbased_service)
        # Where SPNEGO fails, it is Kerberos that tells why.
        for mech in (gssapi.OID.from_int_seq(SPNEGO), gssapi.MechType.kerberos):
            try:
                context = gssapi.SecurityContext(name=name, usage="initiate", mech=mech)
                return context.step() or b""
            except gssapi.exceptions.GSSError as error:
                reason = _reason(error)
        raise RemoteError(
            f"There is no Kerberos ticket for the Livy server at {host}: {reason}. "
            "Get one with kinit where the Jupyter server runs.",
            failed="credentials",
        )


def _reason(error: Any) -> str:
    """What Kerberos says, without GSSAPI's codes."""
    told = error.get_all_statuses(error.min_code, False) if error.min_code else []
    return "; ".join(told).rstrip("\0. ") or str(error).rstrip("\0. ")

"""How a client signs in at Livy, or at the gateway in front of it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Generator
from typing import Any

import httpx

from etlab_jupyter.problems import ETLabError
from etlab_jupyter.spark_session import LivySettings


def auth_of(settings: LivySettings) -> httpx.Auth | None:
    """What signs the requests; `ETLabError` where Kerberos is asked for and not installed."""
    if settings.auth == "basic":
        return httpx.BasicAuth(settings.username, settings.password)
    return Negotiate() if settings.auth == "kerberos" else None


class Negotiate(httpx.Auth):
    """SPNEGO with the Kerberos ticket of this process (RFC 4559), a token for each request."""

    def __init__(self) -> None:
        try:
            import spnego
        except ImportError:
            raise ETLabError(
                "Signing in with Kerberos needs one more package where the Jupyter server runs: "
                "pip install 'etlab-jupyter[kerberos]'."
            ) from None
        self._spnego: Any = spnego

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
        try:
            context = self._spnego.client(hostname=host, service="HTTP", protocol="kerberos")
            token: bytes = context.step() or b""
        except Exception as error:  # of gssapi, krb5 or spnego, as the case may be
            raise ETLabError(f"There is no Kerberos ticket for {host}: {error}") from None
        return token

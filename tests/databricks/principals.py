"""How a service principal signs in at the workspace in `api.py`: tokens that live for a while.

https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m (`POST /oidc/v1/token`, RFC 6749 4.4).
"""

from __future__ import annotations

import base64
import time
import uuid
from typing import Any

PATH = "/oidc/v1/token"
CLIENT = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
SECRET = "dose0123456789abcdef-secret"


class Principals:
    """One service principal. `lifetime` is that of its tokens, in seconds.

    `refusals` are answered before anything else, one for each request. `used` are the tokens that
    came with requests, in the order of their first use.
    """

    def __init__(self) -> None:
        self.secret = SECRET
        self.lifetime = 3600.0
        self.refusals: list[tuple[int, dict[str, Any]]] = []
        self.used: list[str] = []
        self._ends: dict[str, float] = {}

    def config(self) -> dict[str, str]:
        """How a connection signs in."""
        return {"client_id": CLIENT, "client_secret": self.secret}

    def revoke(self) -> None:
        """Take another secret, and no token any more."""
        self.secret = "dose-another"
        self._ends.clear()

    def sign_in(self, given: dict[str, Any], headers: Any) -> tuple[int, Any]:
        if self.refusals:
            return self.refusals.pop(0)
        assert given == {"grant_type": "client_credentials", "scope": "all-apis"}
        kind, _, credentials = headers.get("Authorization", "").partition(" ")
        if kind != "Basic" or base64.b64decode(credentials).decode() != f"{CLIENT}:{self.secret}":
            told = "Client authentication failed"
            return 401, {"error": "invalid_client", "error_description": told}
        token = f"eyJ-{uuid.uuid4().hex}"
        self._ends[token] = time.monotonic() + self.lifetime
        return 200, {
            "access_token": token, "scope": "all-apis", "token_type": "Bearer",
            "expires_in": int(self.lifetime),
        }  # fmt: skip

    def accept(self, authorization: str) -> bool:
        token = authorization.removeprefix("Bearer ")
        if self._ends.get(token, 0) < time.monotonic():
            return False
        if token not in self.used:
            self.used.append(token)
        return True

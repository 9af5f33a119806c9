"""Signs in as a service principal (OAuth machine-to-machine).

https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m: `POST /oidc/v1/token` of the workspace
gives a token for an hour. Databricks' SDK can do that too, but waits for an answer without an end,
and tells a wrong secret from a network that is down by its text only. So of the SDK is what keeps
the token and knows when to renew it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from etlab_jupyter.runners.databricks.failure import NOBODY, Failure, line, unanswered
from etlab_jupyter.spark_session import DatabricksSettings

PATH = "/oidc/v1/token"
SCOPE = "all-apis"
_LATER = frozenset({429, 500, 502, 503, 504})


def strategy(settings: DatabricksSettings, used: list[str]) -> Any:
    """What the SDK signs requests with; the newest token is put into `used`."""
    from databricks.sdk.credentials_provider import (
        OAuthCredentialsProvider,
        OauthCredentialsStrategy,
    )
    from databricks.sdk.oauth import Refreshable, Token

    class Tokens(Refreshable):
        def refresh(self) -> Token:
            given = _ask(settings)
            used[:] = [given["access_token"]]
            expiry = datetime.now() + timedelta(seconds=float(given["expires_in"]))  # noqa: DTZ005 (as the SDK)
            return Token(given["access_token"], token_type="Bearer", expiry=expiry)  # noqa: S106

    tokens = Tokens()

    def headers() -> dict[str, str]:
        return {"Authorization": f"Bearer {tokens.token().access_token}"}

    return OauthCredentialsStrategy(
        "oauth-m2m", lambda _: OAuthCredentialsProvider(headers, tokens.token)
    )


def _ask(settings: DatabricksSettings) -> dict[str, Any]:
    """The answer that has a token; `Failure` without one: the request itself is not sent then."""
    import requests
    from requests.auth import HTTPBasicAuth

    try:
        answer = requests.post(
            settings.address.rstrip("/") + PATH,
            data={"grant_type": "client_credentials", "scope": SCOPE},
            auth=HTTPBasicAuth(settings.client_id.encode(), settings.client_secret.encode()),
            timeout=settings.answer_seconds,
            allow_redirects=False,
        )
        given = answer.json() if answer.content else {}
    except requests.JSONDecodeError:
        given = None
    except requests.RequestException as error:
        failure = unanswered(error) or Failure(type(error).__name__, False, False)
        failure.sent = False
        raise failure from None
    if not isinstance(given, dict):
        given = {}
    if answer.status_code == 200 and {"access_token", "expires_in"} <= given.keys():
        return given
    raise _refusal(answer, given)


def _refusal(answer: Any, given: dict[str, Any]) -> Failure:
    """As RFC 6749 (5.2) has refusals: `invalid_client` and the like are the credentials' fault."""
    status, error = answer.status_code, str(given.get("error") or "")
    text = line(str(given.get("error_description") or given.get("message") or error))
    if status in _LATER:
        after = answer.headers.get("Retry-After", "")
        seconds = float(after) if after.isdecimal() else None
        return Failure(text, False, True, status=429 if status == 429 else 503, after=seconds)
    if error and status in (400, 401, 403):
        return Failure(text, False, False, status=401, code=error)
    return Failure("it does not sign in service principals", False, False, status=NOBODY)

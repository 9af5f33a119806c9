"""Asks a Livy server who it is."""

from __future__ import annotations

from typing import Any

from etlab_jupyter.connection_checks.found import CheckError, Found
from etlab_jupyter.connection_checks.http import get, unexpected
from etlab_jupyter.connections.livy import LivyConfig

WHAT = "a Livy server"


async def check(config: LivyConfig) -> Found:
    """Its version and how many sessions it has."""
    url = config.url.rstrip("/")
    version = await get(f"{url}/version", **_options(config))
    if version.status == 401:
        return _refused(config, version.headers.get("WWW-Authenticate", ""), version.milliseconds)
    if version.status == 403:
        raise CheckError("The Livy server does not allow this user to use it.")
    if version.status != 200 or not isinstance(version.data, dict):
        raise unexpected(WHAT, url, version)
    sessions = await get(f"{url}/sessions", **_options(config))
    if sessions.status == 403:
        raise CheckError("The Livy server does not allow this user to see sessions.")
    if sessions.status != 200 or "sessions" not in (sessions.data or {}):
        raise unexpected(WHAT, url, sessions)
    count = int(sessions.data.get("total", len(sessions.data["sessions"])))
    name = version.data.get("version")
    message = f"Livy {name} answers; it has {count} session{'' if count == 1 else 's'}."
    return Found(message, version.milliseconds)


def _options(config: LivyConfig) -> dict[str, Any]:
    options: dict[str, Any] = {"validate_cert": config.verify_tls}
    if config.auth == "basic":
        password = config.password.get_secret_value() if config.password else ""
        options |= {"auth_username": config.username or "", "auth_password": password}
    return options


def _refused(config: LivyConfig, wanted: str, milliseconds: int) -> Found:
    if config.auth == "kerberos" and wanted.lower().startswith("negotiate"):
        return Found(
            "The Livy server answers and asks for Kerberos. Whether it takes your ticket shows "
            "when the first session is started.",
            milliseconds,
        )
    if config.auth == "basic":
        raise CheckError("The Livy server refuses this user name and password.")
    way = wanted.split(" ")[0] or "a way that it does not name"
    raise CheckError(f"The Livy server asks to sign in ({way}); choose how under “Signing in”.")

"""Whether a connection works: really connects and says what it found.

One module for each way to connect. `check` raises `CheckError` with words for people, in which no
secret is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from etlab_jupyter.api.enums import ConnectionType
from etlab_jupyter.connection_checks import databricks, kubernetes, livy, session
from etlab_jupyter.connection_checks.found import CheckError, Found
from etlab_jupyter.connections import CONFIGS, secret_paths
from etlab_jupyter.connections.databricks import DatabricksConfig
from etlab_jupyter.connections.kubernetes import KubernetesConfig
from etlab_jupyter.connections.livy import LivyConfig
from etlab_jupyter.connections.session import SessionConfig

SECONDS = 60.0
"""How long a check may take."""


async def check(
    kind: ConnectionType,
    config: Mapping[str, Any],
    *,
    folder: str | os.PathLike[str],
    seconds: float = SECONDS,
) -> Found:
    """Connect as a config says; kernels that are needed for it are started in `folder`."""
    made = CONFIGS[kind].model_validate(config)
    try:
        async with asyncio.timeout(seconds):
            match made:
                case LivyConfig():
                    return await livy.check(made)
                case DatabricksConfig():
                    return await databricks.check(made)
                case KubernetesConfig(deploy_mode="cluster"):
                    return await kubernetes.check(made.session())
                case SessionConfig():
                    return await session.check(made.session(), folder)
        raise CheckError(f"Connections of type {kind.value} cannot be tested.")
    except TimeoutError:
        raise CheckError(f"There was no answer within {seconds:.0f} seconds.") from None
    except CheckError as error:
        told = _without(_secrets(kind, config), str(error))
        raise CheckError(told, failed=error.failed) from None


def _secrets(kind: ConnectionType, config: Mapping[str, Any]) -> list[str]:
    """The secrets themselves, the longest first."""
    found = []
    for path in secret_paths(CONFIGS[kind], config):
        value: Any = config
        for step in path:
            value = value[step]
        found.append(str(value))
    return sorted(found, key=len, reverse=True)


def _without(secrets: list[str], text: str) -> str:
    for secret in secrets:
        text = text.replace(secret, "…")
    return text


__all__ = ["SECONDS", "CheckError", "Found", "check"]

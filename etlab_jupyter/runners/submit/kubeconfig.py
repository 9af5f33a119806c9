"""Reads a kubeconfig with Kubernetes' own client, and tells what one signs in with.

Started as `python -P kubeconfig.py FILES CONTEXT` (FILES as in `KUBECONFIG`, no CONTEXT for the
current one), it prints JSON. It is a process of its own, since the client takes seconds to load
and keys stay in files of its until it ends, and since a plugin that signs in may hang.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

MISSING = 3
"""The exit status where Kubernetes' client is not installed."""


class _Errors(logging.Handler):
    """What the client logs instead of raising it: a plugin that fails."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


def read(files: str, context: str) -> dict[str, Any]:
    """The value of the header `Authorization`, and certificates as PEM; None where there is none.

    ValueError says what is wrong with the file, without what is in it.
    """
    from kubernetes.client import Configuration
    from kubernetes.config import load_kube_config

    errors = _Errors()
    logging.getLogger().addHandler(errors)
    found = Configuration()
    try:
        load_kube_config(files, context or None, found)
    except Exception as error:
        errors.told.append(str(error) or type(error).__name__)
    if errors.told:
        # Behind a brace the client quotes the file, with the tokens in it.
        raise ValueError(" ".join(errors.told[-1].split("{")[0].split()).rstrip("/. "))
    return {
        "authorization": found.auth_settings().get("BearerToken", {}).get("value"),
        "authority": _text(found.ssl_ca_cert),
        "certificate": _text(found.cert_file),
        "key": _text(found.key_file),
    }


def _text(file: str | None) -> str | None:
    return Path(file).read_text("utf-8") if file else None


def main(files: str, context: str = "") -> int:
    """Print what was read; an exit status."""
    try:
        told = json.dumps(read(files, context))
    except ModuleNotFoundError as error:
        if error.name != "kubernetes":
            raise
        return MISSING
    except (OSError, ValueError) as error:
        sys.stderr.write(str(error))
        return 1
    sys.stdout.write(told)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Kubeconfigs as people have them."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Any

import yaml

VERSION = "client.authentication.k8s.io/v1"
# Notes each time that it was run, and prints whatever token there is then.
PLUGIN = f"""\
import json, os, pathlib, sys

folder = pathlib.Path(sys.argv[1])
with (folder / "asked").open("a") as file:
    file.write(json.dumps([name for name in os.environ if name.startswith("ETLAB_")]) + "\\n")
token = folder / "plugin-token"
if not token.exists():
    sys.exit("please sign in again")
status = {{"token": token.read_text()}}
print(json.dumps({{"apiVersion": "{VERSION}", "kind": "ExecCredential", "status": status}}))
"""


def write(
    file: Path, user: dict[str, Any], server: str = "https://elsewhere.invalid", **cluster: Any
) -> Path:
    """A kubeconfig whose current context `mine` has that user; in `other` there is none."""
    contexts = {"mine": {"cluster": "c", "user": "me"}, "other": {"cluster": "c"}}
    config = {
        "apiVersion": "v1", "kind": "Config", "current-context": "mine",
        "clusters": [{"name": "c", "cluster": {"server": server, **cluster}}],
        "users": [{"name": "me", "user": user}],
        "contexts": [{"name": name, "context": one} for name, one in contexts.items()],
    }  # fmt: skip
    file.write_text(yaml.safe_dump(config))
    return file


def plugin(folder: Path) -> dict[str, Any]:
    """A user who signs in with a program, with the token in the folder's `plugin-token`."""
    script = folder / "plugin.py"
    script.write_text(PLUGIN)
    arguments = [str(script), str(folder)]
    return {
        "exec": {
            "apiVersion": VERSION, "command": sys.executable, "args": arguments,
            "interactiveMode": "Never",
        }
    }  # fmt: skip


def data(text: bytes) -> str:
    """Certificates and keys as they are written into such a file."""
    return base64.b64encode(text).decode()

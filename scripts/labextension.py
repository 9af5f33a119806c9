"""Builds the JupyterLab extension and puts it where the main environment's Lab finds it.

A second run builds only what changed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import environments
import tasks
from system import SetupError, say

FOLDER = environments.ROOT / "labextension"
DIST = FOLDER / "dist"
WIDGET = environments.ROOT / "etlab_jupyter" / "widgets" / "static" / "graph.js"
MODULES = FOLDER / "node_modules"
BUILT = FOLDER / ".built"
LINK = environments.MAIN / "share" / "jupyter" / "labextensions" / "etlab-jupyter"
NODE_MINIMUM = 20
SOURCES = ("src/**/*.ts", "src/**/*.tsx", "src/**/*.css", "style/*", "schema/*", "*.json")


def ensure() -> None:
    """The extension as the sources are now, linked into the main environment."""
    if not _node_is_there():
        environments.ensure_node()
    lock = (FOLDER / "package-lock.json").read_bytes()
    if _changed(MODULES / ".stamp", lock):
        say("npm ci")
        _npm("ci", "--no-audit", "--no-fund")
        (MODULES / ".stamp").write_text(_hash(lock), encoding="utf-8")
    sources = b"".join(path.read_bytes() for path in _sources())
    built = (DIST / "package.json").exists() and WIDGET.exists()
    if _changed(BUILT, sources) or not built:
        say("building the JupyterLab extension")
        _npm("run", "build")
        BUILT.write_text(_hash(sources), encoding="utf-8")
    LINK.parent.mkdir(parents=True, exist_ok=True)
    if not LINK.is_symlink() or LINK.resolve() != DIST:
        LINK.unlink(missing_ok=True)
        LINK.symlink_to(DIST)


def check() -> list[int]:
    """The types, the format and the unit tests of the extension; their exit statuses."""
    return [tasks.run(_npm_program(), "--prefix", FOLDER, "run", name) for name in ("lint", "test")]


def _node_is_there() -> bool:
    node = shutil.which("node", path=tasks.environment()["PATH"])
    if node is None or shutil.which("npm", path=tasks.environment()["PATH"]) is None:
        return False
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = done.stdout.strip().lstrip("v").split(".")[0]
    return version.isdigit() and int(version) >= NODE_MINIMUM


def _npm_program() -> str:
    found = shutil.which("npm", path=tasks.environment()["PATH"])
    if found is None:
        raise SetupError("There is no npm, and it could not be installed.")
    return found


def _npm(*arguments: str) -> None:
    done = subprocess.run(
        [_npm_program(), *arguments],
        cwd=FOLDER,
        env=tasks.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupError(f"npm {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def _sources() -> list[Path]:
    return [
        *sorted({path for pattern in SOURCES for path in FOLDER.glob(pattern)}),
        environments.ROOT / "docs" / "openapi.json",
    ]


def _changed(stamp: Path, content: bytes) -> bool:
    return not stamp.exists() or stamp.read_text(encoding="utf-8") != _hash(content)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

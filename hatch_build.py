"""Puts the built JupyterLab extension into wheels, building it where that is missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHARED = "share/jupyter/labextensions/etlab-jupyter"


class LabextensionHook(BuildHookInterface):  # type: ignore[type-arg]
    """Editable installs carry none: there the folder is linked."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        folder = Path(self.root) / "labextension"
        widget = Path(self.root) / "etlab_jupyter" / "widgets" / "static" / "graph.js"
        if not (folder / "dist" / "package.json").exists() or not widget.exists():
            npm = shutil.which("npm")
            if npm is None:
                raise RuntimeError("The JupyterLab extension is not built, and there is no npm.")
            for arguments in (["ci"], ["run", "build"]):
                subprocess.run([npm, *arguments], cwd=folder, check=True)  # noqa: S603
        build_data["shared_data"][str(folder / "dist")] = SHARED

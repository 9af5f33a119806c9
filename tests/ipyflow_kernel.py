"""A kernelspec of ipyflow's for one test."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

NAME = "etlab-test-ipyflow"


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make the kernelspec where Jupyter looks during the test; its name."""
    argv = [sys.executable, "-m", "ipyflow.kernel", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "ipyflow", "language": "python"}
    place = folder / "jupyter" / "kernels" / NAME
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
    return NAME

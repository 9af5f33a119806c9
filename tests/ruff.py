"""The formatter and linter that generated code must satisfy."""

from __future__ import annotations

import subprocess
import sys


def formatted(source: str) -> str:
    """`source` as `ruff format` writes it, with ruff's own defaults."""
    return _ruff(["format", "--isolated", "-"], source).stdout


def lint(source: str) -> str:
    """What `ruff check` (pyflakes, unused and unsorted imports) says of `source`; '' if nothing."""
    rules = ["--select", "E4,E7,E9,F,I"]
    result = _ruff(["check", "--isolated", "--quiet", *rules, "-"], source, check=False)
    return result.stdout


def _ruff(
    arguments: list[str], source: str, check: bool = True
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ruff", *arguments],
        input=source,
        capture_output=True,
        text=True,
        check=check,
    )

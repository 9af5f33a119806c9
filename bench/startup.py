"""Start-up: importing ETLab and `etlab --version`, against an empty Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.measure import Result, interleaved

ROUNDS = 15
REFERENCE = "python -c pass"
FORBIDDEN = ("pyspark", "tornado", "sqlalchemy", "ipywidgets", "pandas")


def run() -> list[Result]:
    """Measures both; the note names the heavy packages that the import loads."""
    etlab = Path(sys.executable).with_name("etlab")
    loaded = heavy_imports()
    note = f"imports {', '.join(loaded)}" if loaded else "pyspark is not imported"
    return [
        _measure("import etlab_jupyter", [sys.executable, "-c", "import etlab_jupyter"], note),
        _measure("etlab --version", [str(etlab), "--version"]),
    ]


def heavy_imports() -> list[str]:
    """Which of the packages that start slowly `import etlab_jupyter` brings along."""
    code = (
        "import sys, etlab_jupyter\n"
        f"print(*(name for name in {FORBIDDEN!r} if name in sys.modules))"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def _measure(case: str, command: list[str], note: str = "") -> Result:
    def etlab() -> None:
        subprocess.run(command, check=True, capture_output=True)

    def reference() -> None:
        subprocess.run([sys.executable, "-c", "pass"], check=True, capture_output=True)

    ours, theirs = interleaved(etlab, reference, ROUNDS)
    return Result("startup", case, ours, REFERENCE, theirs, ROUNDS, note)

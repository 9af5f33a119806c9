"""Removes what the make targets made, the environments included."""

from __future__ import annotations

import shutil

from environments import FLOWFILE, MAIN, ROOT, SCHEDULER, SPARK35, SPARKMAGIC
from system import say

MADE = (
    *(MAIN, SPARK35, FLOWFILE, SCHEDULER, SPARKMAGIC),
    *(ROOT / name for name in ("demo", "build", "dist", "spark-warehouse", ".jars")),
    *(ROOT / "labextension" / name for name in ("node_modules", "lib", "dist")),
    ROOT / "etlab_jupyter" / "widgets" / "static",
    *(
        ROOT / name
        for name in (".screenshots", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache")
    ),
)

if __name__ == "__main__":
    for path in MADE:
        if path.exists():
            say(f"removing {path.relative_to(ROOT)}")
            shutil.rmtree(path)

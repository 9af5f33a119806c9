"""The pages under `examples/` and the scripts beside them."""

from __future__ import annotations

from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PAGES = sorted(EXAMPLES.rglob("*.etlab.json"))
NAMES = [str(page.relative_to(EXAMPLES)).removesuffix(".etlab.json") for page in PAGES]


def script_of(page: Path) -> Path:
    """The golden file: the script that the page generates."""
    return page.with_name(page.name.removesuffix(".etlab.json") + ".py")

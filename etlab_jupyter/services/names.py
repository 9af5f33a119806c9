"""Names that are not taken."""

from __future__ import annotations

import re
from collections.abc import Container

MAX = 255


def free_name(name: str, taken: Container[str]) -> str:
    """`name`, or with the next number that is free: `orders`, `orders (2)`, `orders (3)`."""
    if name not in taken:
        return name
    stem = re.sub(r" \(\d+\)$", "", name)
    number = 2
    while True:
        suffix = f" ({number})"
        candidate = stem[: MAX - len(suffix)] + suffix
        if candidate not in taken:
            return candidate
        number += 1

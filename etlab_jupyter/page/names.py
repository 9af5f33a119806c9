"""Variable names for the outputs of nodes, made from their labels."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Container, Iterable

RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins)}) | {
    "spark", "sc", "os", "f", "t",
}  # fmt: skip
MAX_LENGTH = 60


def slug(label: str, fallback: str) -> str:
    """A lower-case Python name for `label`: `Orders 2024` → `orders_2024`."""
    plain = unicodedata.normalize("NFKD", label[:1000]).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:MAX_LENGTH].rstrip("_")
    if not name:
        return fallback
    return f"df_{name}" if name[0].isdigit() else name


class Names:
    """Hands out names that are not taken; asked in the same order it gives the same names.

    One of `reserved` (by default what Python and the generated code need) gets an ending.
    """

    def __init__(self, taken: Iterable[str] = (), reserved: Container[str] = RESERVED) -> None:
        self._taken = set(taken)
        self._reserved = reserved
        self._next: dict[str, int] = {}

    def unique(self, name: str) -> str:
        if name in self._reserved:
            name = f"{name}_df"
        candidate, number = name, self._next.get(name, 2)
        while candidate in self._taken:
            candidate, number = f"{name}_{number}", number + 1
        self._next[name] = number
        self._taken.add(candidate)
        return candidate

    def copy(self) -> Names:
        """The same state, to try names out."""
        names = Names(self._taken, self._reserved)
        names._next = dict(self._next)
        return names

    def reserve(self, names: Iterable[str]) -> None:
        """Takes these names, whoever has them."""
        self._taken.update(names)

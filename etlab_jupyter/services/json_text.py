"""JSON from outside: what can be stored and written again, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from pydantic_core import from_json

MAX_DEPTH = 100


def read_json(text: bytes | str) -> Any:
    """The value of a JSON text; raises `ValueError` with a text for people.

    Refused are NaN and numbers that no float holds, half characters, the character U+0000 and
    what is nested more than 100 levels deep: not every database, file or kernel can hold them.
    """
    value = from_json(text, allow_inf_nan=False)
    marker = "\\u0000" if isinstance(text, str) else b"\\u0000"
    _check([value], look_for_null=marker in text)  # type: ignore[operator]
    return value


def _check(level: Iterable[Any], *, look_for_null: bool) -> None:
    for _ in range(MAX_DEPTH + 1):
        inner: list[Any] = []
        for part in level:
            kind = type(part)
            if kind is dict:
                inner += part.values()
                if look_for_null:
                    inner += part
            elif kind is list:
                inner += part
            elif kind is float and not math.isfinite(part):
                raise ValueError("a number is too large")
            elif look_for_null and kind is str and "\0" in part:
                raise ValueError("the character U+0000 cannot be stored")
        if not inner:
            return
        level = inner
    raise ValueError(f"it is nested more than {MAX_DEPTH} levels deep")

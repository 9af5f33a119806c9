"""Values as Python source. The only way by which anything a user typed reaches generated code.

`Code` marks text that is source already; everything else that a template prints becomes a
literal through `literal`. Strings come out quoted and escaped as `ruff format` leaves them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


class Code(str):
    """Python source that may be printed as it stands."""

    __slots__ = ()


def identifier(name: str) -> Code:
    """`name` as a bare name (an attribute or a keyword), refused unless it is one."""
    if not name.isidentifier():
        raise ValueError(f"{name!r} is not a Python name")
    return Code(name)


def quote(text: str, prefix: str = "") -> Code:
    """A string literal: double quotes unless single ones need fewer escapes."""
    if '"' not in text and "\\" not in text and text.isprintable():
        return Code(f'{prefix}"{text}"')
    mark = "'" if text.count('"') > text.count("'") else '"'
    return Code(prefix + mark + "".join(_escape(char, mark) for char in text) + mark)


def _escape(char: str, mark: str) -> str:
    if char == mark or char == "\\":
        return "\\" + char
    return char if char.isprintable() else repr(char)[1:-1]


def quote_block(text: str, prefix: str = "") -> Code:
    """A triple-quoted literal for text of several lines, a plain one where that reads no better."""
    lines = text.split("\n")
    if len(lines) < 2 or not all(line.replace("\t", "").isprintable() for line in lines):
        return quote(text, prefix)
    if any(line != line.rstrip() for line in lines):
        return quote(text, prefix)
    start = text.rstrip('"')
    body = start.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    end = '\\"' * (len(text) - len(start))  # else they would belong to the closing quotes
    return Code(f'{prefix}"""{body}{end}"""')


def literal(value: Any) -> Code:
    """`value` (None, bool, numbers, text, dates, lists, tuples, dicts, enums) as a literal.

    Decimals and dates become strings, which Spark casts; raises `TypeError` for anything else.
    """
    match value:
        case Code():
            return value
        case Enum():
            return literal(value.value)
        case str():
            return quote(value)
        case bytes():
            return _bytes(value)
        case None | bool() | int():
            return Code(repr(value))
        case float():
            return _float(value)
        case Decimal() | datetime() | date():
            return quote(str(value))
        case Mapping():
            inner = ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items())
            return Code("{" + inner + "}")
        case tuple():
            inner = ", ".join(map(literal, value))
            return Code(f"({inner},)" if len(value) == 1 else f"({inner})")
        case Iterable():
            return Code("[" + ", ".join(map(literal, value)) + "]")
    raise TypeError(f"no literal for a {type(value).__name__}")


def _float(value: float) -> Code:
    if math.isfinite(value):
        return Code(repr(value).replace("e+", "e"))
    return Code(f'float("{value}")')


def _bytes(value: bytes) -> Code:
    text = value.decode("latin-1").replace("\\", "\\\\")
    mark = "'" if text.count('"') > text.count("'") else '"'
    text = text.replace(mark, "\\" + mark)
    body = "".join(c if " " <= c <= "~" else f"\\x{ord(c):02x}" for c in text)
    return Code(f"b{mark}{body}{mark}")

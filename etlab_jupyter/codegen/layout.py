"""Lays out one flat Python statement as `ruff format` leaves it (88 columns).

Templates write their code on one line, or break it where Python's brackets allow it and after
a closing bracket; those line breaks are dropped here.
This module breaks what is too long, by ruff's rules for the few constructs that templates use:
calls, attributes, subscripts, collections and string literals. Calling ruff itself would cost
10 ms a page; the tests run ruff over everything that is generated instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wcwidth import wcswidth

WIDTH = 88
INDENT = 4

_STRING = re.compile(
    r'[rfb]{0,2}(?:"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')',
    re.DOTALL,
)
_TOKEN = re.compile(rf"{_STRING.pattern}|[()\[\]{{}},]|[^\s()\[\]{{}},\"']+|\s+", re.DOTALL)
_CLOSES = {"(": ")", "[": "]", "{": "}"}


@dataclass(slots=True)
class _Group:
    """A bracket pair and its comma-separated items."""

    open: str
    items: list[_Expression] = field(default_factory=list)
    flat: str = ""

    @property
    def close(self) -> str:
        return _CLOSES[self.open]

    @property
    def is_block_string(self) -> bool:
        """Whether it is the call of one triple-quoted string, which keeps its brackets tight."""
        only = self.items[0].flat if self.open == "(" and len(self.items) == 1 else ""
        return only.startswith(('"""', 'f"""'))


@dataclass(slots=True)
class _Expression:
    """Text and groups in order: `orders.filter(` … `)` is `[".filter text", group]`."""

    parts: list[str | _Group] = field(default_factory=list)
    flat: str = ""


def strip_strings(code: str) -> str:
    """`code` without the contents of its string literals, to look for names in it."""
    return _STRING.sub('""', code)


def lay_out(code: str, target: str = "") -> str:
    """The statement `target = code` (or just `code`) with line breaks where it is too long."""
    prefix = f"{target} = " if target else ""
    if _fits(code, len(prefix)):
        return prefix + code
    expression = _parse(code)
    if _fits(prefix + expression.flat):
        return prefix + expression.flat
    if _is_fluent(expression):
        pad = "\n" + " " * INDENT
        fits = _fits(expression.flat, INDENT)
        lines = [expression.flat] if fits else _fluent(expression, INDENT, 0)
        return f"{prefix}({pad}{pad.join(lines)}\n)"
    return _groups(expression, 0, len(prefix), 0, prefix)


def _fits(text: str, column: int = 0) -> bool:
    return "\n" not in text and column + _width(text) <= WIDTH


def _width(text: str) -> int:
    """Columns on the screen, which is what ruff counts: a Chinese character takes two."""
    return len(text) if text.isascii() else wcswidth(text)


def _parse(code: str) -> _Expression:
    tokens = (match.group() for match in _TOKEN.finditer(code.strip()))
    expression, closer = _parse_item(tokens)
    if closer:
        raise ValueError(f"unbalanced {closer!r} in a template's code")
    return expression


def _parse_item(tokens: Iterator[str]) -> tuple[_Expression, str]:
    """One item, and the token (comma or closing bracket) that ended it."""
    item = _Expression()
    flat: list[str] = []
    for token in tokens:
        if token in _CLOSES:
            group = _parse_group(token, tokens)
            item.parts.append(group)
            flat.append(group.flat)
            continue
        if token in (",", ")", "]", "}"):
            return _finish(item, flat), token
        text = token
        if token.isspace():
            if "\n" in token or not flat:
                continue
            text = " "
        flat.append(text)
        if item.parts and isinstance(item.parts[-1], str):
            item.parts[-1] += text
        else:
            item.parts.append(text)
    return _finish(item, flat), ""


def _finish(item: _Expression, flat: list[str]) -> _Expression:
    item.flat = "".join(flat).rstrip()
    if item.parts and isinstance(item.parts[-1], str):
        item.parts[-1] = item.parts[-1].rstrip()
    return item


def _parse_group(opener: str, tokens: Iterator[str]) -> _Group:
    group = _Group(opener)
    ended_by = ","
    while ended_by == ",":
        item, ended_by = _parse_item(tokens)
        if item.flat:
            group.items.append(item)
    inner = ", ".join(item.flat for item in group.items)
    group.flat = f"{opener}{inner}{group.close}"
    return group


def _links(expression: _Expression) -> list[int]:
    """Where a chain may break: the indexes of parts that are `.name` after a call."""
    return [
        index
        for index, part in enumerate(expression.parts)
        if index and isinstance(part, str) and part.startswith(".")
    ]


def _is_fluent(expression: _Expression) -> bool:
    """Ruff gives each call of a chain its own line where two or more follow another call."""
    return len(_links(expression)) >= 2


def _fluent(expression: _Expression, indent: int, suffix: int) -> list[str]:
    starts = [0, *_links(expression)]
    lines = []
    for start, end in zip(starts, [*starts[1:], len(expression.parts)], strict=True):
        link = _Expression(expression.parts[start:end])
        after = suffix if end == len(expression.parts) else 0
        lines.append(_groups(link, indent, indent, after, ""))
    return lines


def _item(expression: _Expression, indent: int, suffix: int) -> str:
    """One item of a bracket, at the start of its own line."""
    if _fits(expression.flat, indent + suffix):
        return expression.flat
    if _is_fluent(expression):
        return ("\n" + " " * indent).join(_fluent(expression, indent, suffix))
    return _groups(expression, indent, indent, suffix, "")


def _groups(expression: _Expression, indent: int, column: int, suffix: int, done: str) -> str:
    """The parts from left to right, each bracket flat while it and what follows fits."""
    parts = expression.parts
    for index, part in enumerate(parts):
        if isinstance(part, str):
            done += part
            column += _width(part)
            continue
        rest = _until_break(parts[index + 1 :])
        room = suffix if rest is None else 0
        tail = rest if rest is not None else "".join(_flat(p) for p in parts[index + 1 :])
        if not part.items or _fits(part.flat + tail, column + room):
            done += part.flat
            column += _width(part.flat)
        elif part.is_block_string:
            done += part.flat
            column = _width(part.flat.rpartition("\n")[2])
        else:
            done += _explode(part, indent)
            column = indent + 1
    return done


def _flat(part: str | _Group) -> str:
    return part if isinstance(part, str) else part.flat


def _until_break(parts: list[str | _Group]) -> str | None:
    """The text up to and with the next bracket that could be broken; None where there is none."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
        elif part.items:
            return text + part.open
        else:
            text += part.flat
    return None


def _explode(group: _Group, indent: int) -> str:
    inner = indent + INDENT
    pad = "\n" + " " * inner
    one_line = ", ".join(item.flat for item in group.items)
    if _fits(one_line, inner):
        body = one_line
    elif len(group.items) == 1:
        body = _item(group.items[0], inner, 0)
    else:
        body = pad.join(_item(item, inner, 1) + "," for item in group.items)
    return f"{group.open}{pad}{body}\n{' ' * indent}{group.close}"

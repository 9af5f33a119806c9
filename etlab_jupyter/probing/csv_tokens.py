"""Splits CSV into fields as Spark's parser (univocity, with Spark's settings) does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Row = list[str]


class UnsureError(Exception):
    """Text that the parsers may not split alike, such as quotes in the middle of a
    quoted field.
    """


@dataclass(frozen=True, slots=True)
class Dialect:
    """The options that say where a field begins and ends."""

    separator: str = ","
    quote: str = '"'
    escape: str = "\\"
    comment: str = ""
    strip_left: bool = False
    strip_right: bool = False

    @classmethod
    def of(cls, options: Mapping[str, str]) -> Dialect:
        separator = options.get("sep", options.get("delimiter", ","))
        return cls(
            separator=separator.replace("\\t", "\t"),
            quote=options.get("quote", '"'),
            escape=options.get("escape", "\\"),
            comment=options.get("comment", ""),
            strip_left=options.get("ignoreleadingwhitespace") == "true",
            strip_right=options.get("ignoretrailingwhitespace") == "true",
        )


def rows_of_lines(lines: Iterable[str], dialect: Dialect) -> Iterator[Row]:
    """The fields of each line; blank lines and comments are left out."""
    for line in lines:
        if not line.strip() or (dialect.comment and line.startswith(dialect.comment)):
            continue
        if dialect.quote and dialect.quote in line:
            yield next(rows_of_text(line, dialect))
        else:
            yield [_strip(field, dialect) for field in line.split(dialect.separator)]


def rows_of_text(text: str, dialect: Dialect) -> Iterator[Row]:
    """The fields of each record; a quoted field may hold line ends."""
    position = 0
    plain_end = re.compile(f"{re.escape(dialect.separator)}|\r\n|\r|\n")
    while position < len(text):
        if text[position] in "\r\n":
            position += 1
            continue
        row: Row = []
        ended = False
        while not ended:
            start = position
            if dialect.strip_left:
                start += len(text[position:]) - len(text[position:].lstrip(" \t"))
            if dialect.quote and text.startswith(dialect.quote, start):
                field, position = _quoted(text, start + 1, dialect)
            else:
                match = plain_end.search(text, position)
                end = match.start() if match else len(text)
                field, position = _strip(text[position:end], dialect), end
            row.append(field)
            position, ended = _after_field(text, position, dialect)
        if not (dialect.comment and row[0].startswith(dialect.comment)):
            yield row


def _after_field(text: str, position: int, dialect: Dialect) -> tuple[int, bool]:
    """Steps over what ended a field; whether the record ended too."""
    if text.startswith(dialect.separator, position):
        return position + len(dialect.separator), False
    if text.startswith("\r\n", position):
        return position + 2, True
    return position + 1, True


def _quoted(text: str, position: int, dialect: Dialect) -> tuple[str, int]:
    """The field whose opening quote is before `position`, and where it ended."""
    quote, escape = dialect.quote, dialect.escape
    special = re.compile(f"[{re.escape(quote + escape)}]")
    field = ""
    while match := special.search(text, position):
        field += text[position : match.start()]
        char, after = match[0], text[match.end() : match.end() + 1]
        position = match.end()
        if char == escape and after and after in (quote, escape):
            field += after
            position += 1
        elif char == quote:
            return field.replace("\r\n", "\n"), _closing(text, position, dialect)
        else:
            field += char
    return field + text[position:], len(text)


def _closing(text: str, position: int, dialect: Dialect) -> int:
    """The position behind the blanks that may follow a closing quote."""
    while position < len(text) and text[position] in " \t":
        if text.startswith(dialect.separator, position):
            break
        position += 1
    if position == len(text) or text[position] in "\r\n":
        return position
    if text.startswith(dialect.separator, position):
        return position
    raise UnsureError


def _strip(field: str, dialect: Dialect) -> str:
    if dialect.strip_left:
        field = field.lstrip(" \t")
    return field.rstrip(" \t") if dialect.strip_right else field

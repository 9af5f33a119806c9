"""Columns of CSV files: names from the header, types where `inferSchema` is set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from etlab_jupyter.probing.csv_tokens import (
    Dialect,
    Row,
    UnsureError,
    rows_of_lines,
    rows_of_text,
)
from etlab_jupyter.probing.csv_types import Inference
from etlab_jupyter.probing.reading import MAX_BYTES, Text, read_text
from etlab_jupyter.spark_types import STRING, UNKNOWN, Field, Schema

HEADER_BYTES = 200_000
MAX_CANDIDATES = 50

# Options with which other texts become columns than those that are read here.
_OTHER_RULES = (
    "samplingratio",
    "linesep",
    "locale",
    "unescapedquotehandling",
    "infertimestamp",
)


def columns(files: Sequence[Path], options: Mapping[str, str], complete: bool) -> Schema | None:
    """The columns; of unknown type where there is more to read than is read here."""
    try:
        row = _first_row(files, options)
    except UnsureError:
        return None
    if row is None:
        return Schema()
    names = _names(row, options)
    if options.get("inferschema") != "true":
        return Schema(Field(name, STRING) for name in names)
    rows = _all_rows(files, options, row) if complete else None
    if rows is None:
        return Schema(Field(name, UNKNOWN) for name in names)
    inference = Inference(options)
    return Schema(
        Field(name, inference.column(row[index] for row in rows if index < len(row)))
        for index, name in enumerate(names)
    )


def _first_row(files: Sequence[Path], options: Mapping[str, str]) -> Row | None:
    """The row that Spark takes the names from; None where there is no row.

    It comes from the biggest file, or with `multiLine` from the first one that the file
    system lists. Where that may be one of several files, they must agree.
    """
    sizes = {file: file.stat().st_size for file in files}
    biggest = max(sizes.values())
    many = options.get("multiline") == "true"
    candidates = [file for file in files if many or sizes[file] == biggest]
    if len(candidates) > MAX_CANDIDATES:
        raise UnsureError
    rows = {_first_row_of(file, options) for file in candidates}
    rows = rows - {None} or rows
    if len(rows) > 1:
        raise UnsureError
    (row,) = rows
    return list(row) if row else None


def _first_row_of(file: Path, options: Mapping[str, str]) -> tuple[str, ...] | None:
    text = read_text(file, options, "csv", HEADER_BYTES)
    if text is None:
        raise UnsureError
    row = next(iter(_rows(text, options)), None)
    if row is None and not text.complete:
        raise UnsureError
    return tuple(row) if row is not None else None


def _rows(text: Text, options: Mapping[str, str]) -> Iterator[Row]:
    dialect = Dialect.of(options)
    if options.get("multiline") == "true":
        return rows_of_text(text.content, dialect)
    return rows_of_lines(text.lines(), dialect)


def _all_rows(files: Sequence[Path], options: Mapping[str, str], first: Row) -> list[Row] | None:
    """Every row without the header; None where that is too much or unclear."""
    if any(option in options for option in _OTHER_RULES):
        return None
    header = first if options.get("header") == "true" else None
    rows: list[Row] = []
    room = MAX_BYTES
    for file in files:
        text = read_text(file, options, "csv", room)
        if text is None or not text.complete:
            return None
        room -= len(text.content)
        try:
            rows += [row for row in _rows(text, options) if row != header]
        except UnsureError:
            return None
    return rows


def _names(row: Row, options: Mapping[str, str]) -> list[str]:
    """The header as Spark makes it safe: no empty and no equal names."""
    if options.get("header") != "true":
        return [f"_c{index}" for index in range(len(row))]
    counts = Counter(name.lower() for name in row)
    empty = ("", options.get("nullvalue", ""))
    return [
        f"_c{index}" if name in empty else f"{name}{index}" if counts[name.lower()] > 1 else name
        for index, name in enumerate(row)
    ]

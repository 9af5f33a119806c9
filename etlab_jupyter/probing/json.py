"""Columns of JSON files, by Spark's inference over all of their records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from etlab_jupyter import spark_types as t
from etlab_jupyter.probing.error import ProbeError
from etlab_jupyter.probing.json_types import canonical, type_of, wider
from etlab_jupyter.probing.reading import MAX_BYTES, read_text

# Options with which Spark reads texts as JSON, or types, that this module would not.
_OTHER_RULES = (
    "primitivesasstring", "prefersdecimal", "allowcomments", "allowunquotedfieldnames",
    "allownumericleadingzeros", "allowbackslashescapinganycharacter",
    "dropfieldifallnull",
    "allowunquotedcontrolchars", "inferTimestamp", "infertimestamp", "samplingratio",
    "linesep",
    "allownonnumericnumbers", "allowsinglequotes", "columnnameofcorruptrecord",
    "singlevariantcolumn",
)  # fmt: skip
_DECODER = json.JSONDecoder()
_BAD = object()


class _UnclearError(Exception):
    """A record that Spark's parser takes though it is not JSON, such as one in single
    quotes.
    """


def columns(files: Sequence[Path], options: Mapping[str, str], complete: bool) -> t.Schema | None:
    """The columns; None where there is more to read than is read here."""
    if not complete or any(option in options for option in _OTHER_RULES):
        return None
    texts = _texts(files, options)
    if texts is None:
        return None
    try:
        records = [record for text in texts for record in _records(text)]
    except (_UnclearError, RecursionError):
        return None
    bad = sum(record is _BAD for record in records)
    if records and bad == len(records):
        raise ProbeError("not-json", f"{files[0]} holds no JSON record.", _hint(options))
    mode = options.get("mode", "permissive").lower()
    if bad and mode == "failfast":
        raise ProbeError("not-json", f"{bad} records are not JSON, and the mode is FAILFAST.")
    return _schema(records, corrupt=mode == "permissive")


def _hint(options: Mapping[str, str]) -> str:
    if options.get("multiline") == "true":
        return "A file is expected to be one JSON value."
    return "Every line is expected to be one JSON value, unless files are read as a whole."


def _texts(files: Sequence[Path], options: Mapping[str, str]) -> list[str] | None:
    """What should be JSON values: the lines, or whole files with `multiLine`."""
    texts: list[str] = []
    room = MAX_BYTES
    for file in files:
        text = read_text(file, options, "json", room)
        if text is None or not text.complete:
            return None
        room -= len(text.content)
        texts += [text.content] if options.get("multiline") == "true" else text.lines()
    return texts


def _records(text: str) -> Iterator[Any]:
    """The records of one value: itself, or the items of an array of objects."""
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return
    try:
        value, _ = _DECODER.raw_decode(text, start)
    except ValueError:
        if "'" in text or "INF" in text:
            raise _UnclearError from None
        yield _BAD
        return
    if value is None:
        return
    items = value if isinstance(value, list) else [value]
    if all(isinstance(item, dict) for item in items):
        yield from items
    else:
        yield _BAD


def _schema(records: Iterable[Any], *, corrupt: bool) -> t.Schema:
    objects = [type_of(record) for record in records if record is not _BAD]
    empty: t.DataType = t.StructType()
    row = canonical(reduce(wider, objects, empty))
    fields = list(row.fields) if isinstance(row, t.StructType) else []
    if corrupt and any(record is _BAD for record in records):
        fields = [field for field in fields if field.name != "_corrupt_record"]
        fields.append(t.Field("_corrupt_record", t.STRING))
    return t.Schema(sorted(fields, key=lambda field: field.name.encode("utf-16-be")))

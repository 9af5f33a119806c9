"""Reads the texts that are looked at: decompressed, decoded, and never more than a
bound.
"""

from __future__ import annotations

import bz2
import gzip
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etlab_jupyter.probing.error import ProbeError

MAX_BYTES = 2_000_000

_LINE_END = re.compile(r"\r\n|\r|\n")
_BINARY = {
    b"PAR1": "a Parquet file", b"ORC": "an ORC file", b"Obj\x01": "an Avro file",
    b"PK\x03\x04": "a zip or Excel file", b"\x1f\x8b": "a gzip file without the ending .gz",
    b"SQLite format 3": "an SQLite database", b"%PDF": "a PDF file",
}  # fmt: skip
_OPENERS: Mapping[str, Any] = {".gz": gzip.open, ".bz2": bz2.open}
_UNREADABLE = (".zst", ".zstd", ".snappy", ".lz4", ".deflate")


@dataclass(frozen=True, slots=True)
class Text:
    """The beginning of a file; `complete` if it is all of it."""

    content: str
    complete: bool

    def lines(self, separator: str | None = None) -> list[str]:
        """The whole lines, without their ends (`\\n`, `\\r\\n` or `\\r` unless one is
        named).
        """
        ends = re.compile(re.escape(separator)) if separator else _LINE_END
        lines = ends.split(self.content)
        if not self.complete or not lines[-1]:
            lines.pop()
        return lines


def read_text(
    file: Path, options: Mapping[str, str], format_: str, limit: int = MAX_BYTES
) -> Text | None:
    """The file's text, up to `limit` bytes; None for an encoding or compression not
    known here.

    Raises `ProbeError` for a file that is plainly something else.
    """
    if file.suffix in _UNREADABLE:
        return None
    try:
        with _OPENERS.get(file.suffix, open)(file, "rb") as stream:
            data: bytes = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ProbeError("unreadable-file", f"{file} cannot be read: {error}.") from None
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise ProbeError(f"not-{format_}", f"{file} is {what}, not {format_.upper()}.")
    encoding = options.get("encoding") or options.get("charset") or "utf-8"
    try:
        content = data[:limit].decode(encoding, errors="replace")
    except LookupError:
        return None
    return Text(content.removeprefix("\ufeff"), len(data) <= limit)

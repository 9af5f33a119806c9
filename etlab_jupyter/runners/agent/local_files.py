"""Fingerprints of local files, so that a changed input is noticed."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from typing import Iterator  # noqa: UP035
from urllib.parse import unquote, urlsplit


def local_path(path: str) -> str | None:
    """`path` as a path of this machine, None if it names something elsewhere."""
    if path.startswith("file:"):
        return unquote(urlsplit(path).path)
    return None if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", path) else path


def exists(path: str) -> bool:
    """Whether `path` is a local path at which there is something."""
    local = local_path(path)
    return local is not None and os.path.exists(local)


def fingerprint(path: str) -> str | None:
    """A hash of the names, sizes and times of the files at `path`.

    `path` may be a file, a folder or a pattern; None if nothing local matches it (a
    table, an address elsewhere).
    """
    local = local_path(path)
    if local is None:
        return None
    found = [match for pattern in _braces(local) for match in _matches(pattern)]
    if not found:
        return None
    digest = hashlib.sha256()
    for match in sorted(found):
        for name, size, changed in _files(match):
            line = f"{name}\0{size}\0{changed}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _matches(pattern: str) -> list[str]:
    if os.path.exists(pattern):
        return [pattern]
    return glob.glob(pattern)


def _braces(pattern: str) -> list[str]:
    """Spark's patterns know `{a,b}`, Python's do not."""
    match = re.search(r"\{([^{}]*)\}", pattern)
    if match is None:
        return [pattern]
    head, tail = pattern[: match.start()], pattern[match.end() :]
    return [path for option in match.group(1).split(",") for path in _braces(head + option + tail)]


def _files(path: str) -> Iterator[tuple[str, int, int]]:
    if not os.path.isdir(path):
        yield from _file(path)
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(filter(_is_read, folders))
        for name in sorted(filter(_is_read, names)):
            yield from _file(os.path.join(folder, name))


def _is_read(name: str) -> bool:
    """Whether Spark reads a file or looks into a folder of this name."""
    return not name.startswith(".") and (not name.startswith("_") or "=" in name)


def _file(path: str) -> Iterator[tuple[str, int, int]]:
    try:
        info = os.stat(path)
    except OSError:
        return  # gone since it was listed
    yield path, info.st_size, info.st_mtime_ns

"""The files that Spark reads for a path: globs, hidden files, partition folders."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from etlab_jupyter.probing.error import ProbeError

MAX_FILES = 1000

_MAGIC = re.compile(r"[*?\[{\\]")
_ALTERNATIVES = re.compile(r"(?<!\\)\{([^{}]*)\}")

Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The data files in the order of their paths.

    `partitions` holds the names and raw values in the folders' names, for each file.
    `complete` is false where there are more files than are looked at.
    """

    files: tuple[Path, ...]
    partitions: tuple[Values, ...]
    complete: bool = True


def list_files(path: Path, options: Mapping[str, str]) -> Listing:
    """The files that Spark would read; raises `ProbeError` where there are none.

    `options` are the reader's, with their names in lower case.
    """
    found = list(islice(_walk(_roots(path)), MAX_FILES + 1))
    complete = len(found) <= MAX_FILES
    found = found[:MAX_FILES]
    if options.get("recursivefilelookup", "").lower() == "true":
        partitions: list[Values] = [() for _ in found]
    else:
        partitions = _partitions(found, options.get("basepath"))
        if not any(partitions):
            found = [(root, file) for root, file in found if root in (file, file.parent)]
    wanted = options.get("pathglobfilter", "*")
    found = [(root, file) for root, file in found if fnmatchcase(file.name, wanted)]
    if not found:
        raise ProbeError("no-data", f"There are no data files at {path}.")
    return Listing(tuple(file for _, file in found), tuple(partitions), complete)


def _roots(path: Path) -> list[Path]:
    """The files and folders that a path or glob stands for."""
    text = str(path)
    if not _MAGIC.search(text):
        if not path.exists():
            raise ProbeError("no-such-path", f"There is no file or folder {path}.")
        return [path]
    names = {name for pattern in _expand(text) for name in glob.glob(_as_python(pattern))}
    if not names:
        raise ProbeError(
            "no-such-path", f"Nothing matches {path}.",
            "The characters * ? [ { and \\ make a path a pattern.",
        )  # fmt: skip
    return [Path(name) for name in sorted(names)]


def _expand(pattern: str) -> list[str]:
    """A pattern with alternatives (`{a,b}`) as patterns without them."""
    match = _ALTERNATIVES.search(pattern)
    if not match:
        return [pattern]
    before, after = pattern[: match.start()], pattern[match.end() :]
    return [
        expanded
        for choice in match[1].split(",")
        for expanded in _expand(f"{before}{choice}{after}")
    ]


def _as_python(pattern: str) -> str:
    """Hadoop's `[^a]` and `\\[` as Python's glob writes them."""
    pattern = re.sub(r"\\(.)", lambda match: glob.escape(match[1]), pattern)
    return pattern.replace("[^", "[!")


def _walk(roots: list[Path]) -> Iterator[tuple[Path, Path]]:
    """Each visible file with the root that it was found under, sorted."""
    for root in roots:
        if root.is_file():
            if not _is_hidden(root.name):
                yield root, root
            continue
        for folder, folders, names in os.walk(root, followlinks=True):
            folders[:] = sorted(name for name in folders if not _is_hidden(name))
            for name in sorted(names):
                if not _is_hidden(name):
                    yield root, Path(folder, name)


def _is_hidden(name: str) -> bool:
    return (
        (name.startswith("_") and "=" not in name)
        or name.startswith(".")
        or name.endswith("._COPYING_")
    )


def _partitions(found: list[tuple[Path, Path]], base_path: str | None) -> list[Values]:
    parsed = []
    for root, file in found:
        base = Path(base_path) if base_path else root.parent if file == root else root
        parsed.append(_folder_values(file.parent, base))
    if not any(values for values, _ in parsed):
        return [() for _ in found]
    bases = sorted({base for _, base in parsed})
    if len(bases) > 1:
        raise ProbeError(
            "conflicting-partitions",
            f"Partition folders begin at different places: {bases[0]} and {bases[1]}.",
            "Read them as separate sources, or set the option basePath.",
        )
    names = sorted({tuple(name for name, _ in values) for values, _ in parsed if values})
    if len(names) > 1:
        raise ProbeError(
            "conflicting-partitions",
            f"The folders have different partition columns: {', '.join(names[0])} and "
            f"{', '.join(names[1])}.",
            "Read them as separate sources.",
        )
    return [values for values, _ in parsed]


def _folder_values(folder: Path, base: Path) -> tuple[Values, Path]:
    """The `name=value` folders above a file, and the folder that they begin in."""
    values: list[tuple[str, str]] = []
    while folder != base and folder != folder.parent:
        name, mark, value = folder.name.partition("=")
        if not mark:
            break
        values.insert(0, (unquote(name), value))
        folder = folder.parent
    return tuple(values), folder

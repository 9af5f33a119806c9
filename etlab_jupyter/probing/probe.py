"""Puts the columns in the files of a path together with those in its folder names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from etlab_jupyter.probing.error import ProbeError
from etlab_jupyter.probing.listing import Listing, list_files
from etlab_jupyter.probing.partitions import partition_columns
from etlab_jupyter.spark_types import Field, Schema

Stamps = tuple[tuple[Path, int, int], ...]


def probe(format_: str, path: Path, options: Mapping[str, Any]) -> Schema | None:
    """The columns of the files at `path`, all nullable, with those of its partition
    folders.

    `options` are those of Spark's reader. None means that the columns cannot be known
    from here. Raises `ProbeError` where there is nothing to read or a file is not of
    the format.
    """
    settings = _settings(options)
    listing = list_files(path, settings)
    inside = _probe(format_, _stamps(listing), tuple(sorted(settings.items())), listing.complete)
    if inside is None:
        return None
    schema = _with_partitions(inside, partition_columns(listing))
    _refuse_duplicates(schema, path)
    return schema


def partitions(path: Path, options: Mapping[str, Any]) -> list[Field]:
    """The columns in the folder names of a path; none where the files cannot be looked
    at.
    """
    try:
        return partition_columns(list_files(path, _settings(options)))
    except ProbeError:
        return []


def with_declared(declared: Schema, found: list[Field]) -> Schema:
    """The columns that Spark reads where `declared` is given to it and `found` are
    partitions.

    Partition columns come last; where they are declared they have that type and name.
    """
    last = [declared.get(field.name) or field for field in found]
    names = {field.name.lower() for field in last}
    inside = [field for field in declared if field.name.lower() not in names]
    return Schema(field.as_nullable() for field in [*inside, *last])


def _settings(options: Mapping[str, Any]) -> dict[str, str]:
    return {key.lower(): _text(value) for key, value in options.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _stamps(listing: Listing) -> Stamps:
    stats = ((file, file.stat()) for file in listing.files)
    return tuple((file, stat.st_mtime_ns, stat.st_size) for file, stat in stats)


@lru_cache(maxsize=1024)
def _probe(
    format_: str, stamps: Stamps, options: tuple[tuple[str, str], ...], complete: bool
) -> Schema | None:
    """`stamps` say when files changed, so that what was found before is found again."""
    module = import_module(f"etlab_jupyter.probing.{format_}")
    files = [file for file, _, _ in stamps]
    result: Schema | None = module.columns(files, dict(options), complete)
    return result


def _with_partitions(inside: Schema, partitions: list[Field]) -> Schema:
    """A partition column that is in the files too keeps its place there."""
    by_name = {field.name.lower(): field for field in partitions}
    fields = [by_name.pop(field.name.lower(), field) for field in inside]
    return Schema([*fields, *by_name.values()])


def _refuse_duplicates(schema: Schema, path: Path) -> None:
    seen: set[str] = set()
    for name in schema.names:
        if name.lower() in seen:
            raise ProbeError(
                "duplicate-column",
                f"Spark does not read two columns {name!r} as in the files at {path}.",
                "Spark ignores case in column names.",
            )
        seen.add(name.lower())

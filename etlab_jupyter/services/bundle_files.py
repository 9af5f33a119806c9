"""A workspace as files: one document each, the same bytes for the same content.

    workspace.json
    pages/NAME.etlab.json       a page file with its `id`
    schemas/NAME.schema.json
    dags/NAME.dag.json

Members, share links, connections and runs are not among them: they belong to people and places.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from etlab_jupyter.page import dumps
from etlab_jupyter.page.document import Document
from etlab_jupyter.services.errors import InvalidError

FORMAT = 1
MAX_FILES = 50_000
MAX_FILE_BYTES = 32 * 1024 * 1024
MAX_BYTES = 512 * 1024 * 1024
SUFFIXES = {"pages": ".etlab.json", "schemas": ".schema.json", "dags": ".dag.json"}
_TOO_LARGE = "The archive is too large: more than 50,000 files or 512 MB."
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError,
    ValueError,
)  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format's first day
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def write_files(
    workspace: Mapping[str, Any], parts: Mapping[str, Iterable[Mapping[str, Any]]]
) -> Iterator[tuple[str, str]]:
    """Paths and texts of a workspace with its pages, schemas and DAGs."""
    yield "workspace.json", _json({"etlab_workspace": FORMAT, **workspace})
    for folder, documents in parts.items():
        used: set[str] = set()
        for document in documents:
            stem = _stem(document["name"])
            if stem.casefold() in used:  # also on disks that do not tell upper from lower case
                stem = f"{stem[:150]}-{document['id'][:8]}"
            used.add(stem.casefold())
            yield f"{folder}/{stem}{SUFFIXES[folder]}", write_file(folder, document)


def write_file(folder: str, document: Mapping[str, Any]) -> str:
    """The text of one page, schema or DAG."""
    return dumps(Document.model_validate(document)) if folder == "pages" else _json(document)


def to_zip(files: Iterable[tuple[str, str]]) -> bytes:
    """The files as a zip archive without times in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, text in files:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return buffer.getvalue()


def to_folder(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """Writes the files; documents of an earlier export that are no more are removed."""
    wanted = dict(files)
    for sub, suffix in SUFFIXES.items():
        for old in (folder / sub).glob(f"*{suffix}"):
            if f"{sub}/{old.name}" not in wanted:
                old.unlink()
    for path, text in wanted.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def from_zip(content: bytes) -> dict[str, str]:
    """The texts of an archive by path; `InvalidError` for what is none, or too large."""
    # Each entry of the directory at an archive's end starts so; listing them takes much more.
    if content.count(b"PK\x01\x02") > MAX_FILES:
        raise InvalidError(_TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir() and _wanted(e.filename)]
            if sum(entry.file_size for entry in entries) > MAX_BYTES:
                raise InvalidError(_TOO_LARGE)
            found: dict[str, str] = {}
            for entry in entries:
                path = _inner(entry.filename)
                if path in found:
                    raise InvalidError(f"There are two files {path} in it.", field=path)
                found[path] = _read(archive, entry)
            return found
    except _UNREADABLE as error:
        raise InvalidError(f"This is no zip archive that can be read: {error}") from None


def from_folder(folder: Path) -> dict[str, str]:
    """The texts of an exported folder by path."""
    if not (folder / "workspace.json").is_file():
        raise InvalidError(f"{folder} holds no workspace.json.")
    paths = [folder / "workspace.json", *(p for sub in SUFFIXES for p in (folder / sub).glob("*"))]
    found = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.is_file() and _wanted(name):
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                raise InvalidError(f"{name} is not UTF-8 text.", field=name) from None
    return found


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    if entry.compress_type not in _METHODS:  # the others may take any amount of memory
        raise InvalidError(
            f"{entry.filename} is compressed in an unusual way; make an ordinary zip file.",
            field=entry.filename,
        )
    with archive.open(entry) as stream:
        data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise InvalidError(f"{entry.filename} is too large.", field=entry.filename)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise InvalidError(f"{entry.filename} is not UTF-8 text.", field=entry.filename) from None


def _wanted(path: str) -> bool:
    parts = path.split("/")
    if ".." in parts or "" in parts or "__MACOSX" in parts or parts[-1].startswith("._"):
        return False
    if parts[-1] == "workspace.json":
        return len(parts) <= 2
    folder = parts[-2] if len(parts) > 1 else ""
    return len(parts) <= 3 and folder in SUFFIXES and path.endswith(SUFFIXES[folder])


def _inner(path: str) -> str:
    """Without the folder that an archiver may have put around everything."""
    parts = path.split("/")
    return "/".join(parts[-2:] if parts[-1] != "workspace.json" else parts[-1:])


def _stem(name: str) -> str:
    return _UNSAFE.sub("_", name).strip(" .")[:160] or "_"


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

"""Reads scripts and notebooks; nothing in them is ever executed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from etlab_jupyter.gc_pause import paused_gc
from etlab_jupyter.importing.blocks import Block, error, read_blocks, read_statements
from etlab_jupyter.importing.reader import Reader
from etlab_jupyter.page import Document
from etlab_jupyter.page.file import MAX_BYTES
from etlab_jupyter.pipeline import Pipeline
from etlab_jupyter.problems import PageError


def import_file(path: str | os.PathLike[str], base_dir: Path | None = None) -> Document:
    """The page of a Python file or notebook; raises `PageError`."""
    file = Path(path)
    text = _read(file)
    if file.suffix == ".ipynb":
        return import_notebook(text, file.stem, base_dir)
    return import_code(text, file.stem, base_dir)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise error(f"{file} is too long.", "too-large")
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise error(f"There is no file {file}.", "no-file") from None
    except UnicodeDecodeError as problem:
        raise error(f"{file} is not UTF-8 text (byte {problem.start}).", "not-text") from None
    except (OSError, ValueError) as problem:
        raise error(f"{file} cannot be read: {problem}.", "unreadable") from None


def import_code(text: str, name: str = "Untitled", base_dir: Path | None = None) -> Document:
    """The page of a script; `name` is its name where the script tells none."""
    with paused_gc():
        return _import(read_blocks(text, name), name, None, text, base_dir)


def _import(
    blocks: Sequence[Block],
    name: str,
    description: str | None,
    text: str,
    base_dir: Path | None,
) -> Document:
    """Generated code is what a strict reading gives back letter for letter."""
    for merged in (False, True):
        reader = Reader(blocks, strict=True, merged=merged, base_dir=base_dir)
        document = reader.read(name, description)
        few = 2 * reader.code_nodes <= len(document.nodes)
        if few and _code(document, base_dir) == text:
            return document
        if not reader.code_nodes:
            break
    return Reader(blocks, strict=False, base_dir=base_dir).read(name, description)


def _code(document: Document, base_dir: Path | None) -> str | None:
    try:
        return Pipeline(document, base_dir=base_dir).code
    except PageError:
        return None


def import_notebook(text: str, name: str = "Untitled", base_dir: Path | None = None) -> Document:
    """The page of a notebook, with its nodes' ids where ETLab has made it."""
    cells, metadata = _cells(text, name)
    known = metadata.get("etlab")
    known = known if isinstance(known, dict) else {}
    description, rest = _heading(cells, known)
    with paused_gc():
        sources = [_source(cell) for cell in rest]
        blocks = list(_notebook_blocks(rest, sources, name))
        script = "\n\n".join(source for source in sources if source) + "\n"
        page = known.get("page")
        return _import(
            blocks, page if isinstance(page, str) else name, description, script, base_dir
        )


def _cells(text: str, name: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as problem:
        line = getattr(problem, "lineno", None)
        raise error(f"{name} is no notebook: it is not valid JSON.", "not-json", line) from None
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise error(f"{name} holds half of a character.", "not-text") from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise error(f"{name} is no notebook (nbformat 4): it has no cells.", "not-a-notebook")
    metadata = data.get("metadata")
    return cells, metadata if isinstance(metadata, dict) else {}


def _heading(
    cells: list[dict[str, Any]], known: dict[str, Any]
) -> tuple[str | None, list[dict[str, Any]]]:
    """The page's description, which stands under the heading of the notebook that ETLab makes."""
    if known and cells and cells[0].get("cell_type") == "markdown":
        return _text(cells[0]).partition("\n\n")[2] or None, cells[1:]
    return None, cells


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(str(line) for line in source)
    return str(source)


def _source(cell: dict[str, Any]) -> str:
    """The cell as Python: text becomes a comment, and IPython's commands become calls."""
    text = _text(cell).strip("\n")
    if cell.get("cell_type") != "code":
        return "\n".join(f"# {line}".rstrip() for line in text.splitlines())
    if text.startswith("%%"):
        command, _, body = text[2:].partition("\n")
        magic, _, line = command.partition(" ")
        return f"get_ipython().run_cell_magic({magic!r}, {line!r}, {body!r})"
    return "\n".join(map(_command, text.split("\n")))


def _command(line: str) -> str:
    if line.startswith("%"):
        magic, _, rest = line[1:].partition(" ")
        return f"get_ipython().run_line_magic({magic!r}, {rest!r})"
    return f"get_ipython().system({line[1:]!r})" if line.startswith("!") else line


def _notebook_blocks(
    cells: Iterable[dict[str, Any]], sources: Iterable[str], name: str
) -> Iterable[Block]:
    comments = ""
    for number, (cell, source) in enumerate(zip(cells, sources, strict=True), 1):
        if cell.get("cell_type") != "code":
            comments += source + "\n"
            continue
        where = f"{name}, cell {number}"
        node = _node(cell)
        if node is None:
            yield from read_blocks(comments + source, where)
        elif statements := read_statements(comments + source, where):
            yield Block(tuple(statements), None if node in ("setup", "parameters") else node)
        comments = ""


def _node(cell: dict[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    etlab = metadata.get("etlab") if isinstance(metadata, dict) else None
    node = etlab.get("node") if isinstance(etlab, dict) else None
    return node if isinstance(node, str) and 0 < len(node) <= 255 else None

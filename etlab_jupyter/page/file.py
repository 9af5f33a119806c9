"""Reading and writing page documents as `NAME.etlab.json` files.

The text has a fixed key order, one node a block and one edge a line, so that a change of one node
is a small git diff. Whatever is wrong with a file is a `PageError` with the line in it.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from etlab_jupyter.gc_pause import paused_gc
from etlab_jupyter.page.document import FORMAT, Document
from etlab_jupyter.page.validation import validation_problems
from etlab_jupyter.problems import PageError, Problem

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 100
_ORDER = ("etlab", "name", "description", "nodes", "edges", "metadata")
_NODE_ORDER = ("id", "type", "position", "data")
_DATA_ORDER = ("label", "kind", "config")
_EDGE_ORDER = ("id", "source", "sourceHandle", "target", "targetHandle")


def load(path: str | os.PathLike[str]) -> Document:
    """Reads a page file; raises `PageError` for every way in which it cannot be one."""
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise _error("too-large", f"{file} has {size:,} bytes; a page may have {MAX_BYTES:,}.")
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _error("no-file", f"There is no file {file}.") from None
    except UnicodeDecodeError as error:
        raise _error("not-text", f"{file} is not UTF-8 text (byte {error.start}).") from None
    except OSError as error:
        raise _error("unreadable", f"{file} cannot be read: {error.strerror}.") from None
    return loads(text, str(file))


def loads(text: str, name: str = "The page") -> Document:
    """Reads a page from JSON text; `name` is what its error messages call it."""
    if len(text) > MAX_BYTES:
        raise _error("too-large", f"{name} has {len(text):,} characters; {MAX_BYTES:,} may be.")
    with paused_gc():
        return from_json(_parse(text, name), name)


def _parse(text: str, name: str) -> Any:
    try:
        data = json.loads(text, parse_float=_finite, parse_constant=_finite)
    except json.JSONDecodeError as error:
        truncated = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        what = "is cut off" if truncated else "is not valid JSON"
        raise _error(
            "not-json", f"{name} {what}: {error.msg}.", line=error.lineno, column=error.colno
        ) from None
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError as error:
        # Python refuses to read numbers of thousands of digits, and says how to allow them.
        what = str(error).partition(";")[0]
        raise _error("not-json", f"{name} holds a bad number: {what}.") from None
    if "\\u" in text:
        _check_surrogates(data, name)
    return data


def _check_surrogates(data: Any, name: str) -> None:
    """JSON can spell half of a character (`"\\ud800"`), which no file or kernel can hold."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise _error("not-text", f"{name} holds half of a character ({half}).") from None


def from_json(data: Any, name: str = "The page") -> Document:
    """A document of parsed JSON; raises `PageError`."""
    if not isinstance(data, dict):
        raise _error("not-a-page", f"{name} is not a page: it holds no JSON object.")
    _check_depth(data, name)
    version = data.get("etlab", FORMAT)
    if isinstance(version, int) and version > FORMAT:
        raise _error(
            "newer-version",
            f"{name} was written by a newer ETLab (page format {version}; this one reads "
            f"{FORMAT}).",
            hint="Update etlab-jupyter.",
        )
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        raise PageError(list(validation_problems(error, data))) from None


def _check_depth(data: Any, name: str) -> None:
    """Refuses what is nested so deeply that it could not be written again."""
    level = [data]
    for _ in range(MAX_DEPTH):
        containers = (value.values() if type(value) is dict else value for value in level)
        level = [item for items in containers for item in items if type(item) in (dict, list)]
        if not level:
            return
    raise _too_deep(name)


def _finite(text: str) -> float:
    """A number of a page; JSON has no NaN and no infinity, though Python reads them."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text}, which is no number in JSON")
    return value


def save(document: Document, path: str | os.PathLike[str]) -> None:
    """Writes the file in one step: a reader never sees half of it. Its mode stays."""
    text = dumps(document)
    target = Path(path).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def dumps(document: Document) -> str:
    """The document as the text of its file."""
    data = document.model_dump(mode="json", exclude_unset=True)
    data.setdefault("etlab", FORMAT)
    data.setdefault("name", document.name)
    entries = [f'  "{key}": {_entry(key, value)}' for key, value in _ordered(data, _ORDER)]
    return "{\n" + ",\n".join(entries) + "\n}\n"


def _entry(key: str, value: Any) -> str:
    match key:
        case "nodes":
            return _list(_node(node) for node in value)
        case "edges":
            return _list(_compact(dict(_ordered(edge, _EDGE_ORDER))) for edge in value)
    return _indented(value, 2)


def _node(node: Mapping[str, Any]) -> str:
    lines = []
    for key, value in _ordered(node, _NODE_ORDER):
        if key == "data":
            value = dict(_ordered(value, _DATA_ORDER))
        text = _compact(value) if key == "position" else _indented(value, 6)
        lines.append(f'      "{key}": {text}')
    return "{\n" + ",\n".join(lines) + "\n    }"


def _list(items: Iterable[str]) -> str:
    body = ",\n".join(f"    {item}" for item in items)
    return f"[\n{body}\n  ]" if body else "[]"


def _ordered(data: Mapping[str, Any], order: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The known keys in their order, then the others as they came."""
    known = [(key, data[key]) for key in order if key in data]
    return known + [(key, value) for key, value in data.items() if key not in order]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _indented(value: Any, indent: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + " " * indent)


def _too_deep(name: str) -> PageError:
    return _error("too-deep", f"{name} is nested too deeply to be a page.")


def _error(
    code: str,
    message: str,
    *,
    hint: str = "",
    line: int | None = None,
    column: int | None = None,
) -> PageError:
    return PageError([Problem(code, message, hint, line=line, column=column)])

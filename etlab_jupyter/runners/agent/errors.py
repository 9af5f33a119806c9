"""Errors of a cell, cut to what a person needs."""

from __future__ import annotations

import re
import traceback
from typing import Any, Callable  # noqa: UP035

MAX_MESSAGE = 2000
MAX_LINES = 20
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)*)\]")
_PLAN = re.compile(r";\n(?=[ '+*:!~-]*[A-Z])")
_DETAILS = re.compile(r'^\s*details = "(.*)"$', re.MULTILINE)
_EMPTY = re.compile(r"Job aborted due to stage failure|Exception thrown in awaitResult")
_PYSPARK = re.compile(r"[/\\]pyspark[/\\.]")
_FRAME = re.compile(r'\s*File "(?P<file>[^"]*)", line (?P<line>\d+), in (?P<name>.*)')


def describe(error: BaseException, namespace: Any = None) -> dict[str, Any]:
    """What happened: `error`, `message`, `condition`, `traceback` and `line`.

    `error` is the class of the exception, of Python or Java; `condition` Spark's error
    condition, if it has one; `traceback` the lines of the user's own code (the code
    that runs in `namespace`), outermost first; `line` the line of the cell, counted
    from 1.
    """
    name, message = type(error).__name__, _asked(error.__str__)
    java = getattr(error, "_origin", None) or getattr(error, "java_exception", None)
    if java is not None:
        causes = _asked(lambda: _causes(java), [])
        if causes:
            message = _join(causes)
            if hasattr(error, "java_exception"):
                name = causes[0][0]
    else:
        message = clean(message)
    condition = _condition(error, message)
    lines, line = _location(error, namespace)
    if isinstance(error, SyntaxError):
        line, message = error.lineno, error.msg
    return {
        "error": name,
        "message": _ANSI.sub("", message)[:MAX_MESSAGE] or name,
        "condition": condition,
        "traceback": lines,
        "line": line,
    }


def clean(message: str) -> str:
    """A message without JVM stack, query plan, Python worker frames, gRPC's own and colours."""
    message = _ANSI.sub("", message)
    details = _DETAILS.search(message) if "RPC that terminated" in message else None
    if details:
        message = "Spark Connect: " + details.group(1)
    message = re.split(r"\n\s+at |\n\nJVM stacktrace|\nDriver stacktrace", message)[0]
    if "== SQL" not in message:
        message = _PLAN.split(message)[0]
    if "Traceback (most recent call last)" in message:
        message = _worker_error(message)
    return message.strip().rstrip(";")


def _asked(question: Callable[[], Any], default: Any = "") -> Any:
    """The answer, or the default where only a JVM that has ended could answer."""
    try:
        return question()
    except Exception:
        return default


def _causes(java: Any) -> list[tuple[str, str]]:
    """The chain of causes as (class, message), without those that say nothing."""
    chain: list[tuple[str, str]] = []
    while java is not None and len(chain) < 20:
        kind = java.getClass().getName().rpartition(".")[2]
        chain.append((kind, clean(java.getMessage() or "")))
        java = java.getCause()
    telling = [(k, text) for k, text in chain if text and not _EMPTY.match(text)]
    return telling or chain[-1:]


def _join(causes: list[tuple[str, str]]) -> str:
    kind, message = causes[0]
    message = message or kind
    for kind, text in causes[1:4]:
        if text not in message:
            message += f"\nCaused by: {kind}: {text}"
    return message


def _condition(error: BaseException, message: str) -> str | None:
    for name in ("getCondition", "getErrorClass"):
        get = getattr(error, name, None)
        found = _asked(get, None) if get is not None else None
        if found:
            return str(found)
    match = _CONDITION.match(message.strip())
    return match.group(1) if match else None


def _worker_error(message: str) -> str:
    """The last line of a Python worker's traceback, and the user's frame in it."""
    matches = [_FRAME.match(line) for line in message.splitlines()]
    frames = [m for m in matches if m and not _PYSPARK.search(m["file"])]
    lines = [line for line in message.splitlines() if re.match(r"\w[\w.]*(:|$)", line)]
    text = lines[-1] if lines else message
    if frames:
        text += f" (in {frames[-1]['name']}, line {frames[-1]['line']})"
    return text


def _location(error: BaseException, namespace: Any) -> tuple[list[str], int | None]:
    frames = [
        (frame.f_code.co_name, number, frame.f_code.co_filename)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_globals is namespace
    ]
    cell = [number for name, number, _ in frames if name.startswith("<")]
    lines = [
        entry
        for entry in traceback.extract_tb(error.__traceback__)
        if (entry.name, entry.lineno, entry.filename) in frames
    ]
    text = [f"line {entry.lineno}: {entry.line or entry.name}" for entry in lines]
    if len(text) > MAX_LINES:
        half = MAX_LINES // 2
        text = [*text[:half], f"… {len(text) - 2 * half} more", *text[-half:]]
    return text, (cell[0] if cell else None)

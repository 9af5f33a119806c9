"""Executes a cell where no IPython does it."""

from __future__ import annotations

import ast
import linecache
from typing import Any


def execute(source: str, name: str, names: dict[str, Any]) -> BaseException | None:
    """Execute code in a namespace, a last expression's value shown; the error, if any."""
    name = f"<{name}>"
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    try:
        body = ast.parse(source, name).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), name, "exec"), names)  # noqa: S102
        if last is not None:
            exec(compile(ast.Interactive([last]), name, "single"), names)  # noqa: S102
    except BaseException as error:
        return error
    return None

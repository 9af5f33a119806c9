"""Where a text has a string, a name or a comment that does not end."""

from __future__ import annotations

import re

from etlab_jupyter.expressions.errors import ExpressionError, error_at

# What quotes open in a text, closed or to its end, and comments.
_QUOTED = re.compile(
    r"""(?P<string>'(?:[^'\\]|\\.)*('|\\?\Z)|"(?:[^"\\]|\\.)*("|\\?\Z))"""
    r"""|(?P<name>`[^`]*(`|\Z))|--[^\n]*|(?P<comment>/\*.*?(\*/|\Z))""",
    re.DOTALL,
)


def unclosed(text: str) -> ExpressionError:
    """The error of a text that sqlglot's tokenizer refuses: something that does not end."""
    for match in _QUOTED.finditer(text):
        kind = match.lastgroup
        if kind is None or match.end() < len(text):
            continue
        found = match.group()
        if kind == "comment" and (len(found) < 4 or not found.endswith("*/")):
            return error_at(text, match.start(), "A comment does not end.", "Close it with */.")
        if kind != "comment" and (len(found) < 2 or not _is_closed(found)):
            return error_at(
                text, match.start(), f"A {kind} that starts with {found[0]} does not end.",
                f"Close it with {found[0]}.",
            )  # fmt: skip
    return ExpressionError("The text cannot be read as SQL.")


def _is_closed(quoted: str) -> bool:
    """Whether the last sign ends the quotes; a backslash before it may take its meaning."""
    inner = quoted[1:-1]
    escapes = 0 if quoted[0] == "`" else len(inner) - len(inner.rstrip("\\"))
    return quoted[-1] == quoted[0] and escapes % 2 == 0

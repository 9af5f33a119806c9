"""Tab completion in the lines of the magics."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

if TYPE_CHECKING:
    from etlab_jupyter.magics.session import Session

_LINE = re.compile(r"^\s*(%%?etlab)\s+(.*)$", re.DOTALL)


def add_completion(shell: Any, session: Callable[[], Session]) -> None:
    """Let the shell complete subcommands, options, and names of pages and nodes."""

    @context_matcher(identifier="etlab")  # type: ignore[untyped-decorator]
    def matcher(context: CompletionContext) -> SimpleMatcherResult:
        line = context.line_with_cursor[: context.cursor_position]
        match = _LINE.match(line)
        if match is None:
            return {"completions": []}
        fragment, names = _complete(session(), match[1], match[2])
        return {
            "completions": [SimpleCompletion(name, type="magic") for name in names],
            "matched_fragment": fragment,
            "suppress": True,
        }

    matchers = shell.Completer.custom_matchers
    matchers[:] = [known for known in matchers if _identifier(known) != "etlab"]
    matchers.append(matcher)


def _identifier(matcher: Any) -> str:
    return getattr(matcher, "matcher_identifier", "")


def _complete(session: Session, magic: str, text: str) -> tuple[str, list[str]]:
    """What stands before the cursor of the last word, and what it may become."""
    from click.shell_completion import ShellComplete

    from etlab_jupyter.magics.command import MAGICS

    before, fragment = _split(text)
    try:
        args = shlex.split(before)
    except ValueError:
        return fragment, []
    word = fragment.lstrip("'\"").replace("\\ ", " ")
    commands = MAGICS[magic]
    found = ShellComplete(commands, {"obj": session}, magic, "").get_completions(args, word)
    quoted = [shlex.quote(item.value) for item in found]
    return fragment, quoted


def _split(text: str) -> tuple[str, str]:
    """The text up to its last word, which may be in quotes that are still open, and that word."""
    start, quote, escaped = 0, "", False
    for index, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char.isspace():
            start = index + 1
    return text[:start], text[start:]

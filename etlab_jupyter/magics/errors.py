"""What goes wrong, as one readable line."""

from __future__ import annotations

from etlab_jupyter.problems import ETLabError, PageError

_RED, _PLAIN = "\x1b[31m", "\x1b[0m"


class MagicError(ETLabError):
    """An error that IPython shows as its text alone, and that stops `jupyter execute`."""

    def _render_traceback_(self) -> list[str]:
        return [f"{_RED}ETLab:{_PLAIN} {self}"]


def in_one_line(error: ETLabError) -> str:
    """The error's text; of a page with several mistakes the first, and how many more there are."""
    if not isinstance(error, PageError):
        return " ".join(str(error).split())
    errors = [problem for problem in error.problems if problem.severity == "error"]
    more = len(errors) - 1
    text = " ".join(str(errors[0]).split())
    return f"{text} (And {more} more: %etlab page shows all.)" if more else text

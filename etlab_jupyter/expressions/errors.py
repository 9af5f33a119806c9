"""The error of text that is no expression, type or query."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar


class ExpressionError(ValueError):
    """Text that Spark could not parse; the message is written for people.

    `line` and `column` count from 1 inside the text and are None where they are not known.
    `hint` says what would be right, or is empty.
    """

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.hint = hint


def error_at(text: str, offset: int, message: str, hint: str = "") -> ExpressionError:
    """An error about the character at `offset` of `text`."""
    line, column = position(text, offset)
    return ExpressionError(message, line, column, hint)


P = ParamSpec("P")
R = TypeVar("R")


def refuses_depth(function: Callable[P, R]) -> Callable[P, R]:
    """Makes Python's limit of recursion an error of the text that a function looks through."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except RecursionError:
            raise ExpressionError("The text is nested too deeply.", 1, 1) from None

    return guarded


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)

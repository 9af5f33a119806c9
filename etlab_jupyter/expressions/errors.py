"""The error of text that is no expression, type or query."""

from __future__ import annotations


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


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)

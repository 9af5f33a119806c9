"""Parsing one expression, with errors for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlglot import TokenType, exp
from sqlglot.errors import ParseError

from etlab_jupyter.expressions.dialect import clean, prepare
from etlab_jupyter.expressions.errors import ExpressionError, error_at, position, refuses_depth
from etlab_jupyter.expressions.functions import ROLES
from etlab_jupyter.expressions.scope import first_offset
from etlab_jupyter.expressions.tokens import parser
from etlab_jupyter.problems import did_you_mean

# Names that Spark takes for a function without parentheses where no column has them.
CONSTANTS = frozenset(
    {"current_date", "current_timestamp", "current_time", "localtime", "current_user",
     "session_user", "user", "grouping__id"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A reference to a column, or to a field inside one: `parts` of `a.b` are `a` and `b`.

    `start` and `end` delimit it in the text (`text[start:end]`); line and column count from 1.
    """

    parts: tuple[str, ...]
    text: str
    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Expression:
    """One parsed scalar expression.

    `columns` has every reference to a column, in the order of the text; the variables of lambda
    functions are none. `is_aggregate` says whether an aggregate function is used outside of
    `OVER (…)`, `has_window` whether `OVER` is used at all.
    """

    text: str
    tree: exp.Expr
    columns: tuple[ColumnUse, ...]
    is_aggregate: bool
    has_window: bool


def is_column(text: str) -> bool:
    """Whether a text is nothing but one column, or a field inside one."""
    try:
        columns = parse_expression(text).columns
    except ExpressionError:
        return False
    return len(columns) == 1 and columns[0].text == text


@lru_cache(maxsize=4096)
@refuses_depth
def parse_expression(text: str) -> Expression:
    """Parses exactly one scalar expression of Spark SQL.

    Raises `ExpressionError`, with the position where it is known, for anything else: an alias
    (`a AS b`), a query, a statement, words that are left over.
    """
    prepared = prepare(text)
    if not prepared.tokens:
        raise ExpressionError("The expression is empty.", 1, 1)
    for token in prepared.tokens:
        if token.token_type in (TokenType.SELECT, TokenType.WITH):
            raise error_at(
                text, token.start, "An expression cannot contain a query.",
                "Join the other table before, or use an SQL node.",
            )  # fmt: skip
    try:
        trees = parser().parse_into(exp.Condition, prepared.tokens, text)
    except ParseError as error:
        raise parse_error(text, error) from None
    except ArithmeticError:  # numbers that the parser itself cannot read
        raise ExpressionError("This is not a valid expression.") from None
    tree = trees[0] if trees else None
    if tree is None:
        raise error_at(text, prepared.tokens[0].start, "Expected an expression.")
    return _examine(text, tree, prepared.types)


def _examine(text: str, tree: exp.Expr, types: list[str]) -> Expression:
    columns = []
    aggregate = window = False
    if isinstance(tree, exp.PseudoType):
        raise error_at(text, 0, "Expected an expression.")
    for node in list(tree.walk()):
        kind = type(node)
        if isinstance(node, exp.Column):
            if isinstance(node.this, exp.Identifier) and not _is_variable(node):
                columns.append(_column_use(text, node))
        elif kind is exp.Anonymous:
            clean(node, types)
            role = ROLES.get(node.name.lower())
            if role == "aggregate" and not _is_windowed(node):
                aggregate = True
        elif kind is exp.PseudoType or kind is exp.Identifier:
            clean(node, types)
        elif kind is exp.Window:
            window = True
        elif kind is exp.Alias and not _may_alias(node):
            raise _alias_error(text, node)
        elif kind in _INCOMPLETE and _INCOMPLETE[kind](node):
            raise _incomplete(text, node)
    columns.sort(key=lambda use: use.start)
    return Expression(text, tree, tuple(columns), aggregate, window)


_NO_LAMBDA = "`->` can only be in the arguments of a function, as in transform(a, x -> x + 1)."
# What the parser takes though Spark does not.
_INCOMPLETE: dict[type, Callable[[Any], bool]] = {
    exp.JSONExtract: lambda _: True,
    exp.JSONExtractScalar: lambda _: True,
    exp.In: lambda node: not (node.expressions or node.args.get("query")),
    exp.Placeholder: lambda _: True,
    exp.Tuple: lambda node: not node.expressions,
}


def _incomplete(text: str, node: Any) -> ExpressionError:
    offset = first_offset(node)
    message = {
        exp.In: "IN needs a list of values.",
        exp.JSONExtract: _NO_LAMBDA,
        exp.JSONExtractScalar: _NO_LAMBDA,
        exp.Placeholder: "Parameters are written ${name}.",
    }.get(type(node), "There is nothing between ( and ).")
    if offset is None:
        return ExpressionError(message)
    return error_at(text, offset, message)


def _is_variable(column: exp.Column) -> bool:
    """Whether this is a lambda's variable; sqlglot finds those of the very same spelling."""
    first = column.parts[0].name.lower()
    quoted = column.parts[0].args.get("quoted")
    if not quoted and first in CONSTANTS and first.startswith(("current_", "local")):
        return True
    scope = column.find_ancestor(exp.Lambda)
    while scope is not None:
        if any(first == variable.name.lower() for variable in scope.expressions):
            return True
        scope = scope.find_ancestor(exp.Lambda)
    return False


def _is_windowed(call: exp.Expr) -> bool:
    """Whether `OVER (…)` follows the call itself."""
    node = call
    while isinstance(node.parent, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        node = node.parent
    return isinstance(node.parent, exp.Window) and node.arg_key == "this"


def _may_alias(alias: exp.Expr) -> bool:
    parent = alias.parent
    return isinstance(parent, exp.Anonymous) and parent.name.lower() == "struct"


def _alias_error(text: str, alias: exp.Expr) -> ExpressionError:
    name = alias.args["alias"]
    offset = name.meta.get("start", 0)
    return error_at(
        text,
        offset,
        f"`AS {name.name}` cannot be here.",
        "A name is not part of an expression.",
    )


def _column_use(text: str, column: exp.Column) -> ColumnUse:
    parts = column.parts
    start = parts[0].meta["start"]
    end = parts[-1].meta["end"] + 1
    line, at = position(text, start)
    return ColumnUse(tuple(p.name for p in parts), text[start:end], line, at, start, end)


def qualified_names(text: str, qualifiers: tuple[str, ...]) -> tuple[ColumnUse, ...]:
    """The columns that are written with one of `qualifiers` in front, like `left.id`.

    A text that is no expression has none: whoever infers its type reports that.
    """
    try:
        columns = parse_expression(text).columns
    except ExpressionError:
        return ()
    return tuple(
        use for use in columns if len(use.parts) > 1 and use.parts[0].lower() in qualifiers
    )


_WORDS = ("AND", "OR", "NOT", "IN", "LIKE", "BETWEEN", "IS NULL", "CASE WHEN … THEN … END")
_OPERATORS = ("DIV", "IS", "NOT")
_MISSING = re.compile(r"Required (?:argument|keyword): '\w+' missing")


def parse_error(text: str, error: ParseError) -> ExpressionError:
    """sqlglot's error as ours."""
    cause = error
    while not cause.errors and isinstance(cause.__cause__, ParseError):
        cause = cause.__cause__
    details = cause.errors[0] if cause.errors else {}
    word = (details.get("highlight") or "").removesuffix("\x01")
    reason = (details.get("description") or "").rstrip(".")
    line, column = details.get("line"), details.get("col")
    if column is not None and word:
        column = max(column - len(word.rsplit("\n", 1)[-1]) + 1, 1)
    at_end = line is not None and _is_end(text, line, column, word)
    if _MISSING.search(reason):
        what = "The expression ends too early" if at_end else f"Something is missing near `{word}`"
        return ExpressionError(f"{what}.", line, column)
    if reason.startswith("Invalid expression"):
        hint = "A name is not part of an expression." if word.upper() == "AS" else ""
        if line is not None and _lacks_operand(text, line, column or 1):
            return ExpressionError("The expression ends too early.", line, column)
        hint = hint or (did_you_mean(word, _WORDS) if len(word) > 1 else "")
        hint = hint if hint.startswith(("Did", "A ")) else ""
        return ExpressionError(f"`{word}` was not expected here.", line, column, hint)
    if reason.startswith(("Expecting )", "Expected )")):
        return ExpressionError("A closing parenthesis is missing.", line, column)
    if reason.startswith(("Expected", "Expecting")):
        return ExpressionError(f"{reason}.", line, column)
    return ExpressionError("This is not a valid expression.", line, column)


def _lacks_operand(text: str, line: int, column: int) -> bool:
    """Whether nothing but words like IS NOT is left of a text."""
    first, *others = text.split("\n")[line - 1 :] or [""]
    words = " ".join([first[column - 1 :], *others]).upper().split()
    return bool(words) and all(word in _OPERATORS for word in words)


def _is_end(text: str, line: int, column: int | None, word: str) -> bool:
    lines = text.rstrip().split("\n")
    return line >= len(lines) and (column or 0) - 1 + len(word) >= len(lines[-1])

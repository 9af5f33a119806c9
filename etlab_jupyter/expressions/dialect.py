"""Spark SQL for sqlglot, so that every call stays as a person wrote it.

sqlglot's Spark parser turns the functions it knows into expressions of its own, which loses the
name and often the arguments that a person wrote. It may be compiled, so it cannot be subclassed
to change that. Instead, its input is prepared: words that are no keywords of Spark are plain
names; the name of a called function gets a mark (`upper` becomes `upper` + `MARK`), so that the
parser takes it for an unknown function; a type becomes a single token. `clean` takes the marks
out of the tree again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from sqlglot import Token, TokenType, exp
from sqlglot.dialects.spark import Spark
from sqlglot.errors import TokenError

from etlab_jupyter.expressions.errors import ExpressionError, error_at

MAX_LENGTH = 100_000
MAX_DEPTH = 60
MAX_TOKENS = 25_000
MARK = "\x01"

# Words that Spark reserves or that the parser needs to see; all others are plain names.
_KEYWORDS = frozenset(
    [
        "ALL",
        "AND",
        "ANTI",
        "ANY",
        "AS",
        "ASC",
        "BETWEEN",
        "CASE",
        "COLLATE",
        "CROSS",
        "DATE",
        "DECIMAL",
        "DESC",
        "DISTINCT",
        "DIV",
        "DOUBLE",
        "ELSE",
        "END",
        "ESCAPE",
        "EXCEPT",
        "EXISTS",
        "FALSE",
        "FILTER",
        "FLOAT",
        "FOR",
        "FROM",
        "FULL",
        "HAVING",
        "ILIKE",
        "IN",
        "INNER",
        "INTERSECT",
        "INTERVAL",
        "IS",
        "JOIN",
        "LATERAL",
        "LEFT",
        "LIKE",
        "LIMIT",
        "MINUS",
        "NATURAL",
        "NOT",
        "NULL",
        "OFFSET",
        "ON",
        "OR",
        "OUTER",
        "OVER",
        "PIVOT",
        "RANGE",
        "RECURSIVE",
        "REGEXP",
        "RIGHT",
        "RLIKE",
        "ROWS",
        "SELECT",
        "SEMI",
        "SMALLINT",
        "BIGINT",
        "TABLESAMPLE",
        "THEN",
        "TIMESTAMP",
        "TIMESTAMP_LTZ",
        "TIMESTAMP_NTZ",
        "TINYINT",
        "TRUE",
        "UNION",
        "UNPIVOT",
        "USING",
        "VALUES",
        "WHEN",
        "WHERE",
        "WINDOW",
        "WITH",
    ]
)
_CLAUSES = ("CLUSTER BY", "DISTRIBUTE BY", "GROUP BY", "GROUPING SETS", "ORDER BY",
            "PARTITION BY", "SORT BY")  # fmt: skip


class ETLabSpark(Spark):
    """Spark with Spark's own keywords only."""

    class Tokenizer(Spark.Tokenizer):
        COMMANDS: ClassVar[set[TokenType]] = set()
        KEYWORDS = {
            word: type_
            for word, type_ in Spark.Tokenizer.KEYWORDS.items()
            if word in _KEYWORDS or word in _CLAUSES or not word[0].isalpha()
        }


SPARK = ETLabSpark()

_T = TokenType
# Keywords of queries, which are names where no query can be.
_QUERY_WORDS = frozenset(
    {
        _T.ANTI, _T.CROSS, _T.FULL, _T.HAVING, _T.INNER, _T.INTERSECT, _T.EXCEPT, _T.JOIN,
        _T.LATERAL, _T.LEFT, _T.LIMIT, _T.NATURAL, _T.OFFSET, _T.OUTER, _T.PIVOT,
        _T.RECURSIVE, _T.RIGHT, _T.SEMI, _T.TABLE_SAMPLE, _T.UNION, _T.UNPIVOT, _T.VALUES,
        _T.WINDOW,
    }
)  # fmt: skip
_LITERAL_TYPES = frozenset(
    {_T.DATE, _T.TIMESTAMP, _T.TIMESTAMPTZ, _T.TIMESTAMPLTZ, _T.TIMESTAMPNTZ}
)
# Words that are functions when a parenthesis follows, and something else otherwise.
_CALLABLE = frozenset(
    {
        _T.VAR, _T.IDENTIFIER, _T.DECIMAL, _T.DOUBLE, _T.FLOAT, _T.SMALLINT, _T.BIGINT,
        _T.TINYINT, _T.LEFT, _T.RIGHT, _T.WINDOW, _T.RANGE, *_LITERAL_TYPES,
    }
)  # fmt: skip
_CALLABLE_KEYWORDS = frozenset(
    {_T.LIKE, _T.ILIKE, _T.RLIKE, _T.NOT, _T.ANY, _T.SOME, _T.FILTER, _T.EXISTS}
)
# What stands before the first operand of an expression: a keyword after it is a function.
_STARTS = frozenset({_T.L_PAREN, _T.COMMA, _T.SELECT, _T.WHERE, _T.WHEN, _T.THEN, _T.ELSE})
_CASTS = ("CAST", "TRY_CAST")
# Functions with arguments apart by keywords instead of commas, and those keywords.
_SPECIAL = {
    "EXTRACT": (_T.FROM,),
    "OVERLAY": (_T.FROM,),
    "POSITION": (_T.IN,),
    "SUBSTR": (_T.FROM,),
    "SUBSTRING": (_T.FROM,),
    "TRIM": (_T.FROM,),
}
_PREFIXES = frozenset({_T.NOT, _T.DASH, _T.PLUS, _T.TILDE, _T.INTERVAL, _T.CASE})
_OPENING = frozenset({_T.L_PAREN, _T.L_BRACKET})
_CLOSING = frozenset({_T.R_PAREN, _T.R_BRACKET})
_CONSTANTS = frozenset({_T.NUMBER, _T.STRING})
_FOREIGN = {
    _T.SEMICOLON: "A semicolon cannot be here: this is one expression, not a statement.",
    _T.COLON_EQ: "`:=` does not exist in Spark SQL.",
    _T.PARAMETER: "Parameters are written ${name}.",
    _T.L_BRACE: "A curly brace cannot be here.",
}


@dataclass(slots=True)
class _Frame:
    """An open parenthesis: the token of the function that it belongs to, if any."""

    name: str = ""
    token: Token | None = None


@dataclass(slots=True)
class Prepared:
    """Tokens for the parser, and the texts of the types that they stand for."""

    tokens: list[Token]
    types: list[str] = field(default_factory=list)


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`; `ExpressionError` for an open quote or too much text."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"The text is longer than {MAX_LENGTH:,} characters.")
    try:
        tokens = SPARK.tokenize(text)
    except TokenError as error:
        raise _unclosed(error) from None
    if len(tokens) > MAX_TOKENS:
        raise ExpressionError(f"The text has more than {MAX_TOKENS:,} words and signs.")
    return tokens


def _unclosed(error: TokenError) -> ExpressionError:
    reason = str(error.__cause__ or error)
    for quote, what in (("'", "string"), ('"', "string"), ("`", "name")):
        if f"Missing {quote}" in reason:
            return ExpressionError(
                f"A {what} that starts with {quote} does not end.",
                hint=f"Close it with {quote}.",
            )
    if "Missing */" in reason:
        return ExpressionError("A comment does not end.", hint="Close it with */.")
    return ExpressionError("The text cannot be read as SQL.")


def prepare(text: str, query: bool = False) -> Prepared:
    """The tokens of an expression, or of a query, as the parser shall see them."""
    from etlab_jupyter.expressions.ddl import TypeReader

    tokens = tokenize(text)
    done = Prepared([])
    frames: list[_Frame] = []
    run = 0
    units = 0
    previous = _T.L_PAREN
    index = 0
    while index < len(tokens):
        token = tokens[index]
        kind = token.token_type
        following = tokens[index + 1].token_type if index + 1 < len(tokens) else None
        if kind in _FOREIGN and not (kind is _T.SEMICOLON and query):
            raise error_at(text, token.start, _FOREIGN[kind])
        run = run + 1 if kind in _PREFIXES else (run if kind in _OPENING else 0)
        units += kind in _CONSTANTS and previous is _T.VAR
        if len(frames) + run > MAX_DEPTH or units > MAX_DEPTH:
            raise error_at(text, token.start, f"More than {MAX_DEPTH} levels are nested.")
        starts_type = (
            kind is _T.DCOLON and following is not None and _is_written(tokens, index)
        ) or (kind is _T.ALIAS and frames and frames[-1].name in _CASTS)
        if starts_type:
            done.tokens.append(token)
            reader = TypeReader(text, tokens, index + 1)
            start = tokens[index + 1].start if index + 1 < len(tokens) else token.start
            reader.type()
            index = reader.index
            end = tokens[index - 1].end
            done.types.append(text[start : end + 1])
            done.tokens.append(_type_token(tokens[index - 1], len(done.types) - 1))
            previous = _T.VAR
            continue
        if kind in _OPENING:
            frames.append(_Frame())
        elif kind in _CLOSING and frames:
            frame = frames.pop()
            if frame.token is not None:
                _mark(frame.token)
        elif following is _T.L_PAREN and _is_call(kind, previous, tokens, index):
            name = token.text.upper()
            done.tokens += [token, tokens[index + 1]]
            if kind is not _T.IDENTIFIER and name in _CASTS:
                frames.append(_Frame(name))
            else:
                frames.append(_Frame(name, token))
                if name not in _SPECIAL:
                    _mark(token)
                    frames[-1].token = None
            previous = _T.L_PAREN
            index += 2
            continue
        elif frames and frames[-1].token is not None:
            frame = frames[-1]
            if kind in _SPECIAL[frame.name] or token.text.upper() == "PLACING":
                frame.token = None
        elif not query and kind in _QUERY_WORDS:
            token.token_type = _T.VAR
        done.tokens.append(token)
        previous = token.token_type
        index += 1
    return done


def _is_written(tokens: list[Token], index: int) -> bool:
    """Whether `::` was written, instead of standing for the suffix of a number like `1L`."""
    return tokens[index].end - tokens[index].start == 1 and (
        tokens[index + 1].start > tokens[index].end
    )


def _is_call(kind: TokenType, previous: TokenType, tokens: list[Token], index: int) -> bool:
    if kind in _CALLABLE:
        if index and tokens[index - 1].text.upper() == "WITHIN":
            return False
        return previous is not _T.ALIAS
    if kind not in _CALLABLE_KEYWORDS:
        return False
    inner = tokens[index + 2].token_type if index + 2 < len(tokens) else None
    if kind is _T.EXISTS:
        return inner not in (_T.SELECT, _T.WITH)
    if kind is _T.FILTER:
        return inner is not _T.WHERE
    if kind in (_T.ANY, _T.SOME):
        return previous not in (_T.LIKE, _T.ILIKE, _T.RLIKE)
    return kind is not _T.NOT and previous in _STARTS


def _mark(token: Token) -> None:
    token.text += MARK
    if token.token_type is not _T.IDENTIFIER:
        token.token_type = _T.VAR


def _type_token(last: Token, number: int) -> Token:
    """The token for a type: sqlglot reads any of this kind as a type of that name."""
    return Token(_T.PSEUDO_TYPE, str(number), last.line, last.col, last.start, last.end)


def clean(node: exp.Expr, types: list[str]) -> None:
    """Takes the marks of `prepare` out of one node of the tree."""
    if isinstance(node, exp.Anonymous):
        name = node.this
        if isinstance(name, exp.Identifier):
            name.set("this", name.this.removesuffix(MARK))
        else:
            node.set("this", name.removesuffix(MARK))
    elif isinstance(node, exp.PseudoType):
        text = types[int(node.this)]
        node.replace(exp.DataType(this=exp.DType.USERDEFINED, kind=text))
    elif isinstance(node, exp.Identifier) and node.this.endswith(MARK):
        node.set("this", node.this.removesuffix(MARK))

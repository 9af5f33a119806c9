"""The tokens of Spark SQL, and the parser for them."""

from __future__ import annotations

import re
import threading
from typing import ClassVar

from sqlglot import Parser, Token, TokenType
from sqlglot.dialects.spark import Spark
from sqlglot.errors import TokenError

from etlab_jupyter.expressions.errors import ExpressionError, error_at
from etlab_jupyter.expressions.unclosed import unclosed

MAX_LENGTH = 100_000
MAX_TOKENS = 25_000


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")

# Words that Spark reserves or that the parser needs to see; all others are plain names.
_KEYWORDS = words(
    """
    ALL AND ANTI ANY AS ASC BETWEEN BIGINT CASE COLLATE CROSS DATE DECIMAL DESC DISTINCT DIV
    DOUBLE ELSE END ESCAPE EXCEPT EXISTS FALSE FILTER FLOAT FOR FROM FULL HAVING ILIKE IN INNER
    INTERSECT INTERVAL IS JOIN LATERAL LEFT LIKE LIMIT MINUS NATURAL NOT NULL OFFSET ON OR OUTER
    OVER PIVOT RANGE RECURSIVE REGEXP RIGHT RLIKE ROWS SELECT SEMI SMALLINT SOME TABLESAMPLE THEN
    TIMESTAMP TIMESTAMP_LTZ TIMESTAMP_NTZ TINYINT TRUE UNION UNPIVOT USING VALUES WHEN WHERE
    WINDOW WITH
    """
)
_CLAUSES = ("CLUSTER BY", "DISTRIBUTE BY", "GROUP BY", "GROUPING SETS", "ORDER BY",
            "PARTITION BY", "SORT BY")  # fmt: skip


class ETLabSpark(Spark):
    """Spark with Spark's own keywords only."""

    class Tokenizer(Spark.Tokenizer):
        COMMANDS: ClassVar[set[TokenType]] = set()
        HEX_STRINGS: ClassVar[list[str | tuple[str, str]]] = [
            (mark + quote, quote) for mark in "Xx" for quote in ("'", '"')
        ]
        KEYWORDS = {
            word: type_
            for word, type_ in Spark.Tokenizer.KEYWORDS.items()
            if word in _KEYWORDS or word in _CLAUSES or not word[0].isalpha()
        }


SPARK = ETLabSpark()


class _Tools(threading.local):
    """sqlglot's tokenizer and parser, one of each for a thread: both start anew at each call."""

    def __init__(self) -> None:
        self.tokenizer = SPARK.tokenizer()
        self.parser = SPARK.parser()


_TOOLS = _Tools()


_QUOTED = frozenset({TokenType.STRING, TokenType.RAW_STRING, TokenType.IDENTIFIER})


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`; `ExpressionError` for an open quote or too much text."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"The text is longer than {MAX_LENGTH:,} characters.")
    try:
        tokens = _TOOLS.tokenizer.tokenize(text)
    except TokenError:
        raise unclosed(text) from None
    if not text.isprintable():
        _refuse_unprintable(text, tokens)
    if len(tokens) > MAX_TOKENS:
        raise ExpressionError(f"The text has more than {MAX_TOKENS:,} words and signs.")
    return tokens


def _refuse_unprintable(text: str, tokens: list[Token]) -> None:
    """Refuses halves of characters, and outside of quotes what Spark cannot read."""
    found = _SURROGATE.search(text)
    for token in tokens:
        if found is None and token.token_type not in _QUOTED:
            found = _CONTROL.search(text, token.start, token.end + 1)
    if found is not None:
        sign = f"U+{ord(found.group()):04X}"
        raise error_at(text, found.start(), f"The unprintable character {sign} cannot be here.")


def parser() -> Parser:
    """The parser of this thread."""
    return _TOOLS.parser

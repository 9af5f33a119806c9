"""Texts that are no expression: the message and its place, and never anything but that error."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from etlab_jupyter.expressions import (
    ExpressionError,
    infer,
    infer_query,
    parse_ddl,
    parse_expression,
    parse_type,
    table_uses,
)
from etlab_jupyter.expressions.tokens import words

SCHEMA = parse_ddl("a int, b string, c array<int>")

MISTAKES = [
    ("'abc", "A string that starts with ' does not end.", "1:1"),
    ("a = 'x\\", "A string that starts with ' does not end.", "1:5"),
    ("`abc", "A name that starts with ` does not end.", "1:1"),
    ("a /* b", "A comment does not end.", "1:3"),
    ("(a + b", "A closing parenthesis is missing.", "1:6"),
    ("upper(a", "A closing parenthesis is missing.", "1:7"),
    ("a[0", "A closing bracket ] is missing.", "1:3"),
    ("a\n+ (b\n* 2", "A closing parenthesis is missing.", "3:3"),
    ("a +", "The expression ends too early.", "1:3"),
    ("a AND", "The expression ends too early.", "1:3"),
    ("a IS NOT", "The expression ends too early.", "1:3"),
    ("CASE WHEN a", "The expression ends too early.", "1:11"),
    ("upper(a,)", "Something is missing before `)`.", "1:9"),
    ("a,", "Something is missing after `,`.", "1:2"),
    ("a plus b", "`plus` was not expected here.", "1:3"),
    ("a AS b", "`AS` was not expected here.", "1:3"),
    ("a;", "A semicolon cannot be here: this is one expression, not a statement.", "1:2"),
    ("DROP TABLE t", "`TABLE` was not expected here.", "1:6"),
    ("SELECT a", "An expression cannot contain a query.", "1:1"),
    ("a === 1", "Something is missing near `=`.", "1:5"),
    ("a := 1", "`:=` does not exist in Spark SQL.", "1:3"),
    ("a IN 1", "IN needs a list of values.", "1:1"),
    ("a + (b -> 1)", "`->` can only be in the arguments of a function", "1:6"),
    ("ELSE EXISTS CASE * CAST BETWEEN HAVING WHEN DAY", "Expected an expression.", "1:1"),
    ("TRUE -> 1BD BETWEEN a", "This is not a valid expression.", "None:None"),
    ("", "The expression is empty.", "1:1"),
    ("-- nothing", "The expression is empty.", "1:1"),
    ("a\x00b", "The unprintable character U+0000 cannot be here.", "1:2"),
    ("upper\x01(a)", "The unprintable character U+0001 cannot be here.", "1:6"),
    ("'\ud800'", "The unprintable character U+D800 cannot be here.", "1:2"),
]

# Too deep, too long, or with numbers that do not fit.
EXTREMES = {
    "parentheses": "(" * 10_000 + "a" + ")" * 10_000,
    "open parentheses": "(" * 10_000,
    "brackets": "a[" * 10_000,
    "NOTs": "NOT " * 10_000 + "a",
    "signs": "- " * 10_000 + "a",
    "calls": "upper(" * 10_000,
    "CASEs": "CASE WHEN a THEN " * 1_000,
    "intervals": "INTERVAL " * 1_000,
    "casts": "a" + "::int" * 3_000,
    "indexes": "c" + "[0]" * 3_000,
    "LIKEs": "b LIKE " * 3_000 + "b",
    "types": "cast(a AS " + "array<" * 1_000,
    "a million characters": "a" * 1_000_000,
    "a million parentheses": "(" * 1_000_000,
    "words": "a " * 30_000,
    "digits": "9" * 5_000,
    "precision": f"cast(a AS decimal({'9' * 5_000}))",
    "no exponent": "1.e",
}
LONG = {
    "a name": "`" + "x" * 10_000 + "`",
    "a string": "'" + "x" * 10_000 + "'",
    "conditions": "a = 1 AND " * 2_000 + "a = 2",
    "sums": "a + " * 5_000 + "a",
    "mistakes": "a AND " * 2_000 + "a",
}


@pytest.mark.parametrize(("text", "message", "place"), MISTAKES)
def test_a_mistake_is_named_where_it_is(text: str, message: str, place: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert str(caught.value).startswith(message)
    assert f"{caught.value.line}:{caught.value.column}" == place


def test_hints_say_what_would_be_right() -> None:
    for text, hint in [("'a", "Close it with '."), ("a AS b", "A name is not part of an ")]:
        with pytest.raises(ExpressionError) as caught:
            parse_expression(text)
        assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize(
    "text", ["a == 1", "naïve > 1", "`漢字` = '🚀'", "b = '\x00'", "`a\x00b\x01`", "a\xa0+ 1"]
)
def test_unusual_texts_that_are_expressions(text: str) -> None:
    assert parse_expression(text).text == text


@pytest.mark.parametrize("name", EXTREMES)
def test_what_is_too_much_is_refused_at_once(name: str) -> None:
    start = time.monotonic()
    with pytest.raises(ExpressionError):
        infer(EXTREMES[name], SCHEMA)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("name", LONG)
def test_long_texts_are_read(name: str) -> None:
    start = time.monotonic()
    infer(LONG[name], SCHEMA)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("count", [100, 3_000])
def test_a_long_union_gives_columns_or_an_error(count: int) -> None:
    text = " UNION ALL ".join(["SELECT a FROM t"] * count)
    try:
        found = infer_query(text, {"t": SCHEMA})
    except ExpressionError:
        assert count > 100
    else:
        assert found.schema is not None
        assert found.schema.names == ("a",)


# Words and signs of SQL, put together at random.
WORDS = sorted(
    words(
        """
        a b c 1 1.5 'x' "y" `a` NULL TRUE ( ) [ ] , . * + - / % || = <> <=> < > ! ~ & | ^ :: -> =>
        : ; ? @ $ ${a} { } \\ ' " ` -- /* */ AND OR NOT IN IS LIKE BETWEEN CASE WHEN THEN ELSE END
        CAST AS int array<int> map< decimal(5,2) INTERVAL DAY DATE TIMESTAMP SELECT FROM WHERE
        GROUP BY ORDER HAVING JOIN ON USING UNION ALL WITH VALUES LIMIT OVER PARTITION FILTER WITHIN
        DISTINCT EXISTS LATERAL VIEW explode upper count sum trim extract substring struct transform
        x t t.a t.* QUALIFY ROLLUP CUBE GROUPING SETS PIVOT TABLESAMPLE PERCENT 1L 1e5 0x1F X'1F'
        """
    )
)
SOUP = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
QUERIES = SOUP.map(lambda words: f"SELECT {words}")
QUICKLY = settings(
    max_examples=200, derandomize=True, deadline=None, database=None, phases=[Phase.generate]
)


def _take(text: str) -> None:
    """Everything that reads a text of SQL; only `ExpressionError` may come out."""
    readers: list[Callable[[], object]] = [
        lambda: infer(text, SCHEMA, aggregates=True),
        lambda: infer(text, None, ansi=False),
        lambda: infer_query(text, {"t": SCHEMA}),
        lambda: table_uses(text, ["t"]),
        lambda: parse_type(text),
        lambda: parse_ddl(text),
    ]
    for read in readers:
        found = _error_of(read)
        if found is not None:
            assert str(found)
            assert found.line is None or 1 <= found.line <= len(re.split(r"[\r\n]", text))


def _error_of(read: Callable[[], object]) -> ExpressionError | None:
    try:
        read()
    except ExpressionError as error:
        return error
    return None


@QUICKLY
@given(st.text(max_size=60))
def test_random_text(text: str) -> None:
    _take(text)


@QUICKLY
@given(SOUP)
def test_random_words(text: str) -> None:
    _take(text)


@QUICKLY
@given(QUERIES)
def test_random_queries(text: str) -> None:
    _take(text)

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etlab_jupyter.codegen.literals import Code, identifier, literal, quote, quote_block
from tests.ruff import formatted

HOSTILE = [
    "",
    '"',
    "'",
    "\"'",
    "\\",
    'ends with "',
    '"""',
    "\n",
    "a\nb",
    'a\n"""\nb"',
    '"""\nimport os\n"""',
    'a\n""',
    'a\n\\"',
    "a\r\nb",
    "{{ 7 * 7 }}",
    "${x}",
    "{x}",
    "\x00\x1b\u2028",
    "naïve 東京 🚀",
    "x" * 10_000,
    "\t\n\tx",
    "a\\\nb",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("make", [quote, quote_block])
def test_hostile_text_stays_inside_its_literal(make, text):
    assert ast.literal_eval(make(text)) == text


@given(st.text())
@example('"')
def test_any_text_survives_quoting(text):
    assert ast.literal_eval(quote(text)) == text
    assert ast.literal_eval(quote_block(text)) == text


def test_quoted_text_is_left_alone_by_the_formatter():
    lines = [f"x{i} = {quote(text)}" for i, text in enumerate(HOSTILE)]
    source = "\n".join(lines) + "\n"
    assert formatted(source) == source


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
def test_values_survive(value):
    source = literal(value)
    assert eval(source, {"float": float}) == value


def test_values_that_are_not_python_literals_become_text_or_are_refused():
    assert literal(Decimal("1.50")) == '"1.50"'
    assert literal(date(2026, 1, 31)) == '"2026-01-31"'
    assert literal((1,)) == "(1,)"
    assert literal(Code("orders")) == "orders"
    with pytest.raises(TypeError, match="no literal for a object"):
        literal(object())


def test_an_identifier_must_be_one():
    assert identifier("sum") == "sum"
    with pytest.raises(ValueError, match="is not a Python name"):
        identifier("sum(1); import os")

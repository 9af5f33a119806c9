"""Parameters: their values, references to them, and what becomes of a text in SQL."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from etlab_jupyter import Page
from etlab_jupyter.parameters import (
    Parameter,
    Parameters,
    ParameterType,
    read_value,
    references,
    sql_string,
)
from tests.helpers import run_page

HOSTILE = [
    "plain", "it's", 'say "x"', "both ' and \"", "back\\slash", "\\'", "\\", "a\nb\r\n\tc", "%_\\%",
    "{x}", "' OR '1' = '1", "'; DROP TABLE x; --", "naïve 漢字 🚀", "\u2028", "\u200b", "`", "",
]  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "given", "value"),
    [
        ("string", "x", "x"),
        ("integer", "42", 42),
        ("double", "1.5", 1.5),
        ("boolean", "TRUE", True),
        ("date", "2026-01-31", "2026-01-31"),
        ("timestamp", "2026-01-31T12:00", "2026-01-31 12:00:00"),
    ],
)
def test_values_are_read_by_their_type(type_: ParameterType, given: str, value: object) -> None:
    assert read_value(given, type_) == value


@pytest.mark.parametrize(
    ("type_", "given", "message"),
    [
        ("integer", "1.5", "'1.5' is not a value of type integer"),
        ("boolean", "yes", "'yes' is not true or false"),
        ("date", "31.01.2026", "is not a date such as 2026-01-31"),
        ("string", "a\x07b", "unprintable character U\\+0007"),
        ("string", "${env:HOME}", "Spark would replace"),
        ("string", "a\xa0b", "unprintable character U\\+00A0"),
    ],
)
def test_values_that_do_not_fit(type_: ParameterType, given: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_value(given, type_)


def test_unknown_wrong_and_missing_values_are_problems() -> None:
    declared = [Parameter(name="day", type="date"), Parameter(name="n", type="integer", default=1)]
    parameters = Parameters(declared, {"dya": "x", "n": "x"})
    assert [(p.code, p.hint) for p in parameters.problems] == [
        ("unknown-parameter", "Did you mean 'day'?"),
        ("bad-parameter", ""),
    ]
    assert [p.message.split("'")[1] for p in parameters.missing()] == ["day", "n"]


def test_references_and_how_to_write_none() -> None:
    assert list(references("${a}/$${b}/${c}/${ d}/${1}")) == ["a", "c"]
    parameters = Parameters([Parameter(name="a", default="x")])
    assert parameters.plain("${a} $${a} $a {a} ${") == "x ${a} $a {a} ${"


@pytest.mark.parametrize("name", ["spark", "F", "class", "1a", "a-b", ""])
def test_names_that_the_code_could_not_use(name: str) -> None:
    with pytest.raises(ValueError, match=r"name|pattern"):
        Parameter(name=name)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_reaches_spark_as_it_is(spark: SparkSession, text: str) -> None:
    page = Page()
    page.parameter("p", "string")
    page.read.rows([{"name": "id", "type": "integer"}], [[1]]).derive(
        [
            {"name": "alone", "expression": "${p}"},
            {"name": "inside", "expression": "'<${p}>'"},
        ],
        id="done",
    )
    (row,) = run_page(spark, page, p=text)["done"].collect()
    assert (row.alone, row.inside) == (text, f"<{text}>")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_of_ours_in_sql(spark: SparkSession, text: str) -> None:
    assert spark.sql(f"SELECT {sql_string(text)} AS v").collect() == [(text,)]

"""The table of functions: every one has a case, and what Spark has besides is written down."""

from __future__ import annotations

import re
from pathlib import Path

from pyspark.sql import SparkSession

from etlab_jupyter.expressions.functions import FUNCTIONS
from tests.expressions.case_files import cases, files

_UNKNOWN = Path(__file__).parent / "unknown_functions.txt"
_CALL = re.compile(r"(\w+)`?\s*\(")


def _unknown_names() -> set[str]:
    lines = _UNKNOWN.read_text().splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def test_every_function_has_a_case():
    folders = ("scalar", "aggregate", "window", "generator", "query")
    called = {
        name.lower()
        for path in files(*folders)
        for case in cases(path)
        for name in _CALL.findall(case.text)
    }
    assert sorted(set(FUNCTIONS) - called) == []


def test_functions_that_spark_has_besides_are_listed(spark: SparkSession):
    names = {row[0] for row in spark.sql("SHOW SYSTEM FUNCTIONS").collect()}
    words = {name for name in names if re.fullmatch(r"\w+", name)}
    listed = _unknown_names()
    assert sorted(words - set(FUNCTIONS) - listed) == [], f"add them, or list them in {_UNKNOWN}"
    assert sorted(listed & set(FUNCTIONS)) == [], "they are known now"


def test_every_function_of_the_table_is_one_of_spark(spark: SparkSession):
    names = {row[0] for row in spark.sql("SHOW SYSTEM FUNCTIONS").collect()}
    # Spellings with a unit of time first are words of the parser, not functions.
    assert sorted(set(FUNCTIONS) - names - {"timestampadd", "timestampdiff"}) == []

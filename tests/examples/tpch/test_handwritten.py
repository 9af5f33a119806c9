"""The PySpark written by hand, which benchmarks measure against, answers rightly."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from tests.examples.tpch.compare import ORDERED_BY, duck_rows, rows_equal
from tests.examples.tpch.handwritten import QUERIES


@pytest.mark.parametrize("query", QUERIES)
def test_answers_are_those_of_duckdb(spark: SparkSession, tpch: Path, query: str) -> None:
    frame = QUERIES[query](spark, str(tpch))
    expected = duck_rows(query, tpch)
    assert expected
    assert rows_equal(frame.collect(), expected, ORDERED_BY[query])


def test_numbers_of_different_types_are_equal_within_the_tolerance() -> None:
    assert rows_equal([(1.0000000001, "a")], [(1, "a")])
    assert not rows_equal([(1.001, "a")], [(1, "a")])
    assert not rows_equal([(1, "b")], [(1, "a")])
    assert not rows_equal([(None,)], [(0,)])


def test_order_counts_only_where_it_is_told() -> None:
    assert rows_equal([(2, "b"), (1, "a")], [(1, "a"), (2, "b")])
    assert not rows_equal([(2, "b"), (1, "a")], [(1, "a"), (2, "b")], ordered_by=[0])
    assert rows_equal([(1, "b"), (1, "a")], [(1, "a"), (1, "b")], ordered_by=[0])


def test_a_row_is_matched_only_once() -> None:
    assert not rows_equal([(1,), (1,)], [(1,), (2,)])
    assert not rows_equal([(1,)], [(1,), (1,)])

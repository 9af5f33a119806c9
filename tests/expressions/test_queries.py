"""Queries: the names, types and nullability of their columns must be exactly those of Spark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from etlab_jupyter.expressions import ExpressionError, infer_query
from tests.expressions.analyzer import REJECTIONS, TABLES, Analyzer, schema_of, short
from tests.expressions.case_files import Case, cases, files, name_of


@pytest.fixture(scope="module")
def tables(analyzer: Analyzer) -> SparkSession:
    analyzer.create_views()
    return analyzer.spark


@pytest.mark.parametrize("path", files("query"), ids=name_of)
def test_columns_of_queries_are_sparks(path: Path, tables: SparkSession):
    wrong = [_wrong(case, tables) for case in cases(path)]
    assert not any(wrong), "\n".join(line for line in wrong if line)


def _wrong(case: Case, spark: SparkSession) -> str | None:
    try:
        expected = schema_of(spark.sql(case.text))
    except REJECTIONS as error:
        return f"{case.where}: {case.text}\n    Spark rejects it: {str(error)[:300]}"
    try:
        found = infer_query(case.text, TABLES)
    except ExpressionError as error:
        return f"{case.where}: {case.text}\n    {error} ({error.line}:{error.column})"
    if found.issues:
        return f"{case.where}: {case.text}\n    false alarm: {found.issues[0]}"
    inferred = None if found.schema is None else found.schema.to_json()["fields"]
    if case.word == "unknown":
        known = inferred is not None and '"unknown"' not in json.dumps(inferred)
        return f"{case.where}: {case.text} is known now" if known else None
    if inferred is None:
        return f"{case.where}: {case.text}\n    its columns are not known: {short(expected)}"
    if inferred == expected:
        return None
    return f"{case.where}: {case.text}\n    Spark: {short(expected)}\n    ETLab: {short(inferred)}"

from __future__ import annotations

import logging

import pytest
from pyspark.sql import SparkSession

from tests.expressions.analyzer import Analyzer


@pytest.fixture(scope="session")
def analyzer(spark: SparkSession) -> Analyzer:
    # Every rejected expression would be logged with its stack otherwise.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    return Analyzer(spark)

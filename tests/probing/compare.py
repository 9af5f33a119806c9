"""Compares what a probe says with what Spark reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from etlab_jupyter.probing import ProbeError, probe
from etlab_jupyter.spark_types import UNKNOWN, Schema
from tests.helpers import without_metadata


def known(format_: str, path: Path, **options: Any) -> Schema:
    """What the probe finds, which must be something."""
    probed = probe(format_, path, options)
    assert probed is not None
    return probed


def spark_columns(spark: SparkSession, format_: str, path: Path, **options: Any) -> Any:
    """The columns as Spark finds them, as JSON."""
    reader = spark.read.options(**options)
    return without_metadata(getattr(reader, format_)(str(path)).schema.jsonValue())


def assert_probed(spark: SparkSession, format_: str, path: Path, **options: Any) -> None:
    """The probe knows the columns, and they are Spark's."""
    probed = known(format_, path, **options)
    assert probed.to_json() == spark_columns(spark, format_, path, **options)


def assert_never_wrong(spark: SparkSession, format_: str, path: Path, **options: Any) -> None:
    """Whatever the probe claims to know is what Spark finds."""
    probed = probe(format_, path, options)
    if probed is None:
        return
    actual = spark_columns(spark, format_, path, **options)["fields"]
    assert list(probed.names) == [field["name"] for field in actual]
    for field, found in zip(probed, actual, strict=True):
        if field.type != UNKNOWN:
            assert field.to_json() == found


def error_of(format_: str, path: Path, **options: Any) -> ProbeError:
    try:
        probe(format_, path, options)
    except ProbeError as error:
        return error
    raise AssertionError(f"{path} was taken for {format_}")

"""ORC files have the columns that Spark reads."""

from __future__ import annotations

import datetime
import decimal

import pyarrow as pa
import pytest
from pyarrow import orc

from etlab_jupyter.probing import probe
from tests.probing.compare import assert_probed, error_of

DAY = datetime.datetime.fromisoformat("2024-01-01")
COLUMNS = {
    "int8": pa.array([1], pa.int8()),
    "int16": pa.array([1], pa.int16()),
    "int32": pa.array([1], pa.int32()),
    "int64": pa.array([1], pa.int64()),
    "float": pa.array([1.0], pa.float32()),
    "double": pa.array([1.0]),
    "bool": pa.array([True]),
    "text": pa.array(["é"]),
    "binary": pa.array([b"x"]),
    "date": pa.array([1], pa.date32()),
    "micros": pa.array([DAY], pa.timestamp("us")),
    "nanos": pa.array([DAY], pa.timestamp("ns")),
    "utc": pa.array([DAY], pa.timestamp("us", "UTC")),
    "decimal": pa.array([decimal.Decimal("1.5")], pa.decimal128(12, 2)),
    "list": pa.array([[{"a": 1, "b": [DAY]}]]),
    "map": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int32())),
}


def test_every_arrow_type_is_read_as_by_spark(spark, tmp_path):
    file = tmp_path / "a.orc"
    orc.write_table(pa.table(COLUMNS), file)
    assert_probed(spark, "orc", file)


def test_files_written_by_spark_keep_its_types(spark, tmp_path):
    frame = spark.sql(
        "select 1 a, cast(1 as byte) b, timestamp'2024-01-01' ts, "
        "timestamp_ntz'2024-01-01' ntz, interval 1 day d, interval 1 month m, "
        "cast('x' as binary) bin, date'2024-01-01' day, "
        "map(1, array(struct(timestamp_ntz'2024-01-01' as x, 1.5 as y))) nested"
    )
    frame.write.orc(str(tmp_path / "out"))
    assert_probed(spark, "orc", tmp_path / "out")


def test_equal_files_are_known_and_others_are_not_guessed(spark, tmp_path):
    for key in (1, 2):
        spark.sql("select 1 a, 'x' b").write.orc(f"{tmp_path}/k={key}")
    assert_probed(spark, "orc", tmp_path)
    assert_probed(spark, "orc", tmp_path, mergeSchema=True)
    spark.sql("select 2.5D c").write.orc(f"{tmp_path}/k=3")
    assert probe("orc", tmp_path, {}) is None
    assert probe("orc", tmp_path, {"mergeSchema": True}) is None
    spark.sql("select 2.5D a").write.orc(f"{tmp_path}/k=4")
    assert error_of("orc", tmp_path, mergeSchema=True).code == "conflicting-types"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n"])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    file = tmp_path / "a.orc"
    file.write_bytes(content)
    error = error_of("orc", file)
    assert error.code == "not-orc"
    assert str(file) in str(error)

"""Parquet files have the columns that Spark reads."""

from __future__ import annotations

import datetime
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.probing.compare import assert_probed, error_of, known, spark_columns

DAY = datetime.datetime.fromisoformat("2024-01-01")
DECIMAL = decimal.Decimal("1.5")
READABLE = {
    "int8": pa.array([1], pa.int8()),
    "uint8": pa.array([1], pa.uint8()),
    "int16": pa.array([1], pa.int16()),
    "uint16": pa.array([1], pa.uint16()),
    "int32": pa.array([1], pa.int32()),
    "uint32": pa.array([1], pa.uint32()),
    "int64": pa.array([1], pa.int64()),
    "uint64": pa.array([1], pa.uint64()),
    "float": pa.array([1.0], pa.float32()),
    "double": pa.array([1.0]),
    "bool": pa.array([True]),
    "seconds": pa.array([DAY], pa.timestamp("s")),
    "millis": pa.array([DAY], pa.timestamp("ms")),
    "micros": pa.array([DAY], pa.timestamp("us")),
    "utc": pa.array([DAY], pa.timestamp("us", "UTC")),
    "paris": pa.array([DAY], pa.timestamp("ms", "Europe/Paris")),
    "duration": pa.array([1], pa.duration("us")),
    "date32": pa.array([1], pa.date32()),
    "date64": pa.array([0], pa.date64()),
    "decimal": pa.array([DECIMAL], pa.decimal128(12, 2)),
    "wide_decimal": pa.array([DECIMAL], pa.decimal128(38, 10)),
    "binary": pa.array([b"x"]),
    "fixed": pa.array([b"xx"], pa.binary(2)),
    "null": pa.array([None]),
    "text": pa.array(["é"]),
    "large_text": pa.array(["a"], pa.large_string()),
    "dictionary": pa.array(["a"]).dictionary_encode(),
    "json": pa.array(["{}"], pa.json_()),
    "list": pa.array([[1]]),
    "fixed_list": pa.array([[1, 2]], pa.list_(pa.int32(), 2)),
    "lists": pa.array([[[{"a": 1, "b": "x"}]]]),
    "map": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int16())),
    "nested_map": pa.array([[("a", [DAY])]], pa.map_(pa.string(), pa.list_(pa.timestamp("us")))),
    "struct": pa.array([{"x": {"y": DECIMAL}, "z": [b"q"]}]),
    "a b.c`${x}": pa.array([1]),
}
REFUSED = {
    "float16": pa.array([1.0], pa.float16()),
    "nanos": pa.array([DAY], pa.timestamp("ns")),
    "millis of day": pa.array([1], pa.time32("ms")),
    "micros of day": pa.array([1], pa.time64("us")),
    "decimal256": pa.array([DECIMAL], pa.decimal256(50, 2)),
    "uuid": pa.array([b"x" * 16], pa.uuid()),
}


def test_every_arrow_type_is_read_as_by_spark(spark, tmp_path):
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table(READABLE), file)
    assert_probed(spark, "parquet", file)


@pytest.mark.parametrize(
    "settings",
    [
        {"use_deprecated_int96_timestamps": True},
        {"version": "1.0"},
        {"coerce_timestamps": "us"},
        {
            "store_schema": False,
            "coerce_timestamps": "ms",
            "allow_truncated_timestamps": True,
        },
        {"use_compliant_nested_type": False, "coerce_timestamps": "us"},
        {"store_decimal_as_integer": True, "coerce_timestamps": "us"},
    ],
    ids=str,
)
def test_every_way_of_writing_is_read_as_by_spark(spark, tmp_path, settings):
    columns = {
        "ts": pa.array([DAY], pa.timestamp("ns")),
        "utc": pa.array([DAY], pa.timestamp("ns", "UTC")),
        "dec": pa.array([DECIMAL], pa.decimal128(5, 2)),
        "list": pa.array([[{"a": [1]}]]),
        "uint32": pa.array([1], pa.uint32()),
    }
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), file, **settings)
    assert_probed(spark, "parquet", file)


@pytest.mark.parametrize("name", REFUSED)
def test_types_that_spark_refuses_are_refused(spark, tmp_path, name):
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"it": REFUSED[name]}), file)
    error = error_of("parquet", file)
    assert error.code == "unsupported-type"
    assert str(file) in str(error)
    with pytest.raises(Exception, match=r"(?i)type|precision"):
        spark_columns(spark, "parquet", file)


def test_files_written_by_spark_keep_its_types(spark, tmp_path):
    frame = spark.sql(
        "select 1 a, cast(1 as byte) b, timestamp'2024-01-01' ts, "
        "timestamp_ntz'2024-01-01' ntz, interval 1 day d, interval 1 month m, "
        "interval '1 2:3:4' day to second ds, cast('x' as binary) bin, "
        "map(1, array(struct(cast(1.5 as decimal(9,4)) as x))) nested"
    )
    frame.write.parquet(str(tmp_path / "out"))
    assert_probed(spark, "parquet", tmp_path / "out")


def test_merged_schemas(spark, tmp_path):
    spark.sql("select 1 a, 'x' b, named_struct('x', 1) s").write.parquet(f"{tmp_path}/k=1")
    spark.sql("select 2.5D c, named_struct('y', 2) s").write.parquet(f"{tmp_path}/k=2")
    assert_probed(spark, "parquet", tmp_path, mergeSchema=True)
    assert_probed(spark, "parquet", tmp_path)


def test_types_that_cannot_be_merged_are_refused(spark, tmp_path):
    spark.sql("select 1 a").write.parquet(f"{tmp_path}/k=1")
    spark.sql("select 'x' a").write.parquet(f"{tmp_path}/k=2")
    assert error_of("parquet", tmp_path, mergeSchema=True).code == "conflicting-types"
    with pytest.raises(Exception, match="CANNOT_MERGE"):
        spark_columns(spark, "parquet", tmp_path, mergeSchema=True)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PAR1 but no footer PAR1"])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    file = tmp_path / "a.parquet"
    file.write_bytes(content)
    error = error_of("parquet", file)
    assert error.code == "not-parquet"
    assert str(file) in str(error)


def test_a_changed_file_is_probed_again(tmp_path):
    file = tmp_path / "a.parquet"
    for name in ("before", "afterwards"):
        pq.write_table(pa.table({name: [1]}), file)
        assert known("parquet", file).names == (name,)

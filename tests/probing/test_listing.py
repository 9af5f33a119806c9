"""A path stands for the files, and the partition columns, that Spark finds there."""

from __future__ import annotations

import pytest

from etlab_jupyter.probing.listing import MAX_FILES
from etlab_jupyter.probing.partitions import partition_type
from etlab_jupyter.spark_types import UNKNOWN
from tests.probing.compare import assert_probed, error_of, known, spark_columns

VALUES = [
    "1", "01", "+1", "-5", "3000000000", "99999999999999999999", "1e3", "1.5", "NaN",
    "1d",
    "1e400", "2024-01-01", "2024-1-1", "2024-13-01", "2024-01", "2024-01-01 00%3A00%3A00",
    "2024-01-01 00%3A00%3A00.5", "2024-01-01 00%3A00%3A00.123456", "2024-01-01T00%3A00%3A00",
    "true", "a", "__HIVE_DEFAULT_PARTITION__", "%31", "a%2Fb", " 1", "1 ", "1_0", "-0",
    "1.0",
    "123456789012345678901234567890123456789", "100.", "2024-02-30", "é", "${x}",
    "a'b\"c",
]  # fmt: skip
TOGETHER = [
    ["1", "3000000000"], ["1", "99999999999999999999"], ["1.5", "1"],
    ["1.5", "3000000000"],
    ["1.5", "99999999999999999999"], ["2024-01-01", "2024-01-01 00%3A00%3A00"],
    ["2024-01-01", "1"], ["a", "1"], ["__HIVE_DEFAULT_PARTITION__", "1"],
    ["12345678901234567890123456789012345678", "1"],
    ["__HIVE_DEFAULT_PARTITION__", "2024-01-01"],
]  # fmt: skip


def touch(root, *names, text="x\n"):
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def test_a_partition_value_is_typed_as_by_spark(spark, tmp_path):
    """One folder a value, each inside the last: one path has them all as columns."""
    folders = "/".join(f"k{i}={value}" for i, value in enumerate(VALUES))
    assert_probed(spark, "text", touch(tmp_path, f"{folders}/a.txt"))


@pytest.mark.parametrize("values", TOGETHER, ids="-".join)
def test_values_of_a_partition_column_are_typed_together(spark, tmp_path, values):
    touch(tmp_path, *(f"k={value}/a.txt" for value in values))
    assert_probed(spark, "text", tmp_path)


@pytest.mark.parametrize(
    "files",
    [
        ["a.csv", "b.csv", "sub/c.csv"],
        ["sub/year=1/a.csv"],
        ["a=1/b=2/x.csv", "a=1/_hidden/y.csv", "a=1/b=2/.z", "a=x/b=2/q.csv._COPYING_"],
        ["a%3Ab=1/x.csv"],
        ["year=1/a.csv", "year=2/a.csv", "_SUCCESS", ".year=3/a.csv"],
    ],
    ids=range(5),
)
def test_folders_are_searched_as_by_spark(spark, tmp_path, files):
    assert_probed(spark, "csv", touch(tmp_path, *files))


@pytest.mark.parametrize(
    ("files", "pattern"),
    [
        (["a1.csv", "b1.csv"], "{a1,zz}.csv"),
        (["a1.csv"], "a[0-9].csv"),
        (["a1.csv"], "a[^0].csv"),
        (["a1.csv"], "?1.csv"),
        (["b[1].csv"], "b\\[1\\].csv"),
        (["d/year=1/a.csv"], "d/year=*"),
        (["d/year=1/a.csv"], "*"),
        (["d/year=1/a.csv", "d/year=x/b.csv"], "d/year=*/*.csv"),
    ],
)
def test_patterns_match_as_in_spark(spark, tmp_path, files, pattern):
    touch(tmp_path, *files)
    assert_probed(spark, "csv", tmp_path / pattern)


@pytest.mark.parametrize("pattern", ["b[1].csv", "zz*.csv", "{x,y}.csv"])
def test_a_pattern_that_matches_nothing_is_refused(spark, tmp_path, pattern):
    touch(tmp_path, "b[1].csv")
    assert error_of("csv", tmp_path / pattern).code == "no-such-path"
    with pytest.raises(Exception, match="PATH_NOT_FOUND"):
        spark_columns(spark, "csv", tmp_path / pattern)


def test_a_missing_path_is_refused(tmp_path):
    error = error_of("csv", tmp_path / "nothing")
    assert error.code == "no-such-path"
    assert str(tmp_path / "nothing") in str(error)


@pytest.mark.parametrize("files", [["sub/a.csv"], ["_a.csv"], [".a/a.csv"]])
def test_a_folder_without_data_files_is_refused(spark, tmp_path, files):
    touch(tmp_path, *files)
    assert error_of("csv", tmp_path).code == "no-data"
    with pytest.raises(Exception, match="UNABLE_TO_INFER_SCHEMA"):
        spark_columns(spark, "csv", tmp_path)


@pytest.mark.parametrize(
    ("files", "condition"),
    [
        (["b.csv", "sub/year=1/a.csv"], "CONFLICTING_DIRECTORY_STRUCTURES"),
        (["a=1/x.csv", "b=1/x.csv"], "CONFLICTING_PARTITION_COLUMN_NAMES"),
    ],
)
def test_folders_that_spark_refuses_are_refused(spark, tmp_path, files, condition):
    touch(tmp_path, *files)
    assert error_of("csv", tmp_path).code == "conflicting-partitions"
    with pytest.raises(Exception, match=condition):
        spark_columns(spark, "csv", tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        {"recursiveFileLookup": True},
        {"pathGlobFilter": "*.csv"},
        {"basePath": "{root}"},
    ],
    ids=str,
)
def test_reader_options_about_files(spark, tmp_path, options):
    root = touch(tmp_path, "a=1/b=2/x.csv", "a=1/b=x/y.txt")
    options = {k: v.format(root=root) if k == "basePath" else v for k, v in options.items()}
    assert_probed(spark, "csv", root / "a=1" if "basePath" in options else root, **options)


def test_a_column_in_files_and_folders_is_that_of_the_folders(spark, tmp_path):
    touch(tmp_path, "k=1/a.csv", text="x,K,y\n1,2,3\n")
    assert_probed(spark, "csv", tmp_path, header=True)


def test_partitions_of_too_many_files_are_of_unknown_type(tmp_path):
    touch(tmp_path, *(f"k={number}/a.txt" for number in range(MAX_FILES + 1)))
    probed = known("text", tmp_path)
    assert [(field.name, field.type) for field in probed.fields[1:]] == [("k", UNKNOWN)]
    assert partition_type("1").name == "integer"

"""Read JSON, Parquet, ORC and text."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from etlab_jupyter import Page
from tests.helpers import run_page
from tests.nodes.sources.checks import HOSTILE, cell, codes, read

NESTED = [
    {"name": "s", "type": "string"},
    {"name": "i", "type": "integer"},
    {"name": "l", "type": "long"},
    {"name": "f", "type": "float"},
    {"name": "d", "type": "double"},
    {"name": "b", "type": "boolean"},
    {"name": "day", "type": "date"},
    {"name": "at", "type": "timestamp"},
    {"name": "bin", "type": "binary"},
    {"name": "arr", "type": "array", "element": {"type": "integer", "nullable": False}},
    {
        "name": "m", "type": "map", "key": {"type": "string"},
        "value": {"type": "array", "element": {"type": "date"}},
    },
    {
        "name": "st", "type": "struct", "nullable": False,
        "fields": [
            {"name": "a b", "type": "long", "nullable": False},
            {
                "name": "inner", "type": "struct",
                "fields": [{"name": "x", "type": "double"}],
            },
        ],
    },
]  # fmt: skip
RECORD = (
    '{"s":"x","i":1,"l":2,"f":1.5,"d":2.5,"b":true,"day":"2024-01-31",'
    '"at":"2024-01-31T10:30:00Z","bin":"eHk=","arr":[1,2],"m":{"k":["2024-01-31"]},'
    '"st":{"a b":5,"inner":{"x":1.5}}}\n'
)
DAY = datetime.date(2024, 1, 31)


def write(path, text):
    path.write_bytes(text.encode())
    return str(path)


def json_files(spark, root):
    return write(root / "a.json", RECORD)


def spark_files(format_):
    def make(spark, root):
        frame = spark.read.schema(
            "s string, i int, l bigint, f float, d double, b boolean, day date, at "
            "timestamp, bin binary, arr array<int>, m map<string, array<date>>, st "
            "struct<`a b`: bigint, inner: struct<x: double>>"
        ).json(json_files(spark, root))
        frame.write.format(format_).save(f"{root}/{format_}")
        return f"{root}/{format_}"

    return make


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("json", json_files),
        ("parquet", spark_files("parquet")),
        ("orc", spark_files("orc")),
    ],
)
@pytest.mark.parametrize("columns", [NESTED, None], ids=["declared", "found"])
def test_all_types(spark, tmp_path, kind, make, columns):
    page = Page()
    page.add(f"read_{kind}", path=make(spark, tmp_path), columns=columns)
    row = read(spark, page).first().asDict(recursive=True)
    assert (row["s"], row["i"], row["d"], row["b"], row["arr"]) == (
        "x",
        1,
        2.5,
        True,
        [1, 2],
    )
    assert row["st"] == {"a b": 5, "inner": {"x": 1.5}}
    if columns or kind != "json":
        assert row["day"] == DAY
        assert row["m"] == {"k": [DAY]}
        assert row["bin"] == b"xy"


def test_the_code_is_what_one_would_write():
    page = Page()
    page.read.json("s3a://lake/a", columns=NESTED[:2], multiline=True, label="a")
    assert cell(page) == (
        'a = spark.read.schema("s string, i int").json("s3a://lake/a", multiLine=True)'
    )


@pytest.mark.parametrize(
    ("text", "config", "rows"),
    [
        ('[{"a":1},\n{"a":2}]', {"multiline": True}, [(1,), (2,)]),
        ('{"a":1}\nbad\n', {"mode": "DROPMALFORMED"}, [(1,)]),
        ('{"a":1}\nbad\n', {}, [(None, 1), ("bad", None)]),
        (
            '{"day":"31.01.2024"}\n',
            {"columns": NESTED[6:7], "date_format": "dd.MM.yyyy"},
            [(DAY,)],
        ),
        (
            '{"at":"31.01.2024 10"}\n',
            {"columns": NESTED[7:8], "timestamp_format": "dd.MM.yyyy HH"},
            [(datetime.datetime.fromisoformat("2024-01-31 10:00"),)],
        ),
    ],
)
def test_every_json_setting_reaches_spark(spark, tmp_path, text, config, rows):
    page = Page()
    page.read.json(write(tmp_path / "a.json", text), **config)
    assert [tuple(row) for row in read(spark, page).collect()] == rows


def test_numbers_as_text_and_an_encoding(spark, tmp_path):
    (tmp_path / "a.json").write_bytes('{"a":1.50}\n'.encode("utf-16-le"))
    page = Page()
    node = page.read.json(
        str(tmp_path / "a.json"), primitives_as_string=True, encoding="UTF-16LE",
        options={"lineSep": "\n"},
    )  # fmt: skip
    assert node.schema() is None
    assert tuple(run_page(spark, page)[node.id].collect()[0]) == ("1.5",)


@pytest.mark.parametrize("kind", ["parquet", "orc"])
def test_merged_schemas(spark, tmp_path, kind):
    spark.sql("select 1 a").write.format(kind).save(f"{tmp_path}/k=1")
    spark.sql("select 2 b").write.format(kind).save(f"{tmp_path}/k=2")
    page = Page()
    node = page.add(f"read_{kind}", path=str(tmp_path), merge_schema=True)
    frame = run_page(spark, page)[node.id]
    assert {"a", "b", "k"} == set(frame.columns)
    assert "mergeSchema=True" in cell(page)


def test_more_options_reach_spark(spark, tmp_path):
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep" / "a.json", '{"a":1}\n')
    page = Page()
    page.read.json(str(tmp_path), options={"recursiveFileLookup": "true"})
    assert tuple(read(spark, page).first()) == (1,)


@pytest.mark.parametrize("kind", ["parquet", "orc", "json"])
def test_a_file_of_another_kind_is_reported(tmp_path, kind):
    page = Page()
    page.add(f"read_{kind}", path=write(tmp_path / "a", "neither\n"))
    (problem,) = page.check()
    assert problem.code == f"not-{kind}"
    assert str(tmp_path) in problem.message
    assert problem.field == "path"


def test_files_from_other_programs(spark, tmp_path):
    table = pa.table({"a": [1], "day": [DAY], "n": pa.array([1], pa.uint32())})
    pq.write_table(table, tmp_path / "a.parquet")
    orc.write_table(table.select(["a", "day"]), tmp_path / "a.orc")
    for kind in ("parquet", "orc"):
        page = Page()
        page.add(f"read_{kind}", path=str(tmp_path / f"a.{kind}"))
        assert tuple(read(spark, page).first())[:2] == (1, DAY)


def test_text_is_read_by_line_or_whole(spark, tmp_path):
    (tmp_path / "k=1").mkdir()
    path = tmp_path / "k=1" / "a.txt"
    write(path, "one\ntwo\r\nthree|four")
    for config, values in (
        ({}, ["one", "two", "three|four"]),
        ({"whole_text": True}, ["one\ntwo\r\nthree|four"]),
        ({"line_separator": "|"}, ["one\ntwo\r\nthree", "four"]),
    ):
        page = Page()
        page.read.text(str(tmp_path), **config)
        rows = read(spark, page).collect()
        assert [(row.value, row.k) for row in rows] == [(value, 1) for value in values]


def test_hostile_text_is_only_data(spark, tmp_path):
    for index, text in enumerate(HOSTILE):
        write(tmp_path / f"{index:02}.txt", text)
    page = Page()
    page.read.text(str(tmp_path), whole_text=True)
    assert {row.value for row in read(spark, page).collect()} == set(HOSTILE) - {""}


def test_the_text_column_may_have_another_name(spark, tmp_path):
    (tmp_path / "k=1").mkdir()
    write(tmp_path / "k=1" / "a.txt", "one\n")
    for columns in ([{"name": "line", "type": "string"}],):
        page = Page()
        page.read.text(str(tmp_path), columns=[*columns, {"name": "k", "type": "string"}])
        assert tuple(read(spark, page).first()) == ("one", "1")


@pytest.mark.parametrize("columns", [NESTED[1:2], NESTED[:2]])
def test_text_has_one_string_column(tmp_path, columns):
    page = Page()
    page.read.text(write(tmp_path / "a.txt", "x\n"), columns=columns)
    assert codes(page) == ["not-one-text-column"]


PATHS = [
    'qu"ote',
    "apos'trophe",
    "new\nline",
    "ü 🚀",
    "%41",
    "a,b",
    "back`tick",
    "#1",
    "a b",
]


@pytest.mark.parametrize("kind", ["csv", "text"])
def test_hostile_paths_are_only_data(spark, tmp_path, kind):
    for name in PATHS:
        write(tmp_path / name, f"{name!r}\n")
        page = Page()
        page.add(f"read_{kind}", path=f"{tmp_path}/{name}")
        assert read(spark, page).count() == 1


@pytest.mark.parametrize(
    ("name", "path"), [("{b}", "\\{b}"), ("${x}", "$\\{x}"), ("[a]*", "\\[a\\]\\*")]
)
def test_characters_of_patterns_in_paths(spark, tmp_path, name, path):
    write(tmp_path / name, "x\n")
    page = Page()
    page.read.text(f"{tmp_path}/{path}")
    assert read(spark, page).first().value == "x"

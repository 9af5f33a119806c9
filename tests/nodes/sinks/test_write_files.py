"""Write CSV, JSON, Parquet, ORC and text."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.helpers import run_page
from tests.nodes.sinks.checks import codes, last_cell, page_of
from tests.nodes.sources.checks import HOSTILE

FILES = ["csv", "json", "parquet", "orc"]
DAY = datetime.date(2024, 1, 31)


def contents(folder: str) -> list[str]:
    """The texts of the data files, in the order of their names."""
    return [file.read_text() for file in sorted(Path(folder).rglob("part-*"))]


@pytest.mark.parametrize(
    ("kind", "config", "code"),
    [
        ("csv", {}, 'orders.write.csv("out")'),
        (
            "csv",
            {"header": True, "mode": "overwrite", "sep": ";"},
            'orders.write.mode("overwrite").csv("out", header=True, sep=";")',
        ),
        ("json", {"mode": "append"}, 'orders.write.mode("append").json("out")'),
        (
            "parquet",
            {"partition_by": ["day"], "compression": "zstd"},
            'orders.write.partitionBy("day").parquet("out", compression="zstd")',
        ),
        (
            "orc",
            {"options": {"orc.bloom.filter.columns": "id"}},
            'orders.write.option("orc.bloom.filter.columns", "id").orc("out")',
        ),
    ],
)
def test_the_code_is_what_one_would_write(kind, config, code):
    page, orders = page_of()
    getattr(orders.write, kind)("out", **config)
    assert last_cell(page) == code


@pytest.mark.parametrize("kind", FILES)
def test_every_mode(spark, tmp_path, kind):
    counts = []
    for mode in ("errorifexists", "append", "ignore", "overwrite"):
        page, orders = page_of()
        getattr(orders.write, kind)(f"{tmp_path}/out", mode=mode)
        run_page(spark, page)
        counts.append(spark.read.format(kind).load(f"{tmp_path}/out").count())
    assert counts in ([2, 4, 4, 2], [3, 6, 6, 3])  # CSV reads a line end as a new row
    page, orders = page_of()
    getattr(orders.write, kind)(f"{tmp_path}/out")
    with pytest.raises(Exception, match="PATH_ALREADY_EXISTS"):
        run_page(spark, page)


@pytest.mark.parametrize("kind", FILES)
def test_partitions_become_folders(spark, tmp_path, kind):
    page, orders = page_of()
    getattr(orders.write, kind)(f"{tmp_path}/out", partition_by=["day", "id"])
    run_page(spark, page)
    folders = {str(f.parent.relative_to(tmp_path / "out")) for f in tmp_path.rglob("part-*")}
    assert folders == {"day=2024-01-31/id=1", "day=__HIVE_DEFAULT_PARTITION__/id=2"}


@pytest.mark.parametrize("kind", ["json", "parquet", "orc"])
def test_hostile_values_are_only_data(spark, tmp_path, kind):
    name = "q'\"" if kind == "orc" else "q'\"`"  # Spark's ORC takes no backticks
    page, texts = page_of([[text] for text in HOSTILE], [{"name": name, "type": "string"}])
    getattr(texts.write, kind)(f'{tmp_path}/o"u\nt')
    run_page(spark, page)
    found = spark.read.format(kind).load(f'{tmp_path}/o"u\nt').collect()
    assert sorted(row[0] for row in found) == sorted(t.replace("$${", "${") for t in HOSTILE)


@pytest.mark.parametrize(("config", "header"), [({}, ""), ({"header": True}, "id,name,day\n")])
def test_csv_as_it_stands(spark, tmp_path, config, header):
    page, orders = page_of([[1, "x y", "2024-01-31"], [2, 'q"u,', None]])
    orders.repartition(1).write.csv(f"{tmp_path}/out", **config)
    run_page(spark, page)
    text = header + '1,x y,2024-01-31\n2,"q\\"u,",\n'
    assert contents(f"{tmp_path}/out") == [text]


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({"sep": ";"}, '1;"a""b;c";2024-01-31\n'.replace('a""b', 'a\\"b')),
        ({"sep": ";", "escape": '"'}, '1;"a""b;c";2024-01-31\n'),
        ({"sep": "|", "quote": "'"}, '1|a"b;c|2024-01-31\n'),
        ({"quote_all": True}, '"1","a\\"b;c","2024-01-31"\n'),
        ({"date_format": "dd.MM.yyyy", "escape": '"'}, '1,"a""b;c",31.01.2024\n'),
    ],
)
def test_every_csv_setting_reaches_spark(spark, tmp_path, config, text):
    page, orders = page_of([[1, 'a"b;c', "2024-01-31"]])
    orders.write.csv(f"{tmp_path}/out", **config)
    run_page(spark, page)
    assert "".join(contents(f"{tmp_path}/out")) == text


def test_csv_nulls_encodings_and_times(spark, tmp_path):
    columns = [{"name": "at", "type": "timestamp"}, {"name": "s", "type": "string"}]
    page, rows = page_of([["2024-01-31 10:30:00", "ü"], [None, None]], columns)
    rows.write.csv(
        f"{tmp_path}/out", null_value="NULL", encoding="ISO-8859-1",
        timestamp_format="dd.MM.yyyy HH",
    )  # fmt: skip
    run_page(spark, page)
    data = b"".join(file.read_bytes() for file in tmp_path.rglob("part-*"))
    assert sorted(data.decode("iso-8859-1").split("\n")) == [
        "", "31.01.2024 10,ü", "NULL,NULL",
    ]  # fmt: skip


def test_every_json_setting_reaches_spark(spark, tmp_path):
    columns = [
        {"name": "at", "type": "timestamp"},
        {"name": "day", "type": "date"},
        {"name": "n", "type": "integer"},
    ]
    page, rows = page_of([["2024-01-31 10:30:00", "2024-01-31", None]], columns)
    rows.write.json(
        f"{tmp_path}/out", ignore_null_fields=False, date_format="dd.MM.yyyy",
        timestamp_format="HH:mm", encoding="UTF-16BE",
    )  # fmt: skip
    rows.write.json(f"{tmp_path}/plain")
    run_page(spark, page)
    data = b"".join(f.read_bytes() for f in (tmp_path / "out").rglob("part-*"))
    assert data.decode("utf-16-be") == '{"at":"10:30","day":"31.01.2024","n":null}\n'
    assert '"n"' not in "".join(contents(f"{tmp_path}/plain"))


@pytest.mark.parametrize(
    ("kind", "codec", "ending"),
    [
        ("csv", "gzip", ".csv.gz"), ("csv", "bzip2", ".csv.bz2"),
        ("json", "deflate", ".json.deflate"), ("text", "gzip", ".txt.gz"),
        ("parquet", "zstd", ".zstd.parquet"), ("parquet", "gzip", ".gz.parquet"),
        ("parquet", "none", ".parquet"), ("orc", "zlib", ".zlib.orc"),
        ("orc", "none", ".orc"),
        ("orc", "zstd", ".zstd.orc"), ("orc", "lz4", ".lz4.orc"),
    ],
)  # fmt: skip
def test_every_compression(spark, tmp_path, kind, codec, ending):
    page, rows = page_of([["x"]], [{"name": "value", "type": "string"}])
    getattr(rows.repartition(1).write, kind)(f"{tmp_path}/out", compression=codec)
    run_page(spark, page)
    (file,) = [f for f in (tmp_path / "out").glob("part-*") if f.stat().st_size]
    assert file.name.endswith(ending)
    assert spark.read.format(kind).load(f"{tmp_path}/out").first()[0] == "x"


def test_more_options_reach_spark(spark, tmp_path):
    page, orders = page_of()
    orders.write.parquet(f"{tmp_path}/out", options={"parquet.enable.dictionary": "false"})
    run_page(spark, page)
    file = next(f for f in tmp_path.rglob("part-*") if pq.read_metadata(f).num_rows)
    encodings = pq.read_metadata(file).row_group(0).column(1).encodings
    assert not any("DICTIONARY" in encoding for encoding in encodings)


def test_text_takes_the_one_string_column(spark, tmp_path):
    page, orders = page_of()
    orders.write.text(f"{tmp_path}/out", partition_by=["id", "DAY"], line_separator="|")
    assert 'partitionBy("id", "DAY")' in last_cell(page)
    run_page(spark, page)
    assert contents(f"{tmp_path}/out") == ["a|", 'b"\n,;|']


def test_a_parameter_in_the_path(spark, tmp_path):
    page, orders = page_of()
    page.parameter("year", "integer", 2024)
    orders.write.json(f"{tmp_path}/out ${{year}} {{x}}")
    run_page(spark, page, year=2030)
    assert (tmp_path / "out 2030 {x}" / "_SUCCESS").exists()


@pytest.mark.parametrize(
    ("kind", "config", "found"),
    [
        ("csv", {"partition_by": ["dya"]}, ["unknown-column"]),
        ("csv", {"partition_by": ["id", "ID"]}, ["duplicate-column"]),
        ("orc", {"partition_by": ["id", "name", "day"]}, ["no-columns-left"]),
        ("text", {}, ["not-one-text-column"]),
        ("text", {"partition_by": ["name", "day"]}, ["not-one-text-column"]),
    ],
)
def test_mistakes_are_reported(kind, config, found):
    page, orders = page_of()
    getattr(orders.write, kind)("out", **config)
    assert codes(page) == found


@pytest.mark.parametrize(
    ("kind", "type_", "refused"),
    [
        ("csv", {"type": "array", "element": {"type": "integer"}}, True),
        ("csv", {"type": "struct", "fields": [{"name": "x", "type": "date"}]}, True),
        ("csv", {"type": "binary"}, False),
        ("csv", {"type": "void"}, True),
        (
            "json",
            {"type": "map", "key": {"type": "string"}, "value": {"type": "binary"}},
            False,
        ),
        ("json", {"type": "void"}, False),
        ("orc", {"type": "array", "element": {"type": "void"}}, True),
        (
            "parquet",
            {"type": "map", "key": {"type": "string"}, "value": {"type": "long"}},
            False,
        ),
        ("orc", {"type": "void"}, True),
        ("orc", {"type": "struct", "fields": [{"name": "x y", "type": "date"}]}, False),
    ],
)
def test_types_that_the_format_cannot_hold_are_reported(spark, tmp_path, kind, type_, refused):
    """What is reported is what Spark refuses, and nothing else."""
    page, rows = page_of([[1, None]], [{"name": "i", "type": "integer"}, {"name": "c", **type_}])
    frames = run_page(spark, page)
    getattr(rows.write, kind)(f"{tmp_path}/out")
    assert codes(page) == (["type-mismatch"] if refused else [])
    if refused:
        with pytest.raises(Exception, match=r"UNSUPPORTED_DATA_TYPE|void"):
            frames[rows.id].write.format(kind).save(f"{tmp_path}/out")
    else:
        run_page(spark, page)


@pytest.mark.parametrize("config", [{"mode": "replace"}, {"path": ""}, {"compression": "rar"}])
@pytest.mark.parametrize("kind", [*FILES, "text"])
def test_settings_of_the_wrong_form_are_reported(kind, config):
    page, rows = page_of([["x"]], [{"name": "value", "type": "string"}])
    page.add(f"write_{kind}", rows, **{"path": "out", **config})
    assert page.check()


def test_two_sinks_may_not_share_a_folder():
    page, orders = page_of()
    orders.write.csv("out")
    orders.write.json("out/")
    assert codes(page) == ["shared-target"]

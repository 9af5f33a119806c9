"""Read CSV."""

from __future__ import annotations

from typing import Any

import pytest

from etlab_jupyter import Page
from etlab_jupyter.page.document import Metadata
from etlab_jupyter.schema_definition import ColumnDefinition
from tests.helpers import run_page
from tests.nodes.sources.checks import assert_tidy, cell, codes, read

TYPES: list[dict[str, Any]] = [
    {"name": "s", "type": "string"},
    {"name": "i", "type": "integer"},
    {"name": "l", "type": "long"},
    {"name": "f", "type": "float"},
    {"name": "d", "type": "double"},
    {"name": "b", "type": "boolean", "nullable": False},
    {"name": "day", "type": "date"},
    {"name": "at", "type": "timestamp"},
]


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_the_code_is_what_one_would_write():
    page = Page()
    page.read.csv(
        "s3a://lake/orders/*.csv.gz",
        header=True,
        sep=";",
        infer_schema=True,
        options={"comment": "#"},
        label="Orders",
    )
    assert cell(page) == (
        'orders = spark.read.option("comment", "#").csv(\n'
        '    "s3a://lake/orders/*.csv.gz", header=True, inferSchema=True, sep=";"\n)'
    )


def test_defaults_are_not_written_out():
    page = Page()
    page.read.csv("s3a://lake/a", label="a", sep=",", quote='"', mode="PERMISSIVE")
    assert cell(page) == 'a = spark.read.csv("s3a://lake/a")'


@pytest.mark.parametrize(
    ("text", "config", "rows"),
    [
        ("a,b\n1,x\n", {}, [("a", "b"), ("1", "x")]),
        ("a,b\n1,x\n", {"header": True}, [("1", "x")]),
        ("a,b\n1,x\n", {"header": True, "infer_schema": True}, [(1, "x")]),
        ("a;b\n1;'x;y'\n", {"header": True, "sep": ";", "quote": "'"}, [("1", "x;y")]),
        ('a\n"x ""y"" z"\n', {"header": True, "escape": '"'}, [('x "y" z',)]),
        ("a,b\nNA,1\n", {"header": True, "null_value": "NA"}, [(None, "1")]),
        ('a,b\n"x\ny",1\n', {"header": True, "multiline": True}, [("x\ny", "1")]),
        ("a,b\n1,2\nx,3\n", {"mode": "DROPMALFORMED", "columns": TYPES[1:3]}, [(1, 2)]),
        ("a,b\n1,2\nx,3\n", {"columns": TYPES[1:3]}, [(None, None), (1, 2), (None, 3)]),
        (
            "31.01.2024|31.01.2024 10:30\n",
            {
                "sep": "|", "columns": TYPES[6:], "date_format": "dd.MM.yyyy",
                "timestamp_format": "dd.MM.yyyy HH:mm",
            },
            None,
        ),
    ],
    ids=range(10),
)  # fmt: skip
def test_every_setting_reaches_spark(spark, tmp_path, text, config, rows):
    page = Page()
    page.read.csv(write(tmp_path / "a.csv", text), **config)
    found = [tuple(row) for row in read(spark, page).collect()]
    if rows is None:
        assert [str(value) for value in found[0]] == [
            "2024-01-31",
            "2024-01-31 10:30:00",
        ]
    else:
        assert found == rows


def test_an_encoding(spark, tmp_path):
    page = Page()
    path = write(tmp_path / "a.csv", "größe\nü\n", "iso-8859-1")
    page.read.csv(path, header=True, encoding="ISO-8859-1")
    assert [tuple(row) for row in read(spark, page).collect()] == [("ü",)]


def test_bad_rows_may_fail_the_run(spark, tmp_path):
    page = Page()
    path = write(tmp_path / "a.csv", "x\n")
    node = page.read.csv(path, columns=TYPES[1:2], mode="FAILFAST")
    frame = run_page(spark, page)[node.id]
    with pytest.raises(Exception, match="MALFORMED"):
        frame.collect()


def test_declared_types_are_read(spark, tmp_path):
    page = Page()
    path = write(tmp_path / "a.csv", "x,1,2,1.5,2.5,true,2024-01-31,2024-01-31 10:30:00\n")
    page.read.csv(path, columns=TYPES)
    row = read(spark, page).first()
    assert [str(value) for value in row] == [
        "x", "1", "2", "1.5", "2.5", "True", "2024-01-31", "2024-01-31 10:30:00",
    ]  # fmt: skip


def test_a_schema_definition_by_name(spark, tmp_path):
    page = Page()
    columns = [ColumnDefinition.model_validate(column) for column in TYPES[:2]]
    page.document.metadata = Metadata(schemas={"orders": columns})
    path = write(tmp_path / "a.csv", "x,1\n")
    page.read.csv(path, schema_name="orders")
    assert tuple(read(spark, page).first()) == ("x", 1)
    page.read.csv(path, schema_name="order")
    assert codes(page) == ["unknown-schema"]


def test_partition_columns_come_last(spark, tmp_path):
    (tmp_path / "year=2024").mkdir()
    write(tmp_path / "year=2024" / "a.csv", "x,1\n")
    for columns in (
        None,
        TYPES[:2],
        [{"name": "Year", "type": "string"}, *TYPES[:2]],
    ):
        page = Page()
        page.read.csv(str(tmp_path), columns=columns)
        assert [str(value) for value in read(spark, page).first()] == ["x", "1", "2024"]


def test_a_parameter_in_the_path_and_the_options(spark, tmp_path):
    write(tmp_path / "a 2024.csv", "x;1\n")
    page = Page()
    page.parameter("year", "integer", 2024)
    page.parameter("sep", default=";")
    page.read.csv(f"{tmp_path}/a ${{year}}.csv", sep="${sep}")
    assert [tuple(row) for row in read(spark, page).collect()] == [("x", "1")]


def test_hostile_column_names(spark, tmp_path):
    names = [
        "a b",
        "a.b",
        "`t`",
        'q"q',
        "new\nline",
        "{x}",
        "ü",
        "x" * 1000,
        "select",
        "a'b",
    ]
    page = Page()
    path = write(tmp_path / "a.csv", ",".join(str(i) for i in range(len(names))) + "\n")
    page.read.csv(path, columns=[{"name": name, "type": "integer"} for name in names])
    assert read(spark, page).first().asDict() == {n: i for i, n in enumerate(names)}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"path": "{root}/none.csv"}, ["no-such-path"]),
        ({"path": "{root}"}, ["no-data"]),
        ({"path": ""}, None),
        ({"path": "a.csv", "sep": ""}, None),
        ({"path": "a.csv", "mode": "WHATEVER"}, None),
        ({"path": "a.csv", "seperator": ";"}, None),
        ({"path": "a.csv", "columns": [{"name": "a", "type": "array"}]}, None),
        (
            {"path": "a", "columns": [TYPES[0], {**TYPES[1], "name": "S"}]},
            ["duplicate-column"],
        ),
    ],
)
def test_mistakes_are_reported(tmp_path, config, expected):
    page = Page()
    page.add("read_csv", **{**config, "path": config["path"].format(root=tmp_path)})
    found = codes(page)
    assert found == expected if expected else found


def test_a_remote_file_is_not_looked_at(tmp_path):
    page = Page()
    node = page.read.csv("s3a://bucket/orders.csv", header=True)
    assert page.check() == []
    assert node.schema() is None
    assert_tidy(page)

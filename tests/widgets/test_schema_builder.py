"""Schemas typed, pasted and taken over."""

from __future__ import annotations

import pytest

from etlab_jupyter import ETLabError
from etlab_jupyter.widgets import SchemaBuilder


@pytest.fixture
def builder():
    return SchemaBuilder([{"name": "id", "type": "long", "nullable": False}], frames=dict)


def test_columns_are_typed(builder):
    builder.rows.add.click()
    row = builder.rows.rows[1]
    assert builder.errors == ["Column 2 needs a name."]
    row.name.value, row.type.value, row.about.value = "price", "decimal(12,2)", "in euros"
    assert builder.columns[1] == {
        "name": "price", "type": "decimal(12,2)", "nullable": True, "description": "in euros",
    }  # fmt: skip
    assert builder.ddl == "id bigint NOT NULL, price decimal(12,2)"


def test_columns_are_moved_and_removed(builder):
    builder.rows.add.click()
    builder.rows.rows[1].name.value = "first"
    up = builder.rows.rows[1]._buttons.children[0]
    up.click()
    assert [column["name"] for column in builder.columns] == ["first", "id"]
    builder.rows.rows[0]._buttons.children[2].click()
    assert [column["name"] for column in builder.columns] == ["id"]


def test_types_nest(builder):
    row = builder.rows.rows[0]
    row.type.value = "map"
    row.parts["value"].type.value = "array"
    row.parts["value"].parts["element"].type.value = "struct"
    inner = row.parts["value"].parts["element"].fields.rows[0]
    inner.name.value, inner.nullable.value = "x", False
    assert builder.ddl == "id map<string, array<struct<x: string NOT NULL>>> NOT NULL"
    row.type.value = "long"
    assert builder.columns == [{"name": "id", "type": "long", "nullable": False}]


def test_what_is_wrong_is_told(builder):
    builder.rows.rows[0].type.value = "strnig"
    assert builder.errors[0].startswith("id: ")
    assert "strnig" in builder._wrong.value
    with pytest.raises(ETLabError, match="strnig"):
        _ = builder.ddl
    builder.columns = [{"name": "a", "type": "long"}, {"name": "A", "type": "long"}]
    assert builder.errors == ["Two columns are called 'a'."]


def test_ddl_is_pasted(builder):
    builder.ddl_text.value = "CREATE TABLE t (a INT NOT NULL, s STRUCT<x: ARRAY<DATE>>)"
    builder._sources_buttons["paste"].click()
    assert [column["name"] for column in builder.columns] == ["a", "s"]
    assert builder.ddl == "a int NOT NULL, s struct<x: array<date>>"
    assert builder.rows.rows[1].fields.rows[0].parts["element"].type.value == "date"
    with pytest.raises(ETLabError):
        builder.paste("a INT b")
    builder.ddl_text.value = "a nothing"
    builder._sources_buttons["paste"].click()
    assert "nothing" in builder._told.value
    assert len(builder.columns) == 2


def test_a_file_is_read(builder, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("a;b\n1;2\n")
    builder.infer_from_file(str(file), header=True, sep=";")
    assert builder.ddl == "a string, b string"
    with pytest.raises(ETLabError, match="format"):
        builder.infer_from_file("orders")
    builder.path.value = str(tmp_path / "gone.csv")
    builder._sources_buttons["file"].click()
    assert "gone.csv" in builder._told.value


def test_a_dataframe_is_taken_over(spark):
    frame = spark.sql("SELECT 1L AS id, array('x') AS tags")
    builder = SchemaBuilder(frames=lambda: {"orders": frame})
    assert builder.frame.options == ("orders",)
    builder._sources_buttons["frame"].click()
    assert builder.ddl == "id bigint NOT NULL, tags array<string> NOT NULL"


def test_a_saved_notebook_shows_the_columns(builder):
    builder.columns = [
        {"name": "id", "type": "array", "element": {"type": "long"}, "description": "<keys>"},
        {"name": "odd", "type": "strnig"},
    ]
    data, _ = builder._repr_mimebundle_()
    assert "<td>array&lt;bigint&gt;</td><td>yes</td><td>&lt;keys&gt;</td>" in data["text/html"]
    assert data["text/plain"] == "id  array<bigint>  yes  <keys>\nodd  strnig  yes"

"""Schema definitions: the columns of a stored schema, as Spark's types and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError
from pyspark.sql import SparkSession

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions import parse_ddl
from etlab_jupyter.schema_definition import ColumnDefinition, to_ddl, to_definitions, to_schema
from tests.expressions.analyzer import schema_of

# The example of the database's contract.
CONTRACT: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "nullable": False, "description": "Primary key"},
    {"name": "email", "type": "string", "nullable": False, "description": "User email"},
    {"name": "created_at", "type": "timestamp", "nullable": True},
]
SIMPLE = {
    "string": t.STRING,
    "integer": t.INTEGER,
    "long": t.LONG,
    "float": t.FLOAT,
    "double": t.DOUBLE,
    "boolean": t.BOOLEAN,
    "date": t.DATE,
    "timestamp": t.TIMESTAMP,
    "binary": t.BINARY,
}
NESTED: list[dict[str, Any]] = [
    {"name": "tags", "type": "array", "element": {"type": "string"}},
    {"name": "counts", "type": "map", "key": {"type": "string"}, "value": {"type": "long"}},
    {"name": "point", "type": "struct", "fields": [{"name": "x y", "type": "double"}]},
    {
        "name": "deep",
        "type": "array",
        "nullable": False,
        "element": {
            "type": "map",
            "key": {"type": "date"},
            "value": {
                "type": "struct",
                "fields": [
                    {"name": "a", "type": "integer", "nullable": False},
                    {"name": "b", "type": "array", "element": {"type": "decimal(12,2)"}},
                ],
            },
        },
    },
]


def _schema(columns: list[dict[str, Any]]) -> t.Schema:
    return to_schema(ColumnDefinition.model_validate(column) for column in columns)


@pytest.mark.parametrize(("name", "type_"), SIMPLE.items())
def test_simple_types_of_the_contract(name: str, type_: t.DataType) -> None:
    for spelled in (name, name.upper(), f" {name} "):
        assert _schema([{"name": "a", "type": spelled}]) == t.Schema([t.Field("a", type_)])


def test_array_map_and_struct() -> None:
    types = [field.type.ddl for field in _schema(NESTED)]
    assert types == [
        "array<string>",
        "map<string,bigint>",
        "struct<`x y`:double>",
        "array<map<date,struct<a:int,b:array<decimal(12,2)>>>>",
    ]


def test_the_contracts_example() -> None:
    assert (
        to_ddl(_schema(CONTRACT)) == "id int NOT NULL, email string NOT NULL, created_at timestamp"
    )


@pytest.mark.parametrize("type_", ["decimal(12,2)", "array<int>", "struct<a: map<int, date>>"])
def test_types_in_ddl_are_taken_too(type_: str) -> None:
    assert _schema([{"name": "a", "type": type_}]) == parse_ddl(f"a {type_}")


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ({"type": "strin"}, "Expected a data type"),
        ({"type": "array"}, "array needs 'element', the type of its elements"),
        ({"type": "map", "key": {"type": "int"}}, "map needs 'value', the type of its values"),
        ({"type": "map", "value": {"type": "int"}}, "map needs 'key', the type of its keys"),
        ({"type": "struct", "fields": []}, "a struct needs at least one entry in 'fields'"),
        ({"type": "array", "element": {"type": "no"}}, "Expected a data type"),
        ({"type": "decimal(40)"}, "A decimal has at most 38 digits"),
        ({}, "Field required"),
    ],
)
def test_what_is_wrong_is_said(column: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ColumnDefinition.model_validate({"name": "a", **column})


def test_a_name_is_needed() -> None:
    for column in ({"type": "string"}, {"name": "", "type": "string"}):
        with pytest.raises(ValidationError, match="name"):
            ColumnDefinition.model_validate(column)


ALL: list[dict[str, Any]] = [*CONTRACT, *({"name": name, "type": name} for name in SIMPLE), *NESTED]


def test_json_gives_the_same_schema_again() -> None:
    schema = _schema(ALL)
    assert _schema(json.loads(json.dumps(to_definitions(schema)))) == schema


def test_nulls_inside_of_arrays_and_maps_are_kept_in_json() -> None:
    element, value = {"type": "long", "nullable": False}, {"type": "date", "nullable": False}
    columns = [
        {"name": "a", "type": "array", "element": element},
        {"name": "m", "type": "map", "key": {"type": "string"}, "value": value},
    ]
    schema = _schema(columns)
    assert schema.fields[0].type == t.ArrayType(element=t.LONG, contains_null=False)
    assert schema.fields[1].type == t.MapType(key=t.STRING, value=t.DATE, value_contains_null=False)
    assert _schema(to_definitions(schema)) == schema


def test_ddl_is_read_by_spark_and_by_us(spark: SparkSession) -> None:
    schema = _schema(ALL)
    frame = spark.createDataFrame([], to_ddl(schema))
    assert schema_of(frame) == schema.to_json()["fields"]
    assert t.Schema(parse_ddl(to_ddl(schema))) == schema


@pytest.mark.parametrize("name", ["a b", "a.b", "a`b", "select", "naïve", "1", ",", "x:y", "<>"])
def test_any_name_survives_spark(spark: SparkSession, name: str) -> None:
    schema = t.Schema(
        [
            t.Field(name, t.INTEGER),
            t.Field("s", t.StructType(fields=(t.Field(name, t.DATE, False),))),
        ]
    )
    assert schema_of(spark.createDataFrame([], to_ddl(schema))) == schema.to_json()["fields"]
    assert t.Schema(parse_ddl(to_ddl(schema))) == schema

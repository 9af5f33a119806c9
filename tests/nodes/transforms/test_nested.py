"""Explode, flatten, parse JSON."""

from __future__ import annotations

import pytest

from tests.nodes.transforms.checks import HOSTILE, cell, hints, hostile, problems, rows, run, source

COLUMNS = {"id": "integer!", "tags": "array<string>", "prices": "map<string,double>",
           "place": "struct<city: string, at: struct<x: int, y: int>>"}  # fmt: skip
ROWS = [
    (1, ["a", None], {"k": 1.5}, {"city": "Rome", "at": {"x": 1, "y": 2}}),
    (2, [], {}, None),
    (3, None, None, {"city": None, "at": None}),
]


def orders():
    return source(COLUMNS, ROWS)


@pytest.mark.parametrize(
    ("options", "columns", "expected"),
    [
        ({"column": "tags"}, ["element"], [(1, None), (1, "a")]),
        ({"column": "tags", "name": "tag", "position": "n"}, ["n", "tag"],
         [(1, 0, "a"), (1, 1, None)]),
        ({"column": "TAGS", "keep_empty": True}, ["element"],
         [(1, None), (1, "a"), (2, None), (3, None)]),
        ({"column": "prices"}, ["key", "value"], [(1, "k", 1.5)]),
        ({"column": "prices", "name": "price", "key_name": "item", "position": "n",
          "keep_empty": True}, ["n", "item", "price"],
         [(1, 0, "k", 1.5), (2, None, None, None), (3, None, None, None)]),
    ],
)  # fmt: skip
def test_explode(spark, options, columns, expected):
    node = orders().explode(**options)
    assert run(spark, node).columns == [*COLUMNS, *columns]
    assert rows(spark, node.select(["id", *columns])) == expected


def test_the_code_of_explode():
    node = orders().explode("tags", name="tag", label="Done")
    assert cell(node) == 'done = orders.select("*", F.explode("tags").alias("tag"))'


def test_explode_with_hostile_names_and_mistakes(spark):
    arrays = hostile("array<string>", [[["x"]] * len(HOSTILE)])
    maps = hostile("map<string,string>", [[{"k": "x"}] * len(HOSTILE)])
    for name in HOSTILE:
        arrays = arrays.explode(name, f"$${{e}}`.{name}")
        maps = maps.explode(name, f"v {name}", key_name=f"k {name}")
    assert run(spark, arrays).columns[-1] == f"${{e}}`.{HOSTILE[-1]}"
    assert run(spark, maps).columns[-2:] == [f"k {HOSTILE[-1]}", f"v {HOSTILE[-1]}"]
    assert problems(orders().explode("id")) == [("type-mismatch", "column")]
    assert problems(orders().explode("tag")) == [("unknown-column", "column")]
    assert hints(orders().explode("tag")) == ["Did you mean 'tags'?"]
    assert problems(orders().explode("tags", name="id")) == [("duplicate-column", "name")]
    assert problems(orders().explode("prices", key_name="ID")) == [("duplicate-column", "name")]


@pytest.mark.parametrize(
    ("options", "columns"),
    [
        ({}, ["place_city", "place_at_x", "place_at_y"]),
        ({"recursive": False}, ["place_city", "place_at"]),
        ({"separator": "."}, ["place.city", "place.at.x", "place.at.y"]),
        ({"columns": ["PLACE"], "separator": "$${"},
         ["place${city", "place${at${x", "place${at${y"]),
    ],
)  # fmt: skip
def test_flatten(spark, options, columns):
    frame = run(spark, orders().flatten(**options))
    assert frame.columns == ["id", "tags", "prices", *columns]


def test_flatten_of_hostile_names_and_mistakes(spark):
    struct = "struct<`a.b`: int, `$`: int>"
    node = hostile(struct, [[{"a.b": 1, "$": 2}] * len(HOSTILE)]).flatten(HOSTILE, separator="`")
    assert len(run(spark, node).columns) == 2 * len(HOSTILE)
    assert problems(orders().flatten(["id"])) == [("type-mismatch", "columns.0")]
    assert problems(orders().flatten(["plac"])) == [("unknown-column", "columns.0")]
    assert hints(orders().flatten(["plac"])) == ["Did you mean 'place'?"]
    clash = {"a_b": "integer", "a": "struct<b: int>"}
    assert problems(source(clash).flatten()) == [("duplicate-column", "separator")]
    table = orders().page.read.table("sales.orders")
    assert ("unknown-columns", "columns") in problems(table.flatten())


def parse(text, **options):
    node = source({"id": "integer!", "body": "string"}, [(1, text)])
    return node.parse_json("body", label="Done", **options)


FIELDS = [{"name": "a", "type": "integer"},
          {"name": "b c", "type": "array", "element": {"type": "string"}}]  # fmt: skip


def test_parse_json(spark):
    node = parse('{"a": 1, "b c": ["x"]}', columns=FIELDS, name="parsed")
    assert cell(node) == (
        'done = orders.withColumn("parsed", F.from_json("body", "a int, `b c` array<string>"))'
    )
    assert rows(spark, node)[0][2] == (1, ["x"])
    assert rows(spark, parse("no JSON", columns=FIELDS))[0][1] in (None, (None, None))
    assert rows(spark, parse("[1, 2]", type="array<int>"))[0][1] == [1, 2]
    assert rows(spark, parse('{"k": 1.5}', type="map<string, double>"))[0][1] == {"k": 1.5}


def test_parse_json_can_fail_the_run(spark):
    with pytest.raises(Exception, match="MALFORMED_RECORD"):
        rows(spark, parse("no JSON", columns=FIELDS, on_error="fail"))


def test_parse_json_of_hostile_names_and_mistakes(spark):
    node = hostile()
    for name in HOSTILE:
        node = node.parse_json(name, type="struct<`$`: int, `a.b`: string>")
    run(spark, node)
    assert problems(parse("", type="itn")) == [("bad-config", "")]
    assert problems(parse("")) == [("bad-config", "")]
    for type_ in ("int", "string", "map<int,int>", "array<struct<a: map<int,int>>>"):
        assert problems(parse("", type=type_)) == [("bad-config", "")]
    assert problems(parse("", type="array<int>", columns=FIELDS)) == [("bad-config", "")]
    node = orders().parse_json("id", type="array<int>")
    assert problems(node) == [("type-mismatch", "column")]
    assert hints(node) == ["Cast it to string before."]


def test_parameters(spark):
    page = orders().page
    node = page.node("orders").explode("${map}", "v_${map}", key_name="k_${map}")
    node = node.flatten(["${struct}"], "${dot}", recursive=False)
    for name, value in (("map", "prices"), ("struct", "place"), ("dot", ".")):
        page.parameter(name, "string", value)
    columns = ["id", "tags", "prices", "place.city", "place.at", "k_prices", "v_prices"]
    assert run(spark, node).columns == columns

"""The builder makes the same documents as the canvas."""

from __future__ import annotations

import json

import jsonschema
import pytest

from etlab_jupyter import ETLabError, Page, PageError
from etlab_jupyter.nodes import registry
from etlab_jupyter.page import loads
from etlab_jupyter.page_schema import page_schema

COLUMNS = [{"name": "o_orderkey", "type": "long"}, {"name": "o_totalprice", "type": "double"}]


@pytest.fixture
def page():
    return Page("orders")


@pytest.fixture
def orders(page):
    return page.read.rows(COLUMNS, [[1, 2.5]], label="Orders")


def test_the_example_of_the_docs(tmp_path):
    page = Page("orders")
    orders = page.read.parquet(str(tmp_path / "orders"))
    big = orders.filter("o_totalprice > 1000")
    big.write.csv("out", header=True)
    nodes = [(n.type, n.data.kind, n.data.config) for n in page.document.nodes]
    assert nodes == [
        ("source", "read_parquet", {"path": str(tmp_path / "orders")}),
        ("transform", "filter", {"condition": "o_totalprice > 1000"}),
        ("sink", "write_csv", {"path": "out", "header": True}),
    ]
    assert [(e.source, e.target) for e in page.document.edges] == [
        ("orders", "filter"),
        ("filter", "write_csv"),
    ]


def test_its_document_is_what_the_file_would_give(page, orders):
    orders.filter("o_totalprice > 1", label="Big").write.console()
    assert loads(page.to_json()) == page.document


def test_every_node_type_is_a_method(page, orders):
    kinds = {k: t for k in registry.kinds() if (t := registry.find(k))}
    sources = {k.removeprefix("read_") for k, t in kinds.items() if t.type == "source"}
    sinks = {k.removeprefix("write_") for k, t in kinds.items() if t.type == "sink"}
    assert set(dir(page.read)) == sources
    assert set(dir(orders.write)) == sinks
    assert {k for k, t in kinds.items() if t.type == "transform"} <= set(dir(orders))


def test_positional_settings_fill_the_fields_in_order(page, orders):
    assert orders.limit(5).node.data.config == {"rows": 5}
    assert orders.select("a", "b").node.data.config == {"columns": ["a", "b"]}
    assert orders.select(["a", "b"]).node.data.config == {"columns": ["a", "b"]}
    with pytest.raises(TypeError, match="limit takes at most 1 settings"):
        orders.limit(1, 2)
    with pytest.raises(TypeError, match="distinct takes no settings"):
        orders.distinct(1)


def test_other_nodes_become_inputs(page, orders):
    other = page.read.rows(COLUMNS, [], label="Other")
    joined = orders.join(other, ["o_orderkey"], how="left")
    edges = [e for e in page.document.edges if e.target == joined.id]
    assert [(e.source, e.targetHandle) for e in edges] == [("orders", "left"), ("other", "right")]
    union = orders.union(other, joined)
    edges = [e for e in page.document.edges if e.target == union.id]
    assert [e.targetHandle for e in edges] == ["in", "in", "in"]
    with pytest.raises(ETLabError, match=r"Filter takes 1 input\(s\), not 2"):
        orders.filter(other, "true")


def test_ids_are_made_from_labels_and_never_collide(page):
    ids = [page.read.rows(COLUMNS, [], label=label).id for label in ("A b", "a B", "A b")]
    assert ids == ["a_b", "a_b_2", "a_b_3"]
    again = Page(document=loads(page.to_json()))
    assert again.read.rows(COLUMNS, [], label="A b").id == "a_b_4"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("data/orders.parquet", "orders"),
        ("s3a://lake/Orders 2026/", "Orders 2026"),
        ("data/*.parquet", "Read Parquet"),
        ("", "Read Parquet"),
    ],
)
def test_a_source_is_called_after_its_files(page, path, label):
    assert page.read.parquet(path).node.data.label == label
    assert page.read.parquet(path, label="Mine").node.data.label == "Mine"


def test_no_node_lies_on_another(page, orders):
    for _ in range(3):
        orders.filter("true").limit(1)
    places = [(n.position.x, n.position.y) for n in page.document.nodes]
    assert len(set(places)) == len(places)


def test_what_does_not_exist_is_told_with_what_was_meant(page, orders):
    with pytest.raises(AttributeError, match="Did you mean 'filter'"):
        orders.fitler("true")
    with pytest.raises(AttributeError, match="Did you mean 'parquet'"):
        page.read.parqet("x")
    with pytest.raises(ETLabError, match="There is no node type 'flter'"):
        page.add("flter", orders)
    with pytest.raises(ETLabError, match="no node 'ordrs'"):
        page.node("ordrs")


def test_a_node_is_found_by_id_or_by_its_only_label(page, orders):
    assert page.node("orders").id == page.node("Orders").id == "orders"
    page.read.rows(COLUMNS, [], label="Orders")
    with pytest.raises(ETLabError, match="Several nodes are called 'Orders': orders, orders_2"):
        page.node("Orders")


def test_parameters_are_declared_once(page, orders):
    reference = page.parameter("least", "double", 1.0)
    page.parameter("least", "double", 2.0)
    big = orders.filter(f"o_totalprice > {reference}")
    assert [p.default for p in page.document.metadata.parameters] == [2.0]
    assert page.check() == []
    assert big.schema() == orders.schema()
    assert "least = 3.5" in page.code(least=3.5)
    with pytest.raises(PageError, match="'abc' is not a value of type double"):
        page.code(least="abc")


def test_a_parameter_without_a_value_keeps_a_page_from_running(page, orders):
    page.parameter("day", "date")
    orders.filter("${day} > DATE '2020-01-01'")
    assert page.check() == []
    with pytest.raises(PageError, match="Give it, for example: --param day=2000-01-01"):
        page.code()


def test_code_cells_and_schema_of_a_page_with_errors(page, orders):
    broken = orders.filter("o_totlprice > 1", label="Big")
    (problem,) = page.check()
    assert problem.hint == "Did you mean 'o_totalprice'?"
    assert (problem.line, problem.column) == (1, 1)
    for use in (page.code, page.cells, page.run):
        with pytest.raises(PageError, match="o_totlprice"):
            use()
    assert page.schema(broken) == orders.schema()


def test_saving_and_loading(page, orders, tmp_path):
    page.save(tmp_path / "a.etlab.json")
    again = Page.load(tmp_path / "a.etlab.json")
    assert again.name == "orders"
    assert again.code() == page.code()


def test_the_published_schema_accepts_what_the_builder_makes(page, orders):
    orders.filter("o_totalprice > 1").write.csv("out", header=True)
    validator = jsonschema.Draft202012Validator(page_schema())
    validator.check_schema(page_schema())
    assert list(validator.iter_errors(json.loads(page.to_json()))) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda node: node.update(type="sink"), "type"),
        (lambda node: node["data"]["config"].update(conditon="x"), "config"),
        (lambda node: node["data"]["config"].clear(), "config"),
        (lambda node: node.pop("data"), None),
    ],
)
def test_the_published_schema_refuses_what_the_model_refuses(page, orders, change, path):
    orders.filter("o_totalprice > 1")
    document = json.loads(page.to_json())
    change(document["nodes"][1])
    (error,) = jsonschema.Draft202012Validator(page_schema()).iter_errors(document)
    assert path is None or path in error.absolute_path


def test_the_published_schema_describes_every_field():
    definitions = page_schema()["$defs"]
    for kind in registry.kinds():
        for name, field in definitions[f"config.{kind}"]["properties"].items():
            assert field.get("title"), f"{kind}.{name}"

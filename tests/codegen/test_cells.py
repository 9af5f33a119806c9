"""Cells: their names, keys and what stands in the set-up cell."""

from __future__ import annotations

from etlab_jupyter import Page
from etlab_jupyter.codegen.cells import to_script
from tests.ruff import formatted, lint

COLUMNS = [{"name": "id", "type": "long"}, {"name": "day", "type": "date"}]


def rows(page, label="Orders", **options):
    return page.read.rows(COLUMNS, [[1, "2026-01-31"]], label=label, **options)


def variables(page):
    return {cell.node: dict(cell.outputs) for cell in page.cells() if cell.outputs}


def keys(page, **parameters):
    return {cell.node: cell.key for cell in page.cells(**parameters)}


def changed(before, after):
    return {node for node in before if before[node] != after[node]}


def test_there_is_one_cell_a_node_behind_those_for_set_up_and_parameters():
    page = Page("orders")
    page.parameter("day", "date", "2026-01-31")
    rows(page, id="a").filter("day = ${day}", id="b").write.csv("out", id="c")
    cells = page.cells()
    assert [(cell.node, cell.type) for cell in cells] == [
        ("setup", "setup"), ("parameters", "parameters"),
        ("a", "source"), ("b", "transform"), ("c", "sink"),
    ]  # fmt: skip
    assert cells[3].inputs == ("a",)
    assert (cells[4].writes, cells[4].outputs) == ("out", {})
    assert to_script(cells) == page.code()


def test_without_parameters_there_is_no_cell_for_them():
    page = Page()
    rows(page)
    assert [cell.type for cell in page.cells()] == ["setup", "source"]


def test_only_what_is_used_is_imported():
    page = Page()
    orders = page.read.rows(COLUMNS[:1], [], label="F.col Window.x StorageLevel.y os.environ")
    orders.filter("concat('F.', 'Window.', 'os.environ') = 'T.'")
    setup = page.cells()[0].source
    assert setup.startswith("from pyspark.sql import SparkSession\n\nspark = ")
    orders.window([{"function": "rank", "name": "r"}], order_by=[{"column": "id"}])
    orders.cache(storage="DISK_ONLY")
    setup = page.cells()[0].source
    assert setup.startswith(
        "from pyspark import StorageLevel\n"
        "from pyspark.sql import SparkSession, Window\n"
        "from pyspark.sql import functions as F\n"
    )
    assert lint(page.code()) == ""


def test_the_session_has_the_pages_name_and_settings():
    page = Page('Sales "2026"')
    rows(page)
    page.document.metadata.spark = {"spark.sql.shuffle.partitions": 8, "spark.app.x": "a'b"}
    setup = page.cells()[0].source
    assert ".appName('Sales \"2026\"')" in setup
    assert '.config("spark.sql.shuffle.partitions", 8)' in setup
    assert formatted(page.code()) == page.code()


def test_variables_are_named_after_labels_and_differ():
    page = Page()
    page.parameter("orders", "string", "x")
    rows(page, id="a")
    rows(page, id="b")
    rows(page, label="spark", id="c")
    rows(page, label="2026", id="d")
    rows(page, label="漢字", id="e")
    assert [names["out"] for names in variables(page).values()] == [
        "orders_2", "orders_3", "spark_df", "df_2026", "rows",
    ]  # fmt: skip


def test_an_output_of_several_has_its_port_in_its_name():
    page = Page()
    rows(page).route("id > 0", label="Positive", id="r")
    assert variables(page)["r"] == {"match": "positive_match", "rest": "positive_rest"}


def test_helpers_never_take_the_name_of_a_node():
    page = Page()
    orders = rows(page)
    orders.window(
        [{"function": "rank", "name": "r"}], order_by=[{"column": "id"}], label="ranked", id="w"
    )
    orders.filter("id > 0", label="ranked window", id="f")
    assert variables(page)["f"] == {"out": "ranked_window_2"}
    assert "ranked_window = Window" in page.code()


def test_the_names_do_not_depend_on_the_edges():
    page = Page()
    a, b = rows(page, id="a"), rows(page, id="b")
    before = variables(page)
    b.union(a, label="Both")
    assert {node: variables(page)[node] for node in before} == before


def test_a_key_changes_with_the_code_and_all_that_it_depends_on():
    page = Page()
    orders = rows(page, id="a")
    orders.filter("id > 0", id="b").select(["id"], id="c")
    orders.limit(5, id="d")
    before = keys(page)
    assert keys(page) == before
    page.node("b").node.data.config["condition"] = "id > 1"
    assert changed(before, keys(page)) == {"b", "c"}


def test_a_key_changes_with_the_values_of_the_parameters_it_uses():
    page = Page()
    page.parameter("least", "integer", 0)
    page.parameter("most", "integer", 9)
    orders = rows(page, id="a")
    orders.filter("id > ${least}", id="b").limit(3, id="c")
    orders.filter("id < ${most}", id="d")
    before = keys(page)
    assert changed(before, keys(page, least=1)) == {"parameters", "b", "c"}
    assert changed(before, keys(page, most=1)) == {"parameters", "d"}


def test_the_parameters_that_python_reads_count_too():
    page = Page()
    page.parameter("least", "integer", 0)
    page.parameter("most", "integer", 9)
    rows = page.add("code", code="df = spark.range(least, 5)", inputs=[], id="rows")
    rows.filter("id > 1", id="big")
    before = keys(page)
    assert changed(before, keys(page, least=1)) == {"parameters", "rows", "big"}
    assert changed(before, keys(page, most=1)) == {"parameters"}


def test_moving_a_node_changes_no_code():
    page = Page()
    rows(page, id="a").filter("id > 0", id="b")
    before = page.code()
    page.node("a").node.position.x = 1000
    assert page.code() == before

"""Schemas along the edges, and what is checked of a page as a whole."""

from __future__ import annotations

from etlab_jupyter import Page

COLUMNS = [{"name": "id", "type": "long"}, {"name": "name", "type": "string"}]


def found(page, **parameters):
    return [(p.code, p.node, p.field) for p in page.check(**parameters)]


def test_all_problems_of_a_page_come_at_once_in_the_order_of_the_nodes():
    page = Page()
    rows = page.read.rows(COLUMNS, [], id="rows")
    rows.filter("nam = 'x'", id="where").select(["idd"], id="choose")
    rows.join(rows.select(["name"], id="names"), [{"left": "id", "right": "name"}], id="both")
    page.read.csv("nowhere.csv", id="file")
    assert found(page) == [
        ("unknown-column", "where", "condition"),
        ("unknown-column", "choose", "columns.0"),
        ("join-types", "both", "on.0"),
        ("no-such-path", "file", "path"),
    ]
    assert page.check()[0].hint == "Did you mean 'name'?"


def test_a_mistake_does_not_hide_those_behind_it_nor_make_new_ones():
    page = Page()
    rows = page.read.rows(COLUMNS, [], id="rows")
    broken = rows.derive([{"name": "twice", "expression": "idd * 2"}], id="derive")
    broken.filter("twice > 1 AND missing", id="where")
    assert found(page) == [
        ("unknown-column", "derive", "columns.0.expression"),
        ("unknown-column", "where", "condition"),
    ]


def test_behind_unknown_columns_nothing_is_claimed():
    page = Page()
    table = page.read.table("sales.orders", id="table")
    table.filter("anything > 1", id="where").select(["whatever"], id="choose")
    assert page.check() == []
    assert page.schema("where") is None


def test_two_sinks_may_not_write_to_one_place():
    page = Page()
    page.parameter("day", "date", "2026-01-31")
    rows = page.read.rows(COLUMNS, [], id="rows")
    rows.write.csv("out/2026-01-31", id="one", label="One")
    rows.write.parquet("out/${day}/", id="two")
    rows.write.table("orders", id="three")
    (problem,) = page.check()
    assert (problem.code, problem.node) == ("shared-target", "two")
    assert "as 'One' does" in problem.message
    assert len(page.check(day="2026-02-01")) == 0


def test_references_to_parameters_must_be_declared_wherever_they_stand():
    page = Page()
    page.parameter("first_day", "date", "2026-01-31")
    rows = page.read.rows(COLUMNS, [[1, "${frst_day}"], [2, "$${plain}"]], id="rows")
    rows.filter("name > ${first_dai}", id="where")
    problems = page.check()
    assert [(p.code, p.node, p.field) for p in problems] == [
        ("unknown-parameter", "rows", "rows.0.1"),
        ("unknown-parameter", "where", "condition"),
    ]
    assert problems[1].hint == "Did you mean 'first_day'?"


def test_python_is_kept_as_it_stands():
    page = Page()
    code = "df = spark.sql('SELECT ${spark.app.name}')\nprint(r'${HOME} $${x}')"
    page.add("code", code=code, inputs=[], id="rows")
    assert page.check() == []
    assert code in page.cells()[-1].source


def test_each_output_has_a_schema_of_its_own():
    page = Page()
    routed = page.read.rows(COLUMNS, [], id="rows").route("id > 0", id="route")
    routed.output("rest").select(["name"], id="names")
    assert page.schema("route", "match") == page.schema("route", "rest") == page.schema("rows")
    assert [field.name for field in page.schema("names") or ()] == ["name"]
    assert page.check() == []

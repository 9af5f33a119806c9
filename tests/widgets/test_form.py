"""Forms from schemas, driven through the inputs that people see."""

from __future__ import annotations

import ipywidgets
import pytest

from etlab_jupyter.nodes import registry
from etlab_jupyter.problems import Problem
from etlab_jupyter.widgets import Context, Form
from etlab_jupyter.widgets.schemas import Part

COLUMNS = {"in": ["id", "price"], "out": ["total"]}


def schema_of(kind):
    found = registry.find(kind)
    assert found is not None
    return found.Config.model_json_schema()


def form(kind, value=None):
    context = Context(lambda port: COLUMNS.get(port or "in", []), lambda: ["orders"])
    return Form(schema_of(kind), value, context)


def buttons(widget, tip):
    """Those with this tooltip, in the order that they are shown."""
    found = [widget] if isinstance(widget, ipywidgets.Button) and widget.tooltip == tip else []
    for child in getattr(widget, "children", ()):
        found += buttons(child, tip)
    return found


@pytest.mark.parametrize("kind", registry.kinds())
def test_each_node_type_has_a_form_with_all_its_settings(kind):
    made = form(kind)
    paths = {field.path for field in made.root.fields()} - {""}
    assert paths == set(schema_of(kind)["properties"])
    assert made.value == {}


def test_texts_and_their_hints():
    made = form("filter")
    field = made.field("condition")
    assert field.input.description == "Condition *"
    field.input.value = "price > 1"
    assert made.value == {"condition": "price > 1"}
    field.input.value = ""
    assert made.value == {}


def test_defaults_are_shown_and_not_written():
    made = form("read_csv", {"path": "x"})
    header, mode = made.field("header").input, made.field("mode").input
    assert (header.value, mode.value) == (False, "PERMISSIVE")
    header.value, mode.value = True, "FAILFAST"
    assert made.value == {"path": "x", "header": True, "mode": "FAILFAST"}
    header.value, mode.value = False, "PERMISSIVE"
    assert made.value == {"path": "x"}


def test_numbers_are_numbers_and_the_rest_is_left_to_the_check():
    made = form("limit")
    box = made.field("rows").input
    box.value = "5"
    assert made.value == {"rows": 5}
    box.value = "many"
    assert made.value == {"rows": "many"}


def test_columns_are_picked_from_those_that_arrive():
    made = form("aggregate")
    group = made.field("group_by")
    assert group.picker.options == ("id", "price")
    group.picker.value = "price"
    group.picker.value = "elsewhere"  # typed; the check says that it is missing
    assert made.value == {"group_by": ["price", "elsewhere"]}
    assert group.picker.options == ("id",)
    group.input.value = ["elsewhere"]
    assert made.value == {"group_by": ["elsewhere"]}
    cast = form("cast", {"columns": [{}]})
    assert cast.field("columns.0.column").input.options == ("id", "price")


def test_lists_of_objects_grow_shrink_and_move():
    made = form("aggregate")
    (add,) = buttons(made, "Add to Aggregations *")
    add.click()
    made.field("aggregations.0.function").input.value = "sum"
    made.field("aggregations.0.expression").input.value = "price"
    (add,) = buttons(made, "Add to Aggregations *")
    add.click()
    made.field("aggregations.1.function").input.value = "max"
    assert made.value == {
        "aggregations": [{"function": "sum", "expression": "price"}, {"function": "max"}]
    }
    buttons(made, "Move up")[1].click()
    assert [one["function"] for one in made.value["aggregations"]] == ["max", "sum"]
    buttons(made, "Remove")[0].click()
    buttons(made, "Remove")[0].click()
    assert made.value == {}


def test_objects_may_be_left_out_and_nest():
    made = form("read_csv", {"path": "x", "columns": [{"name": "a", "type": "array"}]})
    (add,) = buttons(made, "Add Element")
    add.click()
    made.field("columns.0.element.type").input.value = "long"
    column = {"name": "a", "type": "array", "element": {"type": "long"}}
    assert made.value["columns"] == [column]
    (out,) = buttons(made, "Leave out Element")
    out.click()
    assert made.value["columns"] == [{"name": "a", "type": "array"}]


def test_maps_have_names_of_their_own():
    made = form("read_csv", {"path": "x"})
    (add,) = buttons(made, "Add to More options")
    add.click()
    options = made.field("options")
    options.names[0].value = "comment"
    made.field("options.comment").input.value = "#"
    assert made.value == {"path": "x", "options": {"comment": "#"}}


def test_any_json_where_nothing_simpler_fits():
    made = form("rows", {"rows": [[1]]})
    box = made.field("rows.0")
    box.input.value = '[1, null, "x"]'
    assert made.value == {"rows": [[1, None, "x"]]}
    box.input.value = "[1,"
    assert "no JSON" in box.note.value
    assert made.value == {"rows": [[1, None, "x"]]}


def test_a_value_from_outside_is_shown():
    made = form("aggregate")
    made.value = {"group_by": ["id"], "aggregations": [{"expression": "price", "new": 1}]}
    assert made.field("group_by").input.value == ["id"]
    made.field("aggregations.0.function").input.value = "sum"
    assert made.value["aggregations"] == [{"new": 1, "expression": "price", "function": "sum"}]


def test_a_choice_that_there_is_not_is_kept():
    made = form("read_csv", {"path": "x", "mode": "ODD"})
    assert made.field("mode").input.value == "ODD"
    assert made.value["mode"] == "ODD"


def test_problems_are_at_their_field_or_the_closest():
    made = form("aggregate", {"aggregations": [{"expression": "x"}]})
    made.show_problems([
        Problem("a", "There is no column 'x'.", field="aggregations.0.expression"),
        Problem("b", "It is <odd>.", field="aggregations.0.elsewhere", severity="warning"),
        Problem("c", "It has no input."),
    ])  # fmt: skip
    at = {field.path: field.note.value for field in made.root.fields() if field.note.value}
    assert at.keys() == {"", "aggregations.0", "aggregations.0.expression"}
    assert "no column" in at["aggregations.0.expression"]
    assert "It is &lt;odd&gt;." in at["aggregations.0"]
    made.show_problems([])
    assert not any(field.note.value for field in made.root.fields())


def test_a_problem_unfolds_what_it_is_in():
    made = form("read_csv", {"path": "x"})
    fold = next(c for c in made.root.children if isinstance(c, ipywidgets.Accordion))
    assert fold.selected_index is None
    hidden = next(f.path for f in fold.children[0].children)
    made.show_problems([Problem("a", "Wrong.", field=hidden)])
    assert fold.selected_index == 0


def test_what_arrives_may_change():
    columns = ["a"]
    made = Form(schema_of("drop"), {}, Context(lambda port: columns))
    columns.append("b")
    made.refresh()
    assert made.field("columns").picker.options == ("a", "b")


def test_parts_of_a_schema():
    schema = {
        "$defs": {"Inner": {"type": "object", "properties": {"x": {"type": "string"}}}},
        "properties": {
            "maybe": {"anyOf": [{"$ref": "#/$defs/Inner"}, {"type": "null"}], "title": "Maybe"},
            "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        },
        "type": "object",
    }
    parts = Part.of(schema).properties
    assert (parts["maybe"].sort, parts["maybe"].optional) == ("object", True)
    assert parts["maybe"].title("maybe") == "Maybe"
    assert (parts["either"].sort, parts["either"].lenient) == ("json", True)

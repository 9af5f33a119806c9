"""The editor of schemas."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.lab.conftest import shot
from tests.lab.panel import confirm, expand, make, menu, open_item, open_panel, row, theme

DIRTY = re.compile("jp-mod-dirty")
NESTED = [
    {"name": "id", "type": "long", "nullable": False, "description": "The key"},
    {"name": "tags", "type": "array", "element": {"type": "string", "nullable": True},
     "nullable": True},
    {"name": "customer", "type": "struct", "nullable": True, "fields": [
        {"name": "name", "type": "string", "nullable": True},
        {"name": "prices", "type": "map", "key": {"type": "string", "nullable": True},
         "value": {"type": "decimal(12,2)", "nullable": True}, "nullable": True},
    ]},
]  # fmt: skip


@pytest.fixture(scope="module")
def workspace(lab):
    found = make(lab, "workspaces", name="Shapes")
    make(lab, "schemas", workspace_id=found["id"], name="nested", columns=NESTED)
    return found


def stored(lab, workspace, name):
    found = lab.call("GET", f"schemas?workspace_id={workspace['id']}&search={name}")[1]["items"]
    return lab.call("GET", f"schemas/{found[0]['id']}")[1]


def cell(page, path, label):
    return page.locator(f'tr[data-path="{path}"]').get_by_label(label, exact=True)


def editor(page, name):
    open_item(page, "Shapes", "Schemas", name)
    page.locator(".etlab-SchemaEditor").wait_for()


def test_a_schema_is_made_with_nested_types_and_is_the_same_after_a_reload(lab, page, workspace):
    open_panel(page)
    menu(page, "Shapes", "New Schema")
    page.locator(".etlab-SchemaEditor", has_text="no columns yet").wait_for()
    page.get_by_role("button", name="Add Column").click()
    expect(cell(page, "0", "Name")).to_be_focused()
    page.keyboard.type("customer")
    cell(page, "0", "Type").fill("struct")
    cell(page, "0.fields.0", "Name").fill("name")
    cell(page, "0.fields.0", "Name").press("Enter")
    expect(cell(page, "0.fields.1", "Name")).to_be_focused()
    page.keyboard.type("prices")
    cell(page, "0.fields.1", "Type").fill("map")
    cell(page, "0.fields.1.value", "Type").fill("decimal(12,2)")
    cell(page, "0.fields.1", "Name").press("Alt+ArrowUp")
    expect(cell(page, "0.fields.0", "Name")).to_have_value("prices")
    cell(page, "0", "Nullable").uncheck()
    tab = page.locator(".lm-DockPanel-tabBar .lm-mod-current")
    expect(tab).to_have_class(DIRTY)
    page.keyboard.press("Control+s")
    expect(tab).not_to_have_class(DIRTY)
    found = stored(lab, workspace, "schema")
    assert found["columns"] == [
        {"name": "customer", "type": "struct", "nullable": False, "fields": [
            {"name": "prices", "type": "map", "nullable": True,
             "key": {"type": "string", "nullable": True},
             "value": {"type": "decimal(12,2)", "nullable": True}},
            {"name": "name", "type": "string", "nullable": True},
        ]}
    ]  # fmt: skip
    page.wait_for_timeout(1500)
    page.reload()
    page.locator(".etlab-SchemaEditor").wait_for()
    expect(cell(page, "0.fields.0.value", "Type")).to_have_value("decimal(12,2)")
    page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon").click()


def test_what_is_wrong_is_marked_and_not_stored(lab, page, workspace):
    editor(page, "nested")
    shot(page, "schema")
    theme(page, "JupyterLab Dark")
    shot(page, "schema-dark")
    theme(page, "JupyterLab Light")
    cell(page, "1", "Name").fill("ID")
    cell(page, "1", "Name").press("Control+s")
    page.get_by_text("Nothing was stored yet").wait_for()
    cell(page, "1", "Name").fill("tags")
    cell(page, "2.fields.0", "Type").fill("nonsense")
    cell(page, "1", "Name").press("Control+s")
    page.locator(".etlab-Form-error", has_text="nonsense").wait_for()
    expect(page.locator('tr[data-path="2.fields.0"]')).to_have_class("etlab-mod-wrong")
    shot(page, "schema-wrong")
    assert stored(lab, workspace, "nested")["version"] == 1
    page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon").click()
    confirm(page, "Discard")


def test_columns_come_from_the_json_of_a_spark_schema(page, workspace):
    editor(page, "nested")
    page.get_by_text("Import…").click()
    fields = [{"name": "a", "type": "short", "nullable": True, "metadata": {}}]
    area = page.locator(".jp-Dialog textarea")
    area.fill("{ no")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    shot(page, "schema-import")
    page.locator(".jp-Dialog-button", has_text="Import").click()
    page.get_by_text("This is not JSON").wait_for()
    page.locator(".jp-Dialog-button", has_text="Back").click()
    area.fill(json.dumps({"type": "struct", "fields": fields}))
    confirm(page, "Import")
    expect(cell(page, "0", "Type")).to_have_value("short")
    expect(page.locator("tr[data-path]")).to_have_count(1)
    page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon").click()
    confirm(page, "Discard")


def make_table(lab, name):
    """A view in the Spark of the kernel that is asked for tables."""
    code = f"df = spark.range(3).selectExpr('id', 'id * 2.5 AS twice')\ndf.createTempView('{name}')"
    config = {"code": code, "inputs": [], "output": "df"}
    node = {"id": "made", "type": "transform", "position": {"x": 0, "y": 0},
            "data": {"label": "Made", "kind": "code", "config": config}}  # fmt: skip
    body = {"document": {"nodes": [node], "edges": []}, "node": "made"}
    assert lab.call("POST", "preview", body)[0] == 200


def test_columns_come_from_ddl_a_file_and_a_table(lab, page, workspace):
    (lab.folder / "root/in.csv").write_text("x,y\n1,2026-01-01\n")
    editor(page, "nested")

    def read(kind):
        page.get_by_text("Import…").click()
        page.get_by_label("From", exact=True).select_option(label=kind)

    page.get_by_text("Import…").click()
    page.locator(".jp-Dialog textarea").fill("a INT NOT NULL, b ARRAY<DATE>")
    confirm(page, "Import")
    expect(cell(page, "1.element", "Type")).to_have_value("date")
    read("Read CSV")
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_label("Path", exact=True).fill("in.csv")
    dialog.get_by_label("Header", exact=True).check()
    dialog.get_by_label("Infer types", exact=True).check()
    shot(page, "schema-import-file")
    confirm(page, "Import")
    expect(cell(page, "0", "Name")).to_have_value("x")
    expect(cell(page, "1", "Type")).to_have_value("date")
    # Spark has to be asked for a table.
    make_table(lab, "numbers")
    read("Read table")
    dialog.get_by_label("Table", exact=True).fill("numbers")
    shot(page, "schema-import-table")
    confirm(page, "Import")
    expect(cell(page, "1", "Name")).to_have_value("twice", timeout=60_000)
    expect(cell(page, "0", "Type")).to_have_value("long")
    # It says what is wrong.
    read("Read table")
    dialog.get_by_label("Table", exact=True).fill("nowhere.at_all")
    page.locator(".jp-Dialog-button", has_text="Import").click()
    page.get_by_text("Reading the columns…").wait_for()
    page.get_by_text("No columns were found").wait_for(timeout=60_000)
    shot(page, "schema-import-failed")
    page.locator(".jp-Dialog-button", has_text="Cancel").click()
    page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon").click()
    confirm(page, "Discard")


def test_two_who_save_a_schema_are_told_of_each_other(lab, page, workspace):
    editor(page, "nested")
    schema = stored(lab, workspace, "nested")
    body = {"description": "theirs"}
    status, _ = lab.call("PATCH", f"schemas/{schema['id']}", body, version=schema["version"])
    assert status == 200
    cell(page, "0", "Name").fill("number")
    cell(page, "0", "Name").press("Control+s")
    page.locator(".jp-Dialog", has_text="was changed meanwhile").wait_for()
    confirm(page, "Overwrite version 2")
    page.wait_for_timeout(1000)
    found = stored(lab, workspace, "nested")
    assert (found["version"], found["columns"][0]["name"]) == (3, "number")


def test_a_schema_is_duplicated_and_deleted_and_comes_back(lab, page, workspace):
    open_panel(page)
    expand(page, "Shapes")
    expand(page, "Schemas")
    menu(page, "nested", "Duplicate")
    expect(row(page, "nested (2)")).to_be_visible()
    row(page, "nested (2)").click()
    page.keyboard.press("Delete")
    expect(row(page, "nested (2)", "schema")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "nested (2)", "schema")).to_have_attribute("aria-selected", "true")
    row(page, "nested (2)", "schema").click()
    page.keyboard.press("Delete")
    expect(row(page, "nested (2)", "schema")).to_have_count(0)
    expand(page, "Trash")
    menu(page, "nested (2)", "Restore")
    expect(row(page, "nested (2)", "trashed-schema")).to_have_count(0)
    row(page, "nested (2)", "schema").click()
    page.keyboard.press("Delete")
    expect(row(page, "nested (2)", "trashed-schema")).to_have_count(1)
    row(page, "Trash").click(button="right")
    page.locator(".lm-Menu-itemLabel", has_text="Empty the Trash…").click()
    confirm(page, "Empty the Trash")
    expect(row(page, "nested (2)")).to_have_count(0)
    assert lab.call("GET", "schemas?deleted=true")[1]["total"] == 0


def test_the_browser_asks_before_changes_are_lost(page, workspace):
    editor(page, "nested")
    cell(page, "0", "Name").fill("changed")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(cell(page, "0", "Name")).to_have_value("changed")
    page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabCloseIcon").click()
    confirm(page, "Discard")
